import { css, html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { strings } from '../strings/language.ts';
import { isolated, listed } from '../strings/listed.ts';
import { shared } from '../styles/shared.ts';

/** How long a welcome stays, and the least time between two spoken ones; milliseconds. */
const STAY = 5000;
const SPEAK = 5000;
/** Names shown at once; the rest is a number. */
const NAMES = 3;

/**
 * Welcomes those who just joined, by name. Seen at once; spoken politely and not in a torrent.
 *
 * Methods: `welcome(names)`.
 */
@customElement('lehr-joins')
export class LehrJoins extends LitElement {
  static override styles = [
    shared,
    css`
      .seen {
        display: inline-block;
        padding: 0.5rem 1.25rem 0.55rem;
        background: var(--hot);
        color: var(--hot-ink);
        border-radius: 3px;
        font-weight: 600;
        animation: rise 0.25s ease-out;
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(0.6rem);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .seen {
          animation: none;
        }
      }
    `,
  ];

  @state() private names: readonly string[] = [];
  @state() private spoken = '';
  readonly #hides = new Set<ReturnType<typeof setTimeout>>();
  #speak: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const hide of this.#hides) clearTimeout(hide);
    this.#hides.clear();
    this.names = [];
    clearTimeout(this.#speak);
    this.#speak = undefined;
  }

  welcome(names: readonly string[]): void {
    if (names.length === 0) return;
    this.names = [...this.names, ...names];
    // Each welcome has its own end: where somebody joins every other second, the list must not grow for ever.
    const hide = setTimeout(() => {
      this.#hides.delete(hide);
      this.names = this.names.slice(names.length);
    }, STAY);
    this.#hides.add(hide);
    if (this.#speak !== undefined) return;
    this.spoken = joined(this.names);
    this.#speak = setTimeout(() => {
      this.#speak = undefined;
    }, SPEAK);
  }

  protected override render() {
    return html`<span class="unseen" role="status" aria-live="polite">${this.spoken}</span>
      ${this.names.length > 0 ? html`<span class="seen" aria-hidden="true">${joined(this.names)}</span>` : ''}`;
  }
}

function joined(names: readonly string[]): string {
  const words = strings.kiosk;
  if (names.length === 1) return words.joined(names[0] ?? '');
  if (names.length <= NAMES) return words.joinedMany(listed(names, strings.language));
  return words.joinedMore(names.slice(-NAMES).map(isolated).join(', '), names.length - NAMES);
}
