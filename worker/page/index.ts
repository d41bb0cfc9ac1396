/** What pages hold of the peer: see PagePeer in ../api.ts. Nothing starts before openPeer() is called. */
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { Input, Output, Procedure } from '../../peer/procedures.ts';
import type { Topic, Topics } from '../../peer/topics.ts';
import type { DonorSettings, DonorStatus, PagePeer } from '../api.ts';
import { holdLifeLock, type LifeLock, whenGone } from '../life-lock.ts';
import type { Donation, ToPage } from '../page-protocol.ts';
import { CONSENT_KEY, giveConsent, readConsent, withdrawConsent } from './consent.ts';
import { Door } from './door.ts';
import { Kernels } from './kernels.ts';

export interface OpenPeerOptions {
  /** False for pages that only watch, such as the kiosk: no kernels run in them. Default true. */
  readonly lends?: boolean;
}

/** Joins this origin's peer and starts it if need be. Call it only after consent, or on pages that only watch. */
export function openPeer(options: OpenPeerOptions = {}): PagePeer {
  return new OpenedPeer(options.lends ?? true);
}

const REOPEN_MILLIS = 500;

const NOTHING_YET: DonorStatus = {
  connection: 'connecting',
  reason: '',
  donating: false,
  paused: null,
  settings: null,
  kernels: 0,
  running: 0,
  tabs: 1,
  rate: 0,
  session: { tasks: 0, moves: 0, since: 0 },
  donor: null,
};

interface Subscription {
  readonly topic: Topic;
  readonly listener: (event: never) => void;
}

class OpenedPeer implements PagePeer {
  readonly #lends: boolean;
  readonly #listeners = new Set<(status: DonorStatus) => void>();
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #kernels: Kernels;
  readonly #closing = new AbortController();
  #door: Door;
  #lock: LifeLock | null = null;
  #status = NOTHING_YET;
  #donation: Donation | null = null;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  #subscribed = 0;
  /** In the back/forward cache, or between two doors. */
  #away = false;

  constructor(lends: boolean) {
    this.#lends = lends;
    this.#kernels = new Kernels({
      lend: (id, port) => this.#door.lend(id, port),
      ended: (id, reason) => void this.#door.remote.ended(id, reason),
    });
    this.#door = this.#open();
    const { signal } = this.#closing;
    addEventListener('pagehide', () => this.#leave(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#away && this.#return(), { signal });
    addEventListener('storage', (event) => this.#storageChanged(event), { signal });
    document.addEventListener('visibilitychange', () => void this.#door.remote.visible(isVisible()), {
      signal,
    });
  }

  async donate(settings: DonorSettings): Promise<void> {
    const { token, until } = giveConsent(settings);
    this.#donation = { settings, token };
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => void this.stop(), until - Date.now());
    // A peer that dies meanwhile is started anew and learns of it with this page.
    await this.#door.orClosed(this.#door.remote.donate(this.#donation)).catch(lostPeer);
  }

  async stop(): Promise<void> {
    this.#endDonation();
    withdrawConsent();
    await this.#door.orClosed(this.#door.remote.stop()).catch(lostPeer);
  }

  onStatus(listener: (status: DonorStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  async call<P extends Procedure>(procedure: P, input: Input<P>): Promise<Output<P>> {
    const reply = await this.#door.orClosed(this.#door.remote.call(procedure, input));
    if (reply.error) throw new WampError(reply.error.uri, reply.error.message);
    // The peer checked it against the contract.
    return reply.output as Output<P>;
  }

  subscribe<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void {
    this.#subscribed += 1;
    const id = this.#subscribed;
    this.#subscriptions.set(id, { topic, listener: listener as (event: never) => void });
    void this.#door.remote.subscribe(id, topic);
    return () => {
      if (this.#subscriptions.delete(id)) void this.#door.remote.unsubscribe(id);
    };
  }

  blob(sha256: string): Promise<Uint8Array> {
    return this.#door.orClosed(this.#door.remote.blob(sha256));
  }

  close(): void {
    this.#leave();
    this.#closing.abort();
    clearTimeout(this.#expiry);
    this.#listeners.clear();
    this.#subscriptions.clear();
  }

  /** A door to a living peer, with all this page wants of it. Messages wait in the port until the peer listens. */
  #open(): Door {
    const door = new Door((message) => this.#hear(message));
    door.closed.addEventListener('abort', () => this.#doorClosed());
    for (const [id, { topic }] of this.#subscriptions) void door.remote.subscribe(id, topic);
    void this.#attach(door);
    return door;
  }

  async #attach(door: Door): Promise<void> {
    this.#lock ??= await holdLifeLock();
    if (door.closed.aborted) return;
    const info = {
      visible: isVisible(),
      lends: this.#lends,
      lock: this.#lock.name,
      donation: this.#donation,
    };
    const peersLock = await door.orClosed(door.remote.attach(info)).catch(() => null);
    whenGone(peersLock, () => door.close(), door.closed);
  }

  #hear(message: ToPage): void {
    if (message.is === 'status') this.#show(message.status);
    else if (message.is === 'event') this.#subscriptions.get(message.id)?.listener(message.event as never);
    else if (message.is === 'kernels') this.#kernels.hold(message.count);
    else this.#kernels.replace(message.kernel);
  }

  #show(status: DonorStatus): void {
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }

  /** The peer died under us; SharedWorkers do. Its ports to our kernels died with it. */
  #doorClosed(): void {
    if (this.#away) return;
    this.#kernels.hold(0);
    this.#releaseLock();
    this.#show({
      ...this.#status,
      connection: 'connecting',
      reason: 'the peer is being started anew',
      kernels: 0,
      running: 0,
      rate: 0,
    });
    setTimeout(() => {
      if (!this.#closing.signal.aborted && !this.#away) this.#door = this.#open();
    }, REOPEN_MILLIS);
  }

  /** Also into the back/forward cache, where nothing of us may run. */
  #leave(): void {
    if (this.#away) return;
    this.#away = true;
    this.#kernels.hold(0);
    void this.#door.remote.leave();
    this.#door.close();
    this.#releaseLock();
  }

  /** Back from the cache. The visitor may have stopped meanwhile in another tab. */
  #return(): void {
    this.#away = false;
    if (!readConsent()) this.#donation = null;
    this.#door = this.#open();
  }

  #storageChanged({ key }: StorageEvent): void {
    if (this.#donation && (key === CONSENT_KEY || key === null) && !readConsent()) this.#endDonation();
  }

  #endDonation(): void {
    this.#donation = null;
    clearTimeout(this.#expiry);
    this.#kernels.hold(0);
  }

  #releaseLock(): void {
    this.#lock?.release();
    this.#lock = null;
  }
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}

/** For what the next peer does anyway. */
function lostPeer(error: unknown): void {
  if (!(error instanceof WampError && error.uri === ERRORS.connectionLost)) throw error;
}
