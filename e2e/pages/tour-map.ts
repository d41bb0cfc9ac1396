import type { Locator, Page } from '@playwright/test';
import type { LehrTourMap } from '../../web/components/lehr-tour-map.ts';

/** The live picture of a page. */
export class TourMap {
  readonly picture: Locator;
  readonly #map: Locator;

  constructor(readonly page: Page) {
    this.#map = page.locator('lehr-tour-map').first();
    this.picture = this.#map.getByRole('img');
  }

  /** On a big screen. */
  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/kiosk`);
  }

  frames(): Promise<number> {
    return this.#map.evaluate((map: LehrTourMap) => map.frames);
  }

  /** City numbers in order; empty while there is none. */
  tour(): Promise<number[]> {
    return this.#map.evaluate((map: LehrTourMap) => [...(map.tour ?? [])]);
  }

  /** Pixels of the page that the tour's lines cover now, in the copy of what a worker drew or the page. */
  ink(): Promise<number> {
    return this.picture.evaluate((place) => {
      const drawn = place.querySelector('canvas:last-of-type') as HTMLCanvasElement | null;
      if (!drawn || drawn.width === 0 || drawn.height === 0) return 0;
      const copy = document.createElement('canvas').getContext('2d');
      if (!copy) return 0;
      copy.canvas.width = drawn.width;
      copy.canvas.height = drawn.height;
      copy.drawImage(drawn, 0, 0);
      const { data } = copy.getImageData(0, 0, drawn.width, drawn.height);
      let ink = 0;
      for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 0) > 128) ink++;
      return ink;
    });
  }

  /** Out of sight, or back, without anybody taking it away. */
  async scrollAway(away: boolean): Promise<void> {
    await this.#map.evaluate(
      (map: HTMLElement, transform) => {
        map.style.transform = transform;
      },
      away ? 'translateY(-400vh)' : '',
    );
  }
}
