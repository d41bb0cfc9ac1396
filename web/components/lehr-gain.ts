import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Gains, NEWS, stepOfMetres } from '../controllers/gains.ts';
import type { Standing } from '../controllers/standing.ts';
import { format } from '../strings/language.ts';
import { shared } from '../styles/shared.ts';

/**
 * By how much the best has just become better, for as long as that is news. It takes no room of its own where there is
 * none, and says nothing to a screen reader: the length itself is in the page.
 *
 * @property now  how the job stands
 */
@customElement('lehr-gain')
export class LehrGain extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        color: var(--hot-text);
        font-weight: 600;
        white-space: nowrap;
      }
      span {
        display: inline-block;
        animation: come 0.25s ease-out;
      }
      @keyframes come {
        from {
          opacity: 0;
          transform: translateY(0.5em);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        span {
          animation: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) now: Standing | null = null;
  readonly #gains = new Gains();
  #end: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#end);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { now } = this;
    if (now && changed.has('now'))
      this.#gains.take(now.job?.id ?? null, now.best?.energy ?? null, performance.now());
  }

  protected override render() {
    const gain = this.#gains.lately(performance.now());
    clearTimeout(this.#end);
    if (gain === 0) return nothing;
    this.#end = setTimeout(() => this.requestUpdate(), NEWS);
    return html`<span class="number" aria-hidden="true" data-testid="gain">${this.#said(gain)}</span>`;
  }

  /** A cut is minus its energy, and grows. */
  #said(gain: number): string {
    const { now } = this;
    const unit = now && 'unit' in now.view ? now.view.unit : '';
    if (now?.measure === 'cut') return `+${format.length(-gain, unit)}`;
    return `\u2212${format.length(gain, unit, unit === 'm' ? stepOfMetres(gain) : undefined)}`;
  }
}
