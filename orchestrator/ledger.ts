/** Accounts of all donors: kept in memory, written at most once a second, whole at flush(). */
import type { DonorCredit, Leaderboard } from '../peer/procedures.ts';
import type { Clock } from './clock.ts';
import type { Journal } from './journal.ts';
import { type Account, credited, dayOf, leaderboard, NO_CREDIT, openAccount } from './leaderboard.ts';
import { Throttle } from './throttle.ts';

const WRITE_EVERY = 1_000;

export class Ledger {
  private readonly accounts = new Map<string, Account>();
  private readonly dirty = new Set<string>();
  private readonly writing: Throttle;

  constructor(
    private readonly journal: Journal,
    private readonly clock: Clock,
    log: (line: string) => void,
  ) {
    for (const account of journal.accounts()) this.accounts.set(account.donor, account);
    this.writing = new Throttle(
      clock,
      () => WRITE_EVERY,
      () => this.flush().catch((error) => log(`the accounts cannot be written: ${error}`)),
    );
  }

  /** The donor's account, opened at its first visit; a new nickname replaces the old. */
  greet(donor: string, name: string): Account {
    const known = this.accounts.get(donor);
    if (known?.name === name) return known;
    return this.keep(known ? { ...known, name } : openAccount(donor, name, this.today()));
  }

  credit(donor: string): DonorCredit {
    return this.accounts.get(donor)?.credit ?? NO_CREDIT;
  }

  /** Books a verified task. */
  add(donor: string, moves: number, improved: boolean): void {
    const account = this.accounts.get(donor);
    if (account) this.keep(credited(account, this.today(), moves, improved));
  }

  /** Books a rejected answer: no credit, and a mark. */
  mark(donor: string): void {
    const account = this.accounts.get(donor);
    if (account) this.keep({ ...account, rejected: account.rejected + 1 });
  }

  leaderboard(online: (donor: string) => boolean): Leaderboard {
    return leaderboard(this.accounts.values(), this.today(), online);
  }

  /** Resolves when everything booked until now is durable. */
  async flush(): Promise<void> {
    const changed = [...this.dirty];
    this.dirty.clear();
    try {
      await Promise.all(changed.map((donor) => this.journal.saveAccount(this.accounts.get(donor)!)));
    } catch (error) {
      for (const donor of changed) this.dirty.add(donor);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.writing.close();
    await this.flush();
  }

  private keep(account: Account): Account {
    this.accounts.set(account.donor, account);
    // Who only looks in leaves nothing on the disk.
    if (account.credit.tasks > 0 || account.rejected > 0) {
      this.dirty.add(account.donor);
      this.writing.request();
    }
    return account;
  }

  private today(): string {
    return dayOf(this.clock.now());
  }
}
