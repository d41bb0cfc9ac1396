/** What pages hold of the peer: see PagePeer in ../api.ts. Nothing starts before openPeer() is called. */
import { pause, pauseBefore } from '../../peer/backoff.ts';
import { WampError } from '../../peer/errors.ts';
import type { Input, Output, Procedure } from '../../peer/procedures.ts';
import type { Topic, Topics } from '../../peer/topics.ts';
import type { DonorSettings, DonorStatus, PagePeer } from '../api.ts';
import { holdLifeLock, type LifeLock, whenGone } from '../life-lock.ts';
import type { Donation, ToPage } from '../page-protocol.ts';
import { CONSENT_KEY, giveConsent, readConsent, withdrawConsent } from './consent.ts';
import { REOPEN } from './door.ts';
import { Kernels } from './kernels.ts';
import { NOTHING_YET } from './nothing-yet.ts';
import { lostPeer, PeerDoor } from './peer-door.ts';
import { servedBuild } from './served-build.ts';
import { NO_SIGNALS, type Signals, watchSignals } from './signals.ts';

export interface OpenPeerOptions {
  /** False for pages that only watch, such as the kiosk: no kernels run in them. Default true. */
  readonly lends?: boolean;
}

/** Joins this origin's peer and starts it if need be. Call it only after consent, or on pages that only watch. */
export function openPeer(options: OpenPeerOptions = {}): PagePeer {
  return new OpenedPeer(options.lends ?? true);
}

interface Subscription {
  readonly how: 'subscribe' | 'follow';
  readonly topic: Topic;
  readonly listener: (event: never) => void;
}

class OpenedPeer implements PagePeer {
  readonly #lends: boolean;
  readonly #listeners = new Set<(status: DonorStatus) => void>();
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #kernels: Kernels;
  readonly #closing = new AbortController();
  readonly #signals: Signals;
  #door: PeerDoor;
  #lock: LifeLock | null = null;
  #status = NOTHING_YET;
  #donation: Donation | null = null;
  #subscribed = 0;
  /** In the back/forward cache, or between two doors. */
  #away = false;
  /** Doors in a row through which nothing was heard. */
  #unheard = 0;
  /** The server has another build, and this one's files are gone: nothing starts here any more. */
  #outdated = false;

  constructor(lends: boolean) {
    this.#lends = lends;
    this.#kernels = new Kernels({
      lend: (id, port) => this.#door.lend(id, port),
      ended: (id, reason) => void this.#door.remote.ended(id, reason),
      failed: () => void this.#checkBuild(),
    });
    const { signal } = this.#closing;
    const tell = () => void this.#door.remote.signals(this.#signals.now);
    this.#signals = lends ? watchSignals(tell, signal) : NO_SIGNALS;
    this.#door = this.#open();
    addEventListener('pagehide', () => this.#leave(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#away && this.#return(), { signal });
    addEventListener('storage', (event) => this.#storageChanged(event), { signal });
    document.addEventListener('visibilitychange', () => void this.#door.remote.visible(isVisible()), {
      signal,
    });
  }

  async donate(settings: DonorSettings): Promise<void> {
    const { token, until } = giveConsent(settings);
    this.#donation = { settings, token, until };
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
    return this.#listen('subscribe', topic, listener);
  }

  follow<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void {
    return this.#listen('follow', topic, listener);
  }

  blob(sha256: string): Promise<Uint8Array> {
    return this.#door.orClosed(this.#door.remote.blob(sha256));
  }

  close(): void {
    this.#leave();
    this.#closing.abort();
    this.#listeners.clear();
    this.#subscriptions.clear();
  }

  #listen(how: Subscription['how'], topic: Topic, listener: (event: never) => void): () => void {
    this.#subscribed += 1;
    const id = this.#subscribed;
    this.#subscriptions.set(id, { how, topic, listener });
    void this.#door.remote[how](id, topic);
    return () => {
      if (this.#subscriptions.delete(id)) void this.#door.remote.unsubscribe(id);
    };
  }

  /** A door to a living peer, with all this page wants of it. Messages wait in the port until the peer listens. */
  #open(): PeerDoor {
    const door = new PeerDoor((message) => this.#hear(message));
    door.closed.addEventListener('abort', () => this.#doorClosed(door.heard));
    for (const [id, { how, topic }] of this.#subscriptions) void door.remote[how](id, topic);
    void this.#attach(door);
    return door;
  }

  async #attach(door: PeerDoor): Promise<void> {
    const lock = await holdLifeLock();
    await this.#signals.known;
    // The page left meanwhile: with a lock in hand it could not stay in the back/forward cache, and nobody would release it.
    if (door.closed.aborted) {
      lock.release();
      return;
    }
    this.#lock = lock;
    this.#followConsent();
    const info = {
      visible: isVisible(),
      lends: this.#lends,
      signals: this.#signals.now,
      lock: lock.name,
      donation: this.#donation,
    };
    const peersLock = await door.orClosed(door.remote.attach(info)).catch(() => null);
    whenGone(peersLock, () => door.close(), door.closed);
  }

  #hear(message: ToPage): void {
    if (message.is === 'status') this.#show(message.status);
    else if (message.is === 'event') this.#subscriptions.get(message.id)?.listener(message.event as never);
    else if (message.is === 'kernels') this.#kernels.hold(this.#outdated ? 0 : message.count);
    else this.#kernels.replace(message.kernel);
  }

  #show(status: DonorStatus): void {
    this.#status = this.#outdated ? { ...status, paused: 'outdated' } : status;
    for (const listener of [...this.#listeners]) listener(this.#status);
  }

  /** True, and said to the visitor, when this page is of a build that the server has no more. */
  async #checkBuild(): Promise<boolean> {
    if (!this.#outdated && (await servedBuild()) === 'another' && !this.#closing.signal.aborted) {
      this.#outdated = true;
      this.#kernels.hold(0);
      this.#show(this.#status);
    }
    return this.#outdated;
  }

  /** The peer died under us; SharedWorkers do. Its ports to our kernels died with it. */
  #doorClosed(heard: boolean): void {
    if (this.#away) return;
    this.#kernels.hold(0);
    this.#releaseLock();
    this.#show({
      ...this.#status,
      connection: 'connecting',
      reason: 'the peer is being started anew',
      donating: this.#donation !== null,
      kernels: 0,
      running: 0,
      rate: 0,
    });
    void this.#reopen(heard);
  }

  async #reopen(heard: boolean): Promise<void> {
    const { signal } = this.#closing;
    this.#unheard = heard ? 0 : this.#unheard + 1;
    if (!heard && (await this.#checkBuild())) return;
    await pause(pauseBefore(Math.max(1, this.#unheard), REOPEN, Math.random()), signal);
    if (!signal.aborted && !this.#away && this.#door.closed.aborted) this.#door = this.#open();
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
    this.#door = this.#open();
  }

  /** The yes is gone, by Stop in a tab that had no peer yet or with all this origin stored: everything of it ends. */
  #storageChanged({ key }: StorageEvent): void {
    if (!this.#donation || (key !== CONSENT_KEY && key !== null)) return;
    this.#followConsent();
    if (this.#donation) return;
    this.#endDonation();
    void this.#door.orClosed(this.#door.remote.stop()).catch(lostPeer);
  }

  /** What a peer that is started anew is told is the visitor's last word, in whichever tab it was said. */
  #followConsent(): void {
    const consent = readConsent();
    this.#donation = this.#donation && consent && { ...this.#donation, ...consent };
  }

  #endDonation(): void {
    this.#donation = null;
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
