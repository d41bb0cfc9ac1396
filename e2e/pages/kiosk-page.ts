import { expect, type Locator, type Page } from '@playwright/test';

/** `/kiosk`, as it stands in a room: on a wall, unless told otherwise. */
export class KioskPage {
  readonly connection: Locator;
  readonly notice: Locator;
  /** The code in the band under every scene. */
  readonly invitation: Locator;

  constructor(readonly page: Page) {
    this.connection = page.getByTestId('connection');
    this.notice = page.getByTestId('notice');
    this.invitation = page.locator('.band').getByTestId('join-qr');
  }

  async open(address: string): Promise<this> {
    await this.page.setViewportSize({ width: 1920, height: 1080 });
    await this.page.goto(address);
    await expect(this.connection).toHaveAttribute('data-state', 'online');
    return this;
  }

  scene(name: 'live' | 'how' | 'board' | 'join' | 'replay'): Locator {
    return this.page.locator(`[data-scene=${name}]`);
  }

  /** A number of the band under every scene. */
  async figure(name: string): Promise<number> {
    const text = await this.page.getByTestId(name).textContent();
    return Number(text?.replace(/\D/g, '') || Number.NaN);
  }
}
