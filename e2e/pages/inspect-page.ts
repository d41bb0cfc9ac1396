/** The inspector as its users find their way in it. */
import type { Locator, Page } from '@playwright/test';

export class InspectPage {
  constructor(readonly page: Page) {}

  get connection(): Locator {
    return this.page.getByTestId('connection');
  }

  /** What is shown of the chosen row. */
  get panel(): Locator {
    return this.page.getByTestId('panel');
  }

  get grid(): Locator {
    return this.page.getByRole('grid');
  }

  async open(
    tab: 'Sessions' | 'Registrations' | 'Subscriptions' | 'Services' | 'Slots' | 'Events' | 'Call',
  ): Promise<void> {
    await this.page.getByRole('tab', { name: tab }).click();
  }

  /** Rows that hold all of these words; without the head. */
  rows(...words: readonly string[]): Locator {
    let rows = this.page.getByRole('row').filter({ has: this.page.getByRole('gridcell') });
    for (const word of words) rows = rows.filter({ hasText: word });
    return rows;
  }

  async listen(topic: string, match: 'prefix' | 'exact' | 'wildcard' = 'prefix'): Promise<void> {
    await this.page.getByLabel('Topic', { exact: true }).fill(topic);
    await this.page.getByLabel('Match').selectOption(match);
    await this.page.getByRole('button', { name: 'Listen', exact: true }).click();
  }

  async call(uri: string, args = '', kwargs = ''): Promise<void> {
    await this.page.getByLabel('Procedure').fill(uri);
    await this.page.getByLabel('Arguments (JSON list)').fill(args);
    await this.page.getByLabel('Keyword arguments (JSON object)').fill(kwargs);
    await this.page.getByRole('button', { name: 'Call', exact: true }).click();
  }

  /** The n-th call of the history, the newest first. */
  record(n = 0): Locator {
    return this.page.getByTestId('call').nth(n);
  }
}
