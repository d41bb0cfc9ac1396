/**
 * An orchestrator as a process of its own, one of several: the first leads, the others stand by and go on where it stopped.
 *
 * Every session is a term of its own: whoever loses its session, or is told that another one leads, drops all it had in memory and
 * stands at the end of the line again. So what a leader believes is never older than its epoch, and what it writes after that
 * is refused (keeper.ts).
 */
import type { Peer } from '../../peer/client.ts';
import { WampError } from '../../peer/errors.ts';
import { createOrchestrator, type Orchestrator, type OrchestratorOptions } from '../orchestrator.ts';
import { Election, WATCH, type Watch } from './election.ts';
import { Gate } from './gate.ts';
import { openRemoteStore, type RemoteBlobs } from './remote-store.ts';

export interface StandbyOptions
  extends Pick<OrchestratorOptions, 'beat' | 'clock' | 'judge' | 'references' | 'world' | 'log'> {
  /** Shown to operators and in the log, at most 64 characters. */
  readonly name: string;
  /** A fresh peer of the role orchestrator; called once a term. */
  readonly connect: () => Peer;
  readonly blobs: RemoteBlobs;
  readonly watch?: Watch;
}

export interface Standby {
  /** Resolves when it was closed; rejects with a RefusedError. */
  readonly ended: Promise<void>;
  /** Saves what it leads, and leaves: another one leads at once. */
  close(): Promise<void>;
}

/** Between two terms. Milliseconds. */
const PAUSE = 300;

/** The router will not have us as what we are: asking again changes nothing. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

export function runStandby(options: StandbyOptions): Standby {
  let closing = false;
  let term: Term | null = null;
  const run = async () => {
    while (!closing) {
      term = new Term(options);
      await term.run();
      if (!closing) await new Promise<void>((resolve) => options.clock.after(PAUSE, resolve));
    }
  };
  const ended = run();
  // Who does not listen is told by close().
  ended.catch(() => {});
  return {
    ended,
    async close() {
      closing = true;
      await term?.close();
      await ended.catch(() => {});
    },
  };
}

class Term {
  private readonly peer: Peer;
  private orchestrator: Orchestrator | null = null;
  private epoch: number | null = null;
  private readonly over = new AbortController();
  /** Muted when the term is over: what fails then is of no interest. */
  private readonly log = (line: string) => {
    if (!this.over.signal.aborted) this.options.log(line);
  };

  constructor(private readonly options: StandbyOptions) {
    this.peer = options.connect();
  }

  /** Resolves when the term is over. Rejects with a RefusedError. */
  async run(): Promise<void> {
    let refused: RefusedError | null = null;
    const work = this.work().catch((error: unknown) => {
      if (error instanceof RefusedError) refused = error;
      else this.log(`This term ends: ${error instanceof Error ? error.message : error}`);
      this.end();
    });
    if (!this.over.signal.aborted)
      await new Promise((resolve) => this.over.signal.addEventListener('abort', resolve, { once: true }));
    // Without a connection nothing that is left can write: it counts no more.
    await this.peer.close();
    await work;
    await this.orchestrator?.close();
    if (refused !== null) throw refused;
  }

  /** By our own wish: what it leads is saved. */
  async close(): Promise<void> {
    await this.orchestrator?.close();
    this.orchestrator = null;
    this.end();
  }

  private end(): void {
    this.over.abort();
  }

  private async work(): Promise<void> {
    const { peer, log } = this;
    const { clock, watch = WATCH, name } = this.options;
    const session = await this.joined();
    const election = new Election({ peer, session, clock, watch, signal: this.over.signal, log });
    const gate = new Gate(peer, () => election.isFirst());
    await this.unlessRefused(async () => {
      // First of all: the order here is the order in which they lead.
      await peer.register('lehr.orchestrator.get', () => ({ name, epoch: this.epoch }), { invoke: 'first' });
      await gate.stand();
    });
    if (!(await election.isFirst())) log('Another orchestrator leads: standing by.');
    await election.won();
    await this.lead(gate);
  }

  private async lead(gate: Gate): Promise<void> {
    const { peer, log } = this;
    const { name, blobs, connect: _, watch: __, ...rest } = this.options;
    const { epoch } = await peer.call('lehr.state.take', { name });
    const store = await openRemoteStore({
      peer,
      epoch,
      blobs,
      signal: this.over.signal,
      lost: () => this.end(),
    });
    this.orchestrator = await createOrchestrator({
      ...rest,
      booksFacts: true,
      peer: gate.peerBehind(),
      store,
      log,
    });
    await this.orchestrator.resume(null);
    this.epoch = epoch;
    gate.open();
    // Donors are here already, and this one does not know them.
    peer.publish('lehr.orchestrator', { name, epoch });
    const { length } = this.orchestrator.running;
    log(`Leading (${epoch}): ${length} ${length === 1 ? 'job runs' : 'jobs run'}.`);
  }

  private async unlessRefused(register: () => Promise<void>): Promise<void> {
    try {
      await register();
    } catch (error) {
      if (!(error instanceof WampError) || this.peer.state.is !== 'joined') throw error;
      throw new RefusedError(`the router refuses an orchestrator beside its own (${error.message})`);
    }
  }

  /** Resolves with the first session; its end is the end of the term. */
  private joined(): Promise<number> {
    return new Promise((resolve, reject) => {
      let reason = '';
      let known = false;
      this.peer.onState((state) => {
        if (state.is === 'joined' && !known) {
          known = true;
          resolve(state.session);
        } else if (known) this.end();
        else if (state.is === 'closed') reject(new Error(state.reason));
        else if (state.is === 'connecting' && state.reason !== reason) {
          reason = state.reason;
          if (reason.includes('authentication_denied')) reject(new RefusedError(reason));
          else if (reason !== '') this.log(`Connecting … ${reason}`);
        }
      });
    });
  }
}
