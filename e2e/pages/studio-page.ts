import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import type { LehrProcess } from '../lehr-process.ts';

/** `/studio`, as a dispatcher meets it. */
export class StudioPage {
  readonly file: Locator;
  readonly ready: Locator;
  readonly start: Locator;
  readonly saved: Locator;
  readonly state: Locator;
  readonly rows: Locator;

  constructor(readonly page: Page) {
    this.file = page.getByTestId('file');
    this.ready = page.getByTestId('ready');
    this.start = page.getByRole('button', { name: 'Start', exact: true });
    this.saved = page.getByTestId('saved');
    this.state = page.getByTestId('state');
    this.rows = page.getByTestId('job-row');
  }

  async open(lehr: LehrProcess): Promise<this> {
    await this.page.goto(await lehr.signedIn('studio', 'submit'));
    await expect(this.page.getByTestId('signed-in')).toBeAttached();
    return this;
  }

  async give(name: string, text: string): Promise<void> {
    await this.file.setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  }

  /** As a hand that drags it from a folder: only a real drop has a DataTransfer with the file in it. */
  async drop(name: string, text: string): Promise<void> {
    const data = await this.page.evaluateHandle(
      ([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name));
        return data;
      },
      [name, text] as const,
    );
    await this.page.locator('lehr-drop-zone').dispatchEvent('drop', { dataTransfer: data });
  }

  async paste(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Places as text' }).fill(text);
    await this.page.getByRole('button', { name: 'Read it' }).click();
  }

  async figure(name: string): Promise<string> {
    return (await this.page.getByTestId(name).first().textContent()) ?? '';
  }

  async download(format: string): Promise<{ readonly name: string; readonly text: string }> {
    const button = this.page.locator(`[data-format="${format}"]`);
    // Driven by WebDriver BiDi, Firefox tells of no download of an http page: there what the page hands over is looked at.
    if (this.page.context().browser()?.browserType().name() === 'firefox') {
      const file = this.page.evaluate(handedOver);
      await button.click();
      return file;
    }
    const coming = this.page.waitForEvent('download');
    await button.click();
    const download = await coming;
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  }
}

/** Resolves with the next file that the page gives the browser to save. */
function handedOver(): Promise<{ readonly name: string; readonly text: string }> {
  return new Promise((resolve) => {
    const { createObjectURL } = URL;
    const { click } = HTMLAnchorElement.prototype;
    const blobs = new Map<string, Blob>();
    URL.createObjectURL = (blob: Blob) => {
      const address = createObjectURL(blob);
      blobs.set(address, blob);
      return address;
    };
    HTMLAnchorElement.prototype.click = function record(this: HTMLAnchorElement) {
      URL.createObjectURL = createObjectURL;
      HTMLAnchorElement.prototype.click = click;
      const { download: name, href } = this;
      void blobs
        .get(href)
        ?.text()
        .then((text) => resolve({ name, text }));
    };
  });
}
