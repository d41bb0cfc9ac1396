import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Credential } from '../../worker/desk-api.ts';
import { LEHR_REALM, lehrCredential } from '../../worker/page/desk.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { tool } from './inspect-styles.ts';

/**
 * Asks for a token, and says what was wrong with the last one.
 *
 * @property fault         why the last one did not do, in words; empty: none was tried
 * @event lehr-credential  detail: the Credential to sign in with
 */
@customElement('lehr-sign-in')
export class LehrSignIn extends LitElement {
  static override styles = [
    tool,
    css`
      :host {
        max-width: 34rem;
        margin: clamp(1rem, 9vh, 7rem) auto 3rem;
      }
      h2 {
        font-size: clamp(1.75rem, 4vw, 2.5rem);
        font-weight: 300;
        letter-spacing: -0.02em;
        line-height: 1.15;
      }
      p {
        margin: 0.9rem 0;
        color: var(--ink-soft);
      }
      p.fault {
        color: var(--hot-text);
      }
      form {
        display: grid;
        gap: 1rem;
        margin: 1.5rem 0;
      }
      details {
        border-top: 1px solid var(--rule);
        padding-top: 0.25rem;
      }
      details label {
        margin-bottom: 1rem;
      }
      button {
        justify-self: start;
      }
    `,
  ];

  @property() fault = '';
  @state() private half = false;
  @query('form') private form!: HTMLFormElement;

  protected override firstUpdated(): void {
    // A keyboard that comes up by itself on a phone hides what is said here.
    if (matchMedia('(pointer: fine)').matches) this.form.querySelector('input')?.focus();
  }

  protected override render() {
    const fault = this.half ? words.signIn.half : this.fault;
    return html`<h2>${words.signIn.heading}</h2>
      <p>${words.signIn.lede}</p>
      <p>${words.signIn.where}</p>
      ${fault ? html`<p class="fault" role="alert" data-testid="refused">${fault}</p>` : nothing}
      <form @submit=${this.#submit}>
        <label>
          ${words.signIn.token}
          <input
            name="token"
            type="password"
            autocomplete="off"
            spellcheck="false"
            aria-invalid=${fault ? 'true' : 'false'}
          />
        </label>
        <details>
          <summary>${words.signIn.other}</summary>
          <label>${words.signIn.realm}<input name="realm" autocomplete="off" spellcheck="false" /></label>
          <label>${words.signIn.authid}<input name="authid" autocomplete="off" spellcheck="false" /></label>
        </details>
        <button class="primary" type="submit">${words.signIn.open}</button>
      </form>
      <p class="label">${words.signIn.kept}</p>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const given = new FormData(this.form);
    const field = (name: string) => String(given.get(name) ?? '').trim() || null;
    const [token, realm, authid] = [field('token'), field('realm'), field('authid')];
    const plain = realm === null && authid === null;
    this.half = plain ? token === null : (token === null) !== (authid === null);
    if (this.half) return;
    const detail: Credential =
      plain && token !== null ? lehrCredential(token) : { realm: realm ?? LEHR_REALM, authid, token };
    this.dispatchEvent(new CustomEvent('lehr-credential', { detail }));
  }
}
