/**
 * One peer for all tabs of an origin in browsers without a SharedWorker (Chrome on Android before 148): each tab stands in an
 * election by Web Lock, the tab that holds the lock runs the peer in a Worker, and the others reach it over a
 * BroadcastChannel. When its tab goes, the next holds the lock. Where there are no locks or channels (http://192.168.…, a
 * frame whose storage is blocked) each tab has a peer of its own.
 */
import { holdLifeLock, type LifeLock } from '../life-lock.ts';
import type { ToWorker } from '../serve-pages.ts';
import { TabBridge } from '../tab-bridge.ts';
import type { TabMessage } from '../tab-protocol.ts';
import { failureOf, WorkerHost } from './worker-host.ts';

/** A leader that does not answer for so long is frozen: its lock is taken from it. */
const SILENCE_MILLIS = 5000;

export class ElectedHost {
  readonly #name: string;
  readonly #startWorker: () => Worker;
  readonly #page = crypto.getRandomValues(new Uint32Array(4)).join('-');
  #candidacy: Promise<Candidacy | null> | null = null;
  #connection: Connection | null = null;
  /** Where there is no election. */
  readonly #here: WorkerHost;

  /** @param name of the election: pages of another build hold their own */
  constructor(name: string, startWorker: () => Worker) {
    this.#name = name;
    this.#startWorker = startWorker;
    this.#here = new WorkerHost(startWorker);
    addEventListener('pagehide', () => this.#leave());
  }

  /** Connects the port with the peer, wherever that is. Rejects when no peer can be started in this page. */
  async accept(port: MessagePort): Promise<void> {
    this.#candidacy ??= stand(this.#name, this.#startWorker);
    const candidacy = await this.#candidacy;
    if (!candidacy) return this.#here.accept(port);
    this.#connection?.close();
    this.#connection = new Connection(this.#page, candidacy, port);
    return candidacy.failed.finally(() => this.#leave());
  }

  /** Also into the back/forward cache, where nothing of us may run: the next page that comes stands anew. */
  #leave(): void {
    this.#connection?.close();
    this.#connection = null;
    void this.#candidacy?.then((candidacy) => candidacy?.withdraw());
    this.#candidacy = null;
  }
}

/** This page in the election, until it withdraws. */
interface Candidacy {
  readonly channel: BroadcastChannel;
  /** Of this page. */
  readonly life: LifeLock;
  /** Rejects when this page leads and its Worker breaks down. */
  readonly failed: Promise<never>;
  /** Takes the lock from a leader that does not answer. */
  depose(): void;
  withdraw(): void;
}

/** Null where there is no election. */
async function stand(name: string, startWorker: () => Worker): Promise<Candidacy | null> {
  const life = await holdLifeLock();
  const channel = life.name === null ? null : channelOf(name);
  if (!channel) {
    life.release();
    return null;
  }
  const withdrawn = new AbortController();
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Whoever accepts listens; between two nobody does.
  failed.catch(() => {});

  let leading: Worker | null = null;
  const lead = (): Promise<void> => {
    if (withdrawn.signal.aborted) return Promise.resolve();
    leading = startWorker();
    leading.postMessage({ lead: name } satisfies ToWorker);
    failureOf(leading).catch(fail);
    return new Promise((resolve) => withdrawn.signal.addEventListener('abort', () => resolve()));
  };
  const lost = () => {
    leading?.terminate();
    leading = null;
  };
  /** Waits in the queue for the lock, holds it, and waits again when it was taken from here. */
  const wait = async (): Promise<void> => {
    while (!withdrawn.signal.aborted) {
      await navigator.locks.request(name, { signal: withdrawn.signal }, lead).catch(lost);
    }
  };
  void wait();
  return {
    channel,
    life,
    failed,
    depose() {
      // It may be this page's own that takes long to load.
      if (!leading) navigator.locks.request(name, { steal: true }, lead).catch(lost);
    },
    withdraw() {
      withdrawn.abort();
      lost();
      channel.close();
      life.release();
    },
  };
}

/** Refused where storage is blocked, and not there in old browsers. */
function channelOf(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}

/** A port's way to the peer of whoever leads. It ends with its page, or when the page opens another. */
class Connection {
  readonly #bridge: TabBridge;
  readonly #port: MessagePort;
  readonly #closed = new AbortController();
  readonly #silence: ReturnType<typeof setTimeout>;

  constructor(page: string, { channel, life, depose }: Candidacy, port: MessagePort) {
    const connection = crypto.getRandomValues(new Uint32Array(4)).join('-');
    const post = (message: TabMessage) => {
      if (!this.#closed.signal.aborted) channel.postMessage(message);
    };
    this.#port = port;
    this.#bridge = new TabBridge(connection, 'peer', post);
    const ask = () => post({ is: 'open', connection, page, lock: life.name });
    let opened = false;
    const hear = ({ data }: MessageEvent<TabMessage>) => {
      if (data.is === 'leading' && !opened) ask();
      else if (data.is === 'opened' && data.connection === connection && !opened) {
        opened = true;
        clearTimeout(this.#silence);
        this.#bridge.join(port);
      } else if (data.is === 'carried' && data.towards === 'page' && data.connection === connection) {
        this.#bridge.receive(data);
      }
    };
    channel.addEventListener('message', hear, { signal: this.#closed.signal });
    this.#silence = setTimeout(depose, SILENCE_MILLIS);
    ask();
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    clearTimeout(this.#silence);
    this.#bridge.close();
    this.#port.close();
  }
}
