/**
 * Credit on its way to the log: what is given within a second travels as one fact. Each fact has a key, and is published again with
 * it until the router says that it is stored: it is there once.
 */
import type { Peer } from '../../peer/client.ts';
import { newKey } from '../../peer/hand-in.ts';
import type { CreditBooking } from '../../peer/procedures.ts';
import type { Clock } from '../clock.ts';
import { FactWriter } from '../fact-writer.ts';
import { NO_CREDIT, sum } from '../leaderboard.ts';
import { Throttle } from '../throttle.ts';

const EVERY = 1_000;
/** Bookings in one fact. */
const MOST = 1_000;

export interface OutboxOptions {
  readonly peer: Pick<Peer, 'publishRaw'>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export class CreditOutbox {
  /** By donor and day; bounded, as accounts are. */
  private readonly waiting = new Map<string, CreditBooking>();
  private readonly writing: Throttle;
  private sending: Promise<boolean> | null = null;
  private readonly writer: FactWriter;

  constructor({ peer, clock, log }: OutboxOptions) {
    this.writer = new FactWriter({ peer, log, what: 'credit' });
    this.writing = new Throttle(
      clock,
      () => EVERY,
      async () => void (await this.send()),
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
    await this.writer.close(async () => {
      // Some may come while a batch is under way.
      while (this.waiting.size > 0 || this.sending) if (!(await this.send())) return;
    });
  }

  /** Resolves with false where it could not. */
  private async send(): Promise<boolean> {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  private async sendAll(): Promise<boolean> {
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, MOST);
      for (const [key] of batch) this.waiting.delete(key);
      const bookings = batch.map(([, booking]) => booking);
      if ((await this.writer.tell('lehr.credit.booked', { bookings }, newKey())) === 'gone') return false;
    }
    return true;
  }
}
