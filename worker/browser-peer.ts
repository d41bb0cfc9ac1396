/**
 * The browser's one WAMP peer: holds the connection, the donor and the attached pages. It lives in the SharedWorker (or, in
 * browsers that have none, in the page) and keeps nothing precious: it dies with its last page.
 */
import { kinds } from '../anneal/kinds.ts';
import { connect, type Peer } from '../peer/client.ts';
import type { LinkFactory } from '../peer/link.ts';
import type { Input, Output, Procedure } from '../peer/procedures.ts';
import type { Topic, Topics } from '../peer/topics.ts';
import { Agreement } from './agreement.ts';
import type { Consideration, DonorStatus } from './api.ts';
import { AttachedPage } from './attached-page.ts';
import { AttachedPages } from './attached-pages.ts';
import type { BlobCache } from './blob-cache.ts';
import { BlobStore, type FetchBlob } from './blob-store.ts';
import { considerPause } from './consider.ts';
import { Credit } from './credit.ts';
import { Donor } from './donor.ts';
import { donorStatus } from './donor-status.ts';
import type { KernelHandle } from './kernel-handle.ts';
import { holdLifeLock } from './life-lock.ts';
import { follow, subscribe } from './listening.ts';
import { agentName } from './page/agent.ts';
import type { Donation } from './page-protocol.ts';
import { Rate } from './rate.ts';
import { Sight } from './sight.ts';
import { StatusBulletin } from './status-bulletin.ts';

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
  #lingering: ReturnType<typeof setTimeout> | undefined;
  readonly #peer: Peer;
  readonly #blobs: BlobStore;
  readonly #cache: BlobCache | null;
  readonly #pages = new AttachedPages((now) => this.#swept(now));
  readonly #rate = new Rate();
  #donor: Donor | null = null;
  /** As long as there is a donor. */
  #agreement: Agreement | null = null;
  #since = 0;
  #credit: Credit | null = null;
  #busyAt = 0;
  readonly #sight = new Sight(() => this.pagesChanged());
  readonly #bulletin = new StatusBulletin(() => this.#tellPages());

  /** `onClosed`: no page is left, accept no more. */
  constructor({ link, fetchBlob, cache = null }: Ways, onClosed: () => void) {
    this.#onClosed = onClosed;
    this.#cache = cache;
    // Who only looks has not agreed to anything that stays.
    this.#blobs = new BlobStore(fetchBlob, () => (this.#donor ? cache : null));
    this.#peer = connect({ link, realm: 'lehr' });
    this.#peer.onState(() => this.#changed());
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
    if (this.#pages.isEmpty) this.#lingering = setTimeout(() => this.#close(), LINGER_MILLIS);
  }

  donate(donation: Donation): void {
    const agreement = new Agreement(donation, { cores: coresHere(), agent: agentName(navigator.userAgent) });
    if (agreement.isOver) {
      // A yes that was over when its page came is the visitor's last word all the same.
      if (this.#donor) this.stop();
      else this.pagesChanged();
      return;
    }
    this.#agreement = agreement;
    if (this.#donor) this.#donor.configure(agreement.profile);
    else this.#begin(agreement);
    this.#donor?.share(agreement.settings.share);
    this.#plan();
    // Who pressed Pause reads so at once.
    this.#bulletin.now();
  }

  #begin({ profile }: Agreement): void {
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

  /** All pages are told first: their kernels end at once, whatever the router does. */
  stop(): void {
    const donor = this.#donor;
    this.#donor = null;
    this.#credit = null;
    this.#agreement = null;
    this.#plan();
    void donor?.close();
    // What was kept by the yes goes with it.
    void this.#cache?.clear();
    this.#bulletin.now();
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

  subscribe<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void {
    return subscribe(this.#peer, topic, listener);
  }

  follow<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void {
    return follow(this.#peer, topic, listener);
  }

  blob(sha256: string): Promise<Uint8Array> {
    return this.#blobs.get(sha256);
  }

  /** Tells each page how many kernels to hold, and the donor whether to take tasks. */
  #plan(): void {
    this.#sight.see(this.#pages.attached.some(({ info }) => info.visible));
    const settings = this.#agreement?.settings;
    const held = this.#considered() !== null;
    this.#donor?.pause(held);
    this.#pages.share(
      settings && !held && !this.#donor?.outdated && !this.#donor?.barred ? settings.cores : 0,
    );
  }

  /** Why nothing should run now, by the visitor's word and what the pages see. */
  #considered(): Consideration | null {
    if (!this.#agreement) return null;
    const lenders = this.#pages.attached.filter(({ info }) => info.lends);
    return considerPause(this.#agreement.settings, {
      hidden: this.#sight.hidden,
      pages: lenders.map(({ info }) => info.signals),
      cores: coresHere(),
    });
  }

  #close(): void {
    this.#onClosed();
    this.stop();
    this.#pages.close();
    this.#bulletin.close();
    this.#sight.close();
    void this.#peer.close();
    void this.#lock.then((lock) => lock.release());
  }

  #swept(now: number): void {
    if (!this.#donor) return;
    if (this.#agreement?.isOver) this.stop();
    else {
      this.#credit?.sweep(now, this.#busyAt);
      this.#changed();
    }
  }

  #changed(): void {
    if ((this.#donor?.outdated || this.#donor?.barred) && this.#pages.holdKernels) this.#plan();
    if (this.#donor && this.#donor.running > 0) this.#busyAt = performance.now();
    this.#bulletin.soon();
  }

  #tellPages(): void {
    const status = this.#status();
    // A page that is not attached yet may bring the yes with it: nobody tells it before that there is none.
    for (const page of this.#pages.attached) page.post({ is: 'status', status });
  }

  #status(): DonorStatus {
    const now = performance.now();
    return donorStatus({
      donor: this.#donor,
      credit: this.#credit,
      connection: this.#peer.state,
      settings: this.#agreement?.settings ?? null,
      considered: this.#considered(),
      tabs: this.#pages.attached.length,
      rate: this.#rate.perSecond(now),
      load: this.#pages.load,
      until: this.#agreement?.until ?? 0,
      since: this.#since,
      idle: now - this.#busyAt,
    });
  }
}

function coresHere(): number {
  return navigator.hardwareConcurrency || 1;
}
