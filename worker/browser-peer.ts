/**
 * The browser's one WAMP peer: holds the connection, the donor and the attached pages. It lives in the SharedWorker (or, in
 * browsers that have none, in the page) and keeps nothing precious: it dies with its last page.
 */
import { kinds } from '../anneal/kinds.ts';
import { connect, type Peer } from '../peer/client.ts';
import { ERRORS, isWampError } from '../peer/errors.ts';
import type { LinkFactory } from '../peer/link.ts';
import type { Input, Output, Procedure } from '../peer/procedures.ts';
import type { Topic, Topics } from '../peer/topics.ts';
import type { Consideration, DonorSettings, DonorStatus } from './api.ts';
import { AttachedPage } from './attached-page.ts';
import type { BlobCache } from './blob-cache.ts';
import { BlobStore, type FetchBlob } from './blob-store.ts';
import { considerPause } from './consider.ts';
import { Credit } from './credit.ts';
import { Donor, type KernelHandle } from './donor.ts';
import { donorStatus } from './donor-status.ts';
import { holdLifeLock } from './life-lock.ts';
import { agentName } from './page/agent.ts';
import type { Donation } from './page-protocol.ts';
import { planKernels } from './plan-kernels.ts';
import { Rate } from './rate.ts';
import { Sight } from './sight.ts';

const STATUS_MILLIS = 250;
const SWEEP_MILLIS = 1000;
const NAME_MOST = 24;
const LEAST_SHARE = 0.25;
/** A page that reloads leaves none behind for a moment. */
const LINGER_MILLIS = 2000;

/** Where its router and the problems are: on the pages' server or, in the static demo, in this very browser. */
export interface Ways {
  readonly link: LinkFactory;
  readonly fetchBlob: FetchBlob;
  /** Where problems are kept while somebody donates; absent or null: nowhere. */
  readonly cache?: BlobCache | null;
}

export class BrowserPeer {
  readonly #lock = holdLifeLock();
  readonly #onClosed: () => void;
  readonly #sweeping: ReturnType<typeof setInterval>;
  #lingering: ReturnType<typeof setTimeout> | undefined;
  readonly #peer: Peer;
  readonly #blobs: BlobStore;
  readonly #cache: BlobCache | null;
  readonly #pages = new Set<AttachedPage>();
  readonly #rate = new Rate();
  #donor: Donor | null = null;
  #settings: DonorSettings | null = null;
  #since = 0;
  /** When the yes ends: on the wall's clock, and on one that nobody can set back. */
  #until = { date: 0, now: 0 };
  #credit: Credit | null = null;
  #busyAt = 0;
  readonly #sight = new Sight(() => this.pagesChanged());
  #sweptAt = performance.now();
  #statusTimer: ReturnType<typeof setTimeout> | undefined;
  #statusAt = 0;

  /** `onClosed`: no page is left, accept no more. */
  constructor({ link, fetchBlob, cache = null }: Ways, onClosed: () => void) {
    this.#onClosed = onClosed;
    this.#cache = cache;
    // Who only looks has not agreed to anything that stays.
    this.#blobs = new BlobStore(fetchBlob, () => (this.#donor ? cache : null));
    this.#peer = connect({ link, realm: 'lehr' });
    this.#peer.onState(() => this.#changed());
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MILLIS);
  }

  /** A page connected; it attaches itself through its door. */
  accept(port: MessagePort): void {
    clearTimeout(this.#lingering);
    this.#pages.add(new AttachedPage(port, this));
  }

  /** Name of the lock this peer holds as long as it lives; null where there are none. */
  async lifeLock(): Promise<string | null> {
    return (await this.#lock).name;
  }

  greet(page: AttachedPage): void {
    page.post({ is: 'status', status: this.#status() });
  }

  pagesChanged(): void {
    this.#plan();
    this.#changed();
  }

  left(page: AttachedPage): void {
    this.#pages.delete(page);
    this.pagesChanged();
    if (this.#pages.size === 0) this.#lingering = setTimeout(() => this.#close(), LINGER_MILLIS);
  }

  donate({ settings: wanted, token, until }: Donation): void {
    const left = until - Date.now();
    if (left <= 0) {
      // A yes that was over when its page came is the visitor's last word all the same.
      if (this.#donor) this.stop();
      else this.pagesChanged();
      return;
    }
    this.#until = { date: until, now: performance.now() + left };
    const cores = Math.max(1, Math.min(coresHere(), Math.round(wanted.cores) || 1));
    const share = Math.max(LEAST_SHARE, Math.min(1, wanted.share || 1));
    this.#settings = { ...wanted, name: wanted.name.slice(0, NAME_MOST), cores, share };
    const profile = { token, name: this.#settings.name, cores, agent: agentName(navigator.userAgent) };
    if (this.#donor) this.#donor.configure(profile);
    else {
      this.#since = Date.now();
      this.#busyAt = performance.now();
      this.#donor = new Donor({
        peer: this.#peer,
        blobs: this.#blobs,
        versions: [...kinds.values()].map((kind) => kind.kernelVersion),
        profile,
        onChange: () => this.#changed(),
      });
      this.#credit = new Credit(this.#donor, () => this.#changed());
    }
    this.#donor.share(share);
    this.#plan();
    // Who pressed Pause reads so at once.
    this.#sendStatus();
  }

  /** All pages are told first: their kernels end at once, whatever the router does. */
  stop(): void {
    const donor = this.#donor;
    this.#donor = null;
    this.#credit = null;
    this.#settings = null;
    this.#plan();
    void donor?.close();
    // What was kept by the yes goes with it.
    void this.#cache?.clear();
    this.#sendStatus();
  }

  lent(kernel: KernelHandle): void {
    if (this.#donor) this.#donor.add(kernel);
    else kernel.discard();
    this.#changed();
  }

  ended(kernel: KernelHandle, reason: string): void {
    this.#donor?.remove(kernel, reason);
    this.#changed();
  }

  moved(moves: number): void {
    if (moves > 0) this.#rate.add(moves, performance.now());
  }

  call<P extends Procedure>(procedure: P, input: Input<P>): Promise<Output<P>> {
    return this.#peer.call(procedure, input);
  }

  /** Live until the returned function is called. */
  subscribe<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void {
    return untilEnded(topic, this.#peer.subscribe(topic, listener));
  }

  /** As subscribe(), of facts, from the oldest on. */
  follow<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void {
    const following = this.#peer.follow(topic, listener);
    return untilEnded(
      topic,
      following.then((each) => () => each.close()),
    );
  }

  blob(sha256: string): Promise<Uint8Array> {
    return this.#blobs.get(sha256);
  }

  /** Tells each page how many kernels to hold, and the donor whether to take tasks. */
  #plan(): void {
    const pages = [...this.#pages].filter((page) => page.attached);
    this.#sight.see(pages.some((page) => page.info.visible));
    const settings = this.#settings;
    const held = this.#considered() !== null;
    this.#donor?.pause(held);
    const total = settings && !held && !this.#donor?.outdated && !this.#donor?.barred ? settings.cores : 0;
    const plan = planKernels(
      pages.map((page) => ({
        id: page.id,
        visible: page.info.visible,
        since: page.since,
        kernels: page.told,
        lends: page.info.lends,
      })),
      total,
    );
    for (const page of pages) page.tell(plan.get(page.id) ?? 0);
  }

  /** Why nothing should run now, by the visitor's word and what the pages see. */
  #considered(): Consideration | null {
    if (!this.#settings) return null;
    const lenders = [...this.#pages].filter(({ attached, info }) => attached && info.lends);
    return considerPause(this.#settings, {
      hidden: this.#sight.hidden,
      pages: lenders.map(({ info }) => info.signals),
      cores: coresHere(),
    });
  }

  #close(): void {
    this.#onClosed();
    this.stop();
    clearInterval(this.#sweeping);
    clearTimeout(this.#statusTimer);
    this.#sight.close();
    void this.#peer.close();
    void this.#lock.then((lock) => lock.release());
  }

  #sweep(): void {
    const now = performance.now();
    const slept = now - this.#sweptAt > 5 * SWEEP_MILLIS;
    this.#sweptAt = now;
    for (const page of [...this.#pages]) {
      if (slept) page.forgive(now);
      else page.sweep(now);
    }
    if (!this.#donor) return;
    if (Date.now() >= this.#until.date || now >= this.#until.now) this.stop();
    else {
      this.#credit?.sweep(now, this.#busyAt);
      this.#changed();
    }
  }

  /** At most four times a second; the last word is always said. */
  #changed(): void {
    if ((this.#donor?.outdated || this.#donor?.barred) && [...this.#pages].some((page) => page.told > 0))
      this.#plan();
    if (this.#donor && this.#donor.running > 0) this.#busyAt = performance.now();
    this.#statusTimer ??= setTimeout(
      () => this.#sendStatus(),
      Math.max(0, this.#statusAt + STATUS_MILLIS - performance.now()),
    );
  }

  #sendStatus(): void {
    clearTimeout(this.#statusTimer);
    this.#statusTimer = undefined;
    this.#statusAt = performance.now();
    const status = this.#status();
    // A page that is not attached yet may bring the yes with it: nobody tells it before that there is none.
    for (const page of this.#pages) if (page.attached) page.post({ is: 'status', status });
  }

  #status(): DonorStatus {
    const pages = [...this.#pages];
    const now = performance.now();
    return donorStatus({
      donor: this.#donor,
      credit: this.#credit,
      connection: this.#peer.state,
      settings: this.#settings,
      considered: this.#considered(),
      tabs: pages.filter((page) => page.attached).length,
      rate: this.#rate.perSecond(now),
      load: pages.reduce((load, page) => load + page.load, 0),
      until: this.#until.date,
      since: this.#since,
      idle: now - this.#busyAt,
    });
  }
}

function coresHere(): number {
  return navigator.hardwareConcurrency || 1;
}

/** A refusal is final; pages learn of it by silence. */
function untilEnded(topic: string, begun: Promise<() => Promise<void>>): () => void {
  begun.catch((error: unknown) => {
    if (!isWampError(error, ERRORS.closed)) console.error(`subscribing to ${topic} failed:`, error);
  });
  return () => void begun.then((end) => end()).catch(() => {});
}
