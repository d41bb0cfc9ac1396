/** A page's door to a worker that many pages share: what is said through it, and how one knows that nobody is behind it. */
import { type Remote, wrap } from 'comlink';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { OpenWay } from './way.ts';

/** Milliseconds before the door to a worker that died is opened again; longer while none answers. */
export const REOPEN = { first: 500, longest: 5000 };

const PING_MILLIS = 2000;
/** Pings that may stay unanswered while the page's own timers run. */
const MOST_UNANSWERED = 3;

/** One connection to the worker; a new one is made when it died. `D`: what the page calls; `M`: what is posted to it. */
export class Door<D extends { ping(): true }, M extends { readonly is: string }> {
  /** Aborts when the worker is dead or close() was called. */
  readonly closed: AbortSignal;
  readonly remote: Remote<D>;
  /** Anything came from the worker. */
  heard = false;
  readonly #port: MessagePort;
  readonly #closing = new AbortController();
  #unanswered = 0;

  constructor(openWay: OpenWay, onMessage: (message: M) => void) {
    this.closed = this.#closing.signal;
    const { port, works } = openWay(() => this.close());
    this.#port = port;
    this.#port.addEventListener('message', ({ data }: MessageEvent<M | null>) => {
      this.heard = true;
      works();
      if (data && 'is' in data && !this.closed.aborted) onMessage(data);
    });
    this.remote = wrap<D>(this.#port);
    this.#port.start();
    const timer = setInterval(() => this.#ping(), PING_MILLIS);
    this.closed.addEventListener('abort', () => clearInterval(timer));
  }

  /** The promise, or a rejection as soon as the worker is dead: Comlink would let it wait for ever. */
  orClosed<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = () =>
        reject(new WampError(ERRORS.connectionLost, 'the worker behind this page ended; it is started anew'));
      if (this.closed.aborted) fail();
      this.closed.addEventListener('abort', fail, { once: true });
      promise.then(resolve, reject).finally(() => this.closed.removeEventListener('abort', fail));
    });
  }

  close(): void {
    if (this.closed.aborted) return;
    this.#closing.abort();
    this.#port.close();
  }

  #ping(): void {
    if (this.#unanswered >= MOST_UNANSWERED) {
      this.close();
      return;
    }
    this.#unanswered += 1;
    const answered: Promise<unknown> = (this.remote as Remote<{ ping(): true }>).ping();
    answered.then(
      () => {
        this.#unanswered = 0;
      },
      () => {},
    );
  }
}
