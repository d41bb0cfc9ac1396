import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PagePeer } from '../../worker/api.ts';
import { followJob, type Live } from '../controllers/live-job.ts';
import { LiveStore, LiveSubscription } from '../controllers/live-store.ts';
import { openPeer } from '../controllers/open-peer.ts';
import { strings } from '../strings/language.ts';
import { wordsOf } from './draft.ts';
import { refreshJob } from './job-refresh.ts';
import { followStates } from './job-states.ts';

/** Milliseconds until a page that could not open its peer tries again. */
const RETRY = 5000;
/** No job has this id: with none shown, none is followed, and the list is. */
const NO_JOB = '';
/** Values that belong to the one job that is shown. */
const OF_THE_JOB = ['job', 'view', 'best', 'jobStatus', 'history'] as const;

/**
 * What the studio watches: the list of jobs, and the one that stands in the address, `?job=ID`. Needs no token. Renders its host
 * at each change.
 */
export class Watching implements ReactiveController {
  readonly store = new LiveStore<Live>();
  readonly #host: ReactiveControllerHost;
  readonly #turned: () => void;
  #peer: PagePeer | null = null;
  #shown = jobInAddress();
  /** Why the last start failed, for people; empty when it did not. */
  #failure = '';
  #connected = false;
  #endJob = () => {};
  #endStates = () => {};
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** @param turned called when another job, or none, is shown */
  constructor(host: ReactiveControllerHost, turned: () => void) {
    this.#host = host;
    this.#turned = turned;
    host.addController(this);
    new LiveSubscription(host, this.store, [...OF_THE_JOB, 'status', 'jobs', 'donors']);
  }

  get peer(): PagePeer | null {
    return this.#peer;
  }

  /** Id of the job that is shown; null: none. */
  get shown(): string | null {
    return this.#shown;
  }

  /** How this page stands with the router; no words while all is well. */
  get connection(): { readonly words: string; readonly isOnline: boolean } {
    const { connection, reason } = this.store.get('status') ?? { connection: 'connecting', reason: '' };
    const isOnline = connection === 'online';
    const { lost, connecting } = strings.connection;
    const waits = reason || this.store.get('jobs') ? lost : connecting;
    return { words: this.#failure ? strings.failed(this.#failure) : isOnline ? '' : waits, isOnline };
  }

  hostConnected(): void {
    this.#connected = true;
    addEventListener('popstate', this.#back);
    void this.#open();
  }

  hostDisconnected(): void {
    this.#connected = false;
    removeEventListener('popstate', this.#back);
    clearTimeout(this.#retry);
    this.#endJob();
    this.#endStates();
    this.#peer?.close();
    this.#peer = null;
  }

  show(id: string | null): void {
    if (id === this.#shown) return;
    history.pushState(null, '', addressOf(id));
    this.#turnTo(id);
  }

  async #open(): Promise<void> {
    try {
      const peer = await openPeer('watch', () => this.#connected && !this.#peer);
      if (!peer) return;
      this.#peer = peer;
      this.#failure = '';
      const ends = [followStates(peer, this.store), refreshJob(peer, this.store)];
      this.#endStates = () => {
        for (const end of ends) end();
      };
      this.#follow();
    } catch (error) {
      this.#failure = wordsOf(error);
      this.#retry = setTimeout(() => void this.#open(), RETRY);
    }
    this.#host.requestUpdate();
  }

  readonly #back = () => {
    const id = jobInAddress();
    if (id !== this.#shown) this.#turnTo(id);
  };

  #turnTo(id: string | null): void {
    this.#shown = id;
    this.#follow();
    this.#host.requestUpdate();
    this.#turned();
  }

  #follow(): void {
    this.#endJob();
    for (const key of OF_THE_JOB) this.store.set(key, undefined);
    if (this.#peer) this.#endJob = followJob(this.#peer, this.store, { only: this.#shown ?? NO_JOB });
  }
}

function jobInAddress(): string | null {
  return new URLSearchParams(location.search).get('job') || null;
}

/** The page's address with this job, and with theme and language as they are. */
export function addressOf(id: string | null): string {
  const search = new URLSearchParams(location.search);
  if (id === null) search.delete('job');
  else search.set('job', id);
  const query = search.toString();
  return `${location.pathname}${query && `?${query}`}`;
}
