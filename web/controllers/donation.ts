import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DonorSettings, DonorStatus, PagePeer } from '../../worker/api.ts';
import { readConsent, withdrawConsent } from '../../worker/page/consent.ts';
import { credited, type Receipt, receiptOf } from '../components/receipt.ts';
import { format } from '../strings/language.ts';
import type { Live } from './live-job.ts';
import { type LiveStore, LiveSubscription } from './live-store.ts';
import { loadPeer, openPeer } from './open-peer.ts';
import { program } from './program.ts';
import { standing } from './standing.ts';

/** What the orchestrator says after Stop belongs on the receipt, if it comes. */
const LAST_WORD_MILLIS = 1_000;

export type Phase =
  | { readonly is: 'asking'; readonly declined: boolean }
  | { readonly is: 'donating' }
  | { readonly is: 'stopped'; readonly receipt: Receipt };

/**
 * One visitor's donation from the question to the receipt, for a page that shows it. Renders its host at each change.
 * Invariant: nothing is opened, started or stored while the phase is `asking`; after Stop nothing runs, and nothing is open
 * once the orchestrator has said its last word on the credit, or a second has passed.
 */
export class Donation implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #store: LiveStore<Live>;
  readonly #load: () => Promise<unknown>;
  #peer: PagePeer | null = null;
  /** Counts Donate and Stop: what an earlier press still brings comes too late. */
  #press = 0;
  #end = () => {};
  #lastDonating: DonorStatus | null = null;
  #phase: Phase = { is: 'asking', declined: false };
  #failure = '';

  /** @param load of the page's own code what it needs after the yes: begun with the peer's, and as grave where it does not come */
  constructor(
    host: ReactiveControllerHost,
    store: LiveStore<Live>,
    load: () => Promise<unknown> = async () => {},
  ) {
    this.#host = host;
    this.#store = store;
    this.#load = load;
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

  /** @param agreed a yes of before may be taken back in another tab while this one loads */
  async start(settings: DonorSettings, agreed = () => true): Promise<void> {
    this.#press += 1;
    const press = this.#press;
    this.#failure = '';
    this.#enter({ is: 'donating' });
    try {
      const [{ followJob }] = await Promise.all([import('./live-job.ts'), loadPeer(), this.#load()]);
      const peer = await openPeer('donate', () => press === this.#press && agreed());
      if (press !== this.#press) return peer?.close();
      if (!peer) {
        this.#enter({ is: 'asking', declined: false });
        return;
      }
      this.#peer = peer;
      // First of all: a status that comes without a yes in store tells of one that is over.
      const given = peer.donate(settings);
      const endJob = followJob(peer, this.#store);
      const endStatus = peer.onStatus((status) => this.#notice(status));
      this.#end = () => {
        endStatus();
        endJob();
      };
      await given;
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
    const status = this.#lastDonating;
    const peer = this.#finish();
    if (!peer) return;
    await peer.stop();
    if (status) await this.#lastWord(peer, status);
    peer.close();
  }

  /** Goes on with other settings. */
  async change(change: Partial<DonorSettings>): Promise<void> {
    const settings = this.#lastDonating?.settings;
    if (settings) await this.#peer?.donate({ ...settings, ...change });
  }

  /** Back to the question. */
  ask({ declined }: { readonly declined: boolean }): void {
    this.#enter({ is: 'asking', declined });
  }

  /** Answers that came just before Stop are credited on the receipt. */
  async #lastWord(peer: PagePeer, status: DonorStatus): Promise<void> {
    const { donor } = status;
    if (!donor) return;
    const asked = peer.call('lehr.donor.stats', { donor: donor.id }).catch(() => null);
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), LAST_WORD_MILLIS));
    const credit = await Promise.race([asked, late]);
    const phase = this.#phase;
    if (credit && phase.is === 'stopped')
      this.#enter({ is: 'stopped', receipt: credited(phase.receipt, status, credit) });
  }

  /** Stop pressed in another tab of this origin, or the end of the yes, ends this one too. */
  #notice(status: DonorStatus): void {
    if (status.donating) this.#lastDonating = status;
    else if (this.#lastDonating) this.#finish()?.close();
    // The yes of before was over when the peer heard of it: nothing came of it that a receipt could tell.
    else if (readConsent() === null) {
      this.#close();
      this.#press += 1;
      this.#enter({ is: 'asking', declined: false });
    }
  }

  /** Shows the receipt. @returns the peer, for the caller to close. */
  #finish(): PagePeer | null {
    const peer = this.#peer;
    const status = this.#lastDonating ?? this.#store.get('status');
    this.#press += 1;
    this.#forget();
    this.#enter(
      status ? { is: 'stopped', receipt: this.#receipt(status) } : { is: 'asking', declined: false },
    );
    return peer;
  }

  #receipt(status: DonorStatus): Receipt {
    return receiptOf(status, {
      tour: standing(this.#store, format).length,
      program: program()?.sha256 ?? null,
      now: Date.now(),
    });
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
