/**
 * Who leads: of those who registered `lehr.orchestrator.get` with `invoke: first`, the first, as the router has them in order. The
 * others watch. A leader whose connection ends is out at once; one that holds its connection and does not answer is asked twice,
 * and then its session is ended by the router, which makes the next one first.
 */
import type { Peer } from '../../peer/client.ts';
import { ERRORS, isWampError } from '../../peer/errors.ts';
import type { Clock } from '../clock.ts';

export interface Watch {
  /** Milliseconds between two questions to the leader, and until one counts as not answered. */
  readonly every: number;
  readonly patience: number;
}

export const WATCH: Watch = { every: 1_000, patience: 2_000 };
/** Questions in a row that the leader may leave open. */
const MISSES = 2;
const PROCEDURE = 'lehr.orchestrator.get';

export interface ElectionOptions {
  readonly peer: Peer;
  /** Of this candidate. */
  readonly session: number;
  readonly clock: Clock;
  readonly watch: Watch;
  /** Ends the candidacy. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export class Election {
  /** Of the leader that was asked last. */
  private misses = 0;
  private asked = 0;
  private isOver = false;
  private cancel = () => {};

  constructor(private readonly options: ElectionOptions) {}

  /** The sessions of all candidates, the leader's first. */
  async candidates(): Promise<number[]> {
    const { peer } = this.options;
    const id = await peer.callUri('wamp.registration.lookup', [PROCEDURE]);
    const found = typeof id === 'number' ? await peer.callUri('wamp.registration.list_callees', [id]) : [];
    return Array.isArray(found) ? found.map(Number) : [];
  }

  async isFirst(): Promise<boolean> {
    return (await this.candidates())[0] === this.options.session;
  }

  /** Resolves when this candidate is the first; rejects when the signal comes before. */
  async won(): Promise<void> {
    const { peer, signal } = this.options;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        this.isFirst().then((first) => first && resolve(), reject);
      };
      signal.addEventListener('abort', () => reject(new Error('the candidacy is over')), { once: true });
      peer.subscribeUri('wamp.registration.on_unregister', look).then(look, reject);
      this.keepAsking(look);
    }).finally(() => {
      this.isOver = true;
      this.cancel();
    });
  }

  private keepAsking(look: () => void): void {
    const { clock, watch } = this.options;
    this.cancel = clock.after(watch.every, () => {
      void this.ask().then(() => {
        if (this.isOver) return;
        look();
        this.keepAsking(look);
      });
    });
  }

  /** Asks whoever is first; the second silence in a row ends its session. */
  private async ask(): Promise<void> {
    const { peer, session, watch, log } = this.options;
    const [leader] = await this.candidates().catch(() => []);
    if (leader === undefined || leader === session || this.isOver) return;
    if (leader !== this.asked) this.misses = 0;
    this.asked = leader;
    try {
      await peer.call(PROCEDURE, {}, { timeout: watch.patience });
      this.misses = 0;
    } catch (error) {
      if (!isWampError(error, ERRORS.timeout) || this.isOver) return;
      this.misses += 1;
      if (this.misses < MISSES) return;
      this.misses = 0;
      log('The orchestrator that leads does not answer: its session is ended.');
      await peer.callUri('wamp.session.kill', [leader]).catch(() => {});
    }
  }
}
