import { css, html, LitElement, svg } from 'lit';
import { customElement } from 'lit/decorators.js';
import { chooseTheme, onThemeChange, theme } from '../controllers/theme.ts';
import { strings } from '../strings/language.ts';
import { buttons, shared } from '../styles/shared.ts';

/** Switches between the light and the dark theme. No slots, no properties. */
@customElement('lehr-theme-toggle')
export class LehrThemeToggle extends LitElement {
  static override styles = [
    shared,
    buttons,
    css`
      :host {
        display: inline-block;
      }
      button {
        padding: 0;
        border-color: transparent;
        color: var(--ink-soft);
      }
    `,
  ];

  #end = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = onThemeChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  protected override render() {
    const other = theme() === 'dark' ? 'light' : 'dark';
    return html`<button type="button" aria-label=${strings.theme[other]} title=${strings.theme[other]} @click=${() => chooseTheme(other)}>
      ${svg`<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6"/>
        <path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor"/>
      </svg>`}
    </button>`;
  }
}
