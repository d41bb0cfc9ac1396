/**
 * Credit on its way to the log: what is given within a second travels as one fact. Each fact has a key, and is published again with
 * it until the router says that it is stored: it is there once.
 */
import { pause, pauseBefore } from '../../peer/backoff.ts';
import type { Peer } from '../../peer/client.ts';
import { newKey } from '../../peer/hand-in.ts';
import type { CreditBooking } from '../../peer/procedures.ts';
import type { Clock } from '../clock.ts';
import { NO_CREDIT, sum } from '../leaderboard.ts';
import { Throttle } from '../throttle.ts';

const EVERY = 1_000;
/** Bookings in one fact. */
const MOST = 1_000;
const PAUSES = { first: 200, longest: 5_000 };

export interface OutboxOptions {
  readonly peer: Pick<Peer, 'publishRaw' | 'state'>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export class CreditOutbox {
  /** By donor and day; bounded, as accounts are. */
  private readonly waiting = new Map<string, CreditBooking>();
  private readonly writing: Throttle;
  private sending: Promise<void> | null = null;
  private readonly closing = new AbortController();

  constructor(private readonly options: OutboxOptions) {
    this.writing = new Throttle(
      options.clock,
      () => EVERY,
      () => this.send(),
    );
  }

  add(booking: CreditBooking): void {
    const key = `${booking.day} ${booking.donor}`;
    const before = this.waiting.get(key);
    const barred = booking.barred || before?.barred === true;
    const credit = barred ? NO_CREDIT : sum(before?.credit ?? NO_CREDIT, booking.credit);
    this.waiting.set(key, { ...booking, barred, credit });
    this.writing.request();
  }

  /** Resolves when all is stored, or cannot be: the router is gone. */
  async close(): Promise<void> {
    this.writing.close();
    this.closing.abort();
    await this.send();
  }

  private async send(): Promise<void> {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
    });
    await this.sending;
    // Some came after the last look.
    if (this.closing.signal.aborted && this.waiting.size > 0 && this.options.peer.state.is === 'joined')
      await this.send();
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, MOST);
      for (const [key] of batch) this.waiting.delete(key);
      if (!(await this.stored(batch.map(([, booking]) => booking)))) return;
    }
  }

  private async stored(bookings: readonly CreditBooking[]): Promise<boolean> {
    const { peer, log } = this.options;
    const { signal } = this.closing;
    const options = { _key: newKey() };
    for (let attempt = 1; ; attempt++) {
      try {
        await peer.publishRaw('lehr.credit.booked', [{ bookings }], { options });
        return true;
      } catch (error) {
        if (attempt === 1)
          log(`credit waits to be booked: ${error instanceof Error ? error.message : error}`);
        if (signal.aborted || peer.state.is === 'closed') return false;
      }
      await pause(pauseBefore(attempt, PAUSES, Math.random()), signal);
    }
  }
}
