/** One page as the peer sees it: its port, what it lends, what it listens to, and whether it still lives. */
import { asWampError } from '../peer/errors.ts';
import type { Procedure } from '../peer/procedures.ts';
import type { Topic } from '../peer/topics.ts';
import type { PageSignals } from './api.ts';
import type { BrowserPeer } from './browser-peer.ts';
import type { Port } from './kernel/protocol.ts';
import { whenGone } from './life-lock.ts';
import { openDoor } from './open-door.ts';
import type { CallReply, Donation, PageDoor, PageInfo, ToPage } from './page-protocol.ts';
import { PortKernel } from './port-kernel.ts';

/** Kernels pulse twice a second; only preparing a large problem on a slow phone keeps one silent for seconds. */
const KERNEL_SILENCE_MILLIS = 15_000;
/** A hidden tab's timers may run once a minute. */
const PAGE_SILENCE_MILLIS = 90_000;

const NOTHING_SEEN: PageSignals = {
  power: 'unknown',
  handheld: false,
  dataSaver: false,
  pressure: false,
  lag: false,
};

/** What a page may ask. */
const DOOR = {
  attach: true,
  visible: true,
  signals: true,
  ping: true,
  donate: true,
  stop: true,
  lend: true,
  ended: true,
  call: true,
  subscribe: true,
  follow: true,
  unsubscribe: true,
  blob: true,
  leave: true,
} as const;

export class AttachedPage implements PageDoor {
  readonly id = crypto.getRandomValues(new Uint32Array(2)).join('-');
  readonly since = performance.now();
  info: PageInfo = { visible: false, lends: false, lock: null, donation: null, signals: NOTHING_SEEN };
  attached = false;
  /** Kernels the page was told to hold. */
  told = 0;
  readonly #port: MessagePort;
  readonly #peer: BrowserPeer;
  readonly #kernels = new Map<string, PortKernel>();
  readonly #subscriptions = new Map<number, () => void>();
  readonly #gone = new AbortController();
  #heardAt = performance.now();

  constructor(port: MessagePort, peer: BrowserPeer) {
    this.#port = port;
    this.#peer = peer;
    openDoor<PageDoor>(this, DOOR, port);
  }

  post(message: ToPage): void {
    this.#port.postMessage(message);
  }

  tell(count: number): void {
    if (count === this.told) return;
    this.told = count;
    this.post({ is: 'kernels', count });
  }

  /** Removes what fell silent; `now` is performance.now(). Without Web Locks this alone tells of a page's death. */
  sweep(now: number): void {
    for (const [id, kernel] of this.#kernels) {
      if (now - kernel.heardAt > KERNEL_SILENCE_MILLIS) {
        this.#endKernel(id, 'the kernel fell silent');
        this.post({ is: 'end kernel', kernel: id });
      }
    }
    if (this.info.lock === null && this.#kernels.size === 0 && now - this.#heardAt > PAGE_SILENCE_MILLIS) {
      this.leave();
    }
  }

  /** The machine slept: silence until now means nothing. */
  forgive(now: number): void {
    this.#heardAt = now;
    for (const kernel of this.#kernels.values()) kernel.heardAt = now;
  }

  attach(info: PageInfo): Promise<string | null> {
    this.info = info;
    this.attached = true;
    whenGone(info.lock, () => this.leave(), this.#gone.signal);
    // Before the first status: a page whose peer was started anew must not read that nobody donates.
    if (info.donation) this.#peer.donate(info.donation);
    else this.#peer.pagesChanged();
    this.#peer.greet(this);
    return this.#peer.lifeLock();
  }

  visible(visible: boolean): void {
    this.#heardAt = performance.now();
    this.info = { ...this.info, visible };
    this.#peer.pagesChanged();
  }

  signals(signals: PageSignals): void {
    this.#heardAt = performance.now();
    this.info = { ...this.info, signals };
    this.#peer.pagesChanged();
  }

  /** Cores at work in this page, over the last few seconds. */
  get load(): number {
    let load = 0;
    for (const kernel of this.#kernels.values()) load += kernel.load;
    return load;
  }

  ping(): true {
    this.#heardAt = performance.now();
    return true;
  }

  donate(donation: Donation): void {
    this.#peer.donate(donation);
  }

  stop(): void {
    this.#peer.stop();
  }

  lend(id: string, port: Port): void {
    if (this.#gone.signal.aborted) return;
    const kernel = new PortKernel(port, {
      now: () => performance.now(),
      onMoves: (moves) => this.#peer.moved(moves),
      discarded: () => {
        if (this.#kernels.delete(id)) this.post({ is: 'end kernel', kernel: id });
      },
    });
    this.#kernels.set(id, kernel);
    this.#peer.lent(kernel);
  }

  ended(id: string, reason: string): void {
    this.#endKernel(id, reason);
  }

  async call(procedure: string, input: unknown): Promise<CallReply> {
    try {
      return { output: await this.#peer.call(procedure as Procedure, input as never) };
    } catch (error) {
      const { uri, message } = asWampError(error);
      return { error: { uri, message } };
    }
  }

  subscribe(id: number, topic: Topic): void {
    this.unsubscribe(id);
    this.#subscriptions.set(
      id,
      this.#peer.subscribe(topic, (event) => this.post({ is: 'event', id, event })),
    );
  }

  follow(id: number, topic: Topic): void {
    this.unsubscribe(id);
    this.#subscriptions.set(
      id,
      this.#peer.follow(topic, (event) => this.post({ is: 'event', id, event })),
    );
  }

  unsubscribe(id: number): void {
    this.#subscriptions.get(id)?.();
    this.#subscriptions.delete(id);
  }

  blob(sha256: string): Promise<Uint8Array> {
    return this.#peer.blob(sha256);
  }

  leave(): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    for (const id of [...this.#kernels.keys()]) this.#endKernel(id, 'its tab was closed');
    for (const id of [...this.#subscriptions.keys()]) this.unsubscribe(id);
    this.#peer.left(this);
    this.#port.close();
  }

  #endKernel(id: string, reason: string): void {
    const kernel = this.#kernels.get(id);
    if (!kernel) return;
    this.#kernels.delete(id);
    this.#peer.ended(kernel, reason);
    kernel.discard();
  }
}
