import { LitElement } from 'lit';

/** What had the focus is gone with what stood there: those who use the keyboard go on at what took its place. */
export async function focusOn(page: LitElement, selector: string): Promise<void> {
  await page.updateComplete;
  const target = page.renderRoot.querySelector<HTMLElement>(selector);
  if (target instanceof LitElement) await target.updateComplete;
  target?.focus({ preventScroll: true });
}
