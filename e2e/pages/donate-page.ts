import { expect, type Locator, type Page } from '@playwright/test';

/** `/`, as a visitor meets it. */
export class DonatePage {
  readonly donate: Locator;
  readonly stop: Locator;
  readonly length: Locator;
  readonly chip: Locator;
  readonly myTasks: Locator;

  constructor(readonly page: Page) {
    this.donate = page.getByRole('button', { name: /^Donate/ });
    this.stop = page.getByRole('button', { name: /^Stop/ }).first();
    this.length = page.getByTestId('length').first();
    this.chip = page.getByTestId('chip').first();
    this.myTasks = page.getByTestId('my-tasks').first();
  }

  async open(url: string): Promise<this> {
    await this.page.goto(`${url}/`);
    return this;
  }

  /** Opens the page, says yes, and waits until its kernels are at work. */
  async donateAt(url: string): Promise<this> {
    await this.open(url);
    await this.donate.click();
    await this.isRunning();
    return this;
  }

  /** The tour's length as shown, in the page's own unit; NaN while none is shown. */
  async shownLength(): Promise<number> {
    const text = (await this.length.textContent()) ?? '';
    return Number(text.replace(/[^\d.]/g, '') || Number.NaN);
  }

  async kernels(): Promise<number> {
    return Number(await this.chip.getAttribute('data-kernels'));
  }

  async isRunning(): Promise<void> {
    await expect(this.chip).toHaveAttribute('data-state', 'running');
  }
}
