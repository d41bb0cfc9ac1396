/** Opens the way to the browser's one peer: the SharedWorker, or a peer in this page where there are none. */
import { type Remote, transfer, wrap } from 'comlink';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { PageDoor, ToPage } from '../page-protocol.ts';
import { PeerHost, peerOf } from '../peer-host.ts';
import { servedBuild } from './served-build.ts';

/** Hash of the built pages, put in by the bundler. */
declare const __BUILD__: string;

const PING_MILLIS = 2000;
/** Pings that may stay unanswered while the page's own timers run. */
const MOST_UNANSWERED = 3;

/** One connection to a peer; a new one is made when the peer died. */
export class Door {
  /** Aborts when the peer is dead or close() was called. */
  readonly closed: AbortSignal;
  readonly remote: Remote<PageDoor>;
  /** Anything came from the peer. */
  heard = false;
  readonly #port: MessagePort;
  readonly #closing = new AbortController();
  #unanswered = 0;

  constructor(onMessage: (message: ToPage) => void) {
    this.closed = this.#closing.signal;
    this.#port = openPort(() => this.close());
    this.#port.addEventListener('message', ({ data }: MessageEvent<ToPage | null>) => {
      this.heard = true;
      sharedWorker = sharedWorker === 'untried' ? 'works' : sharedWorker;
      if (data && 'is' in data && !this.closed.aborted) onMessage(data);
    });
    this.remote = wrap<PageDoor>(this.#port);
    this.#port.start();
    const timer = setInterval(() => this.#ping(), PING_MILLIS);
    this.closed.addEventListener('abort', () => clearInterval(timer));
  }

  lend(id: string, port: MessagePort): void {
    void this.remote.lend(id, transfer(port, [port]));
  }

  /** The promise, or a rejection as soon as the peer is dead: Comlink would let it wait for ever. */
  orClosed<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = () =>
        reject(new WampError(ERRORS.connectionLost, 'the peer of this browser ended; it is started anew'));
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
    this.remote.ping().then(
      () => {
        this.#unanswered = 0;
      },
      () => {},
    );
  }
}

/**
 * Whether this page can have a SharedWorker. A frame whose storage is blocked (third-party cookies) gets one that fails
 * without a word to its port; one that worked before and failed now is opened again.
 */
let sharedWorker: 'untried' | 'works' | 'refused' =
  typeof SharedWorker === 'undefined' ? 'refused' : 'untried';

/** `onFailure` is called when the peer cannot be started. */
function openPort(onFailure: () => void): MessagePort {
  const worker = sharedWorker === 'refused' ? null : startSharedWorker();
  if (!worker) return openInPage(onFailure);
  worker.onerror = async () => {
    // A server that is away or has another build would fail it as well: only the browser's own no is final.
    if (sharedWorker === 'untried' && (await servedBuild()) === 'ours') sharedWorker = 'refused';
    onFailure();
  };
  return worker.port;
}

/** Null where the browser refuses at once. */
function startSharedWorker(): SharedWorker | null {
  try {
    return new SharedWorker(new URL('../peer.shared.ts', import.meta.url), {
      type: 'module',
      name: `lehr ${__BUILD__}`,
    });
  } catch {
    return null;
  }
}

/** Without a SharedWorker (Chrome on Android has none) each tab or frame is a donor of its own. */
function openInPage(onFailure: () => void): MessagePort {
  const { port1, port2 } = new MessageChannel();
  inPageHost ??= new PeerHost(peerOf(location.origin));
  inPageHost.accept(port2).catch(onFailure);
  return port1;
}

let inPageHost: PeerHost | null = null;
