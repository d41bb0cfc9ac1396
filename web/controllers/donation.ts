import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DonorSettings, DonorStatus, PagePeer } from '../../worker/api.ts';
import { withdrawConsent } from '../../worker/page/consent.ts';
import { type Receipt, receiptOf } from '../components/receipt.ts';
import { format } from '../strings/language.ts';
import { followJob, type Live } from './live-job.ts';
import { type LiveStore, LiveSubscription } from './live-store.ts';
import { openPeer } from './open-peer.ts';
import { standing } from './standing.ts';

export type Phase =
  | { readonly is: 'asking'; readonly declined: boolean }
  | { readonly is: 'donating' }
  | { readonly is: 'stopped'; readonly receipt: Receipt };

export interface Terms {
  /** A yes of before may be taken back in another tab while this one loads. Default: it holds. */
  readonly agreed?: () => boolean;
  /** Milliseconds the yes lasts at most; see PagePeer.donate. */
  readonly lasts?: number;
}

/**
 * One visitor's donation from the question to the receipt, for a page that shows it. Renders its host at each change.
 * Invariant: nothing is opened, started or stored while the phase is `asking`, and after Stop nothing is open.
 */
export class Donation implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #store: LiveStore<Live>;
  #peer: PagePeer | null = null;
  /** Counts Donate and Stop: what an earlier press still brings comes too late. */
  #press = 0;
  #end = () => {};
  #lastDonating: DonorStatus | null = null;
  #phase: Phase = { is: 'asking', declined: false };
  #failure = '';

  constructor(host: ReactiveControllerHost, store: LiveStore<Live>) {
    this.#host = host;
    this.#store = store;
    host.addController(this);
    new LiveSubscription(host, store, [
      'status',
      'job',
      'view',
      'best',
      'jobStatus',
      'beside',
      'donors',
      'leaderboard',
    ]);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Why the last start failed, for people; empty when it did not. */
  get failure(): string {
    return this.#failure;
  }

  hostConnected(): void {}

  async start(settings: DonorSettings, { agreed = () => true, lasts }: Terms = {}): Promise<void> {
    this.#press += 1;
    const press = this.#press;
    this.#failure = '';
    this.#enter({ is: 'donating' });
    try {
      const peer = await openPeer('donate', () => press === this.#press && agreed());
      if (press !== this.#press) return peer?.close();
      if (!peer) {
        this.#enter({ is: 'asking', declined: false });
        return;
      }
      this.#peer = peer;
      const endJob = followJob(peer, this.#store);
      const endStatus = peer.onStatus((status) => this.#notice(status));
      this.#end = () => {
        endStatus();
        endJob();
      };
      await peer.donate(settings, lasts);
    } catch (error) {
      if (press !== this.#press) return;
      this.#close();
      this.#failure = error instanceof Error ? error.message : String(error);
      this.#enter({ is: 'asking', declined: false });
    }
  }

  async stop(): Promise<void> {
    // Here and not only in the peer, which may still be on its way.
    withdrawConsent();
    const peer = this.#finish();
    await peer?.stop();
    peer?.close();
  }

  /** Back to the question. */
  ask({ declined }: { readonly declined: boolean }): void {
    this.#enter({ is: 'asking', declined });
  }

  /** Stop pressed in another tab of this origin, or the end of the yes, ends this one too. */
  #notice(status: DonorStatus): void {
    if (status.donating) this.#lastDonating = status;
    else if (this.#lastDonating) this.#finish()?.close();
  }

  /** Shows the receipt. @returns the peer, for the caller to close. */
  #finish(): PagePeer | null {
    const peer = this.#peer;
    const status = this.#lastDonating ?? this.#store.get('status');
    this.#press += 1;
    this.#forget();
    this.#enter(
      status
        ? { is: 'stopped', receipt: receiptOf(status, standing(this.#store, format).length, Date.now()) }
        : { is: 'asking', declined: false },
    );
    return peer;
  }

  #close(): void {
    const peer = this.#peer;
    this.#forget();
    peer?.close();
  }

  #forget(): void {
    this.#end();
    this.#end = () => {};
    this.#peer = null;
    this.#lastDonating = null;
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#host.requestUpdate();
  }
}
