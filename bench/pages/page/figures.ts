/** Ten components that show one topic: through the page's store as our pages do, and each by itself. */
import { html, LitElement } from 'lit';
import type { JobStatus } from '../../../peer/procedures.ts';
import { LiveStore, LiveSubscription } from '../../../web/controllers/live-store.ts';
import type { PagePeer } from '../../../worker/api.ts';

export const TOPIC = 'lehr.job.bench.state';

interface Shown {
  status: JobStatus;
}

const store = new LiveStore<Shown>();
/** Of all components. */
export const counted = { events: 0, renders: 0 };

abstract class Figure extends LitElement {
  protected abstract readonly status: JobStatus | undefined;

  protected override render() {
    counted.renders += 1;
    const { stats, elapsed = 0 } = this.status ?? {};
    return html`<dl>
      <dt>Moves</dt><dd>${stats?.moves.toLocaleString('en')}</dd>
      <dt>A second</dt><dd>${stats?.rate.toLocaleString('en')}</dd>
      <dt>Time</dt><dd>${elapsed.toFixed(1)}</dd>
    </dl>`;
  }
}

class StoreFigure extends Figure {
  constructor() {
    super();
    new LiveSubscription(this, store, ['status']);
  }

  protected get status(): JobStatus | undefined {
    return store.get('status');
  }
}

class NaiveFigure extends Figure {
  protected status: JobStatus | undefined;
  static peer: PagePeer;
  #end = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = NaiveFigure.peer.subscribe(TOPIC, (status) => {
      counted.events += 1;
      this.status = status;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }
}

customElements.define('store-figure', StoreFigure);
customElements.define('naive-figure', NaiveFigure);

const COMPONENTS = 10;

/** @returns ends them */
export function showFigures(peer: PagePeer, how: 'store' | 'naive'): () => void {
  NaiveFigure.peer = peer;
  counted.events = 0;
  counted.renders = 0;
  const end =
    how === 'store'
      ? peer.subscribe(TOPIC, (status) => {
          counted.events += COMPONENTS;
          store.set('status', status);
        })
      : () => {};
  const figures = Array.from({ length: COMPONENTS }, () => document.createElement(`${how}-figure`));
  document.body.append(...figures);
  return () => {
    end();
    for (const figure of figures) figure.remove();
  };
}
