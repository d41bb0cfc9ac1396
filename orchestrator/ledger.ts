/**
 * Accounts of all donors: kept in memory, written once a second, of many donors every fifth, whole at flush(). Anybody may make up
 * a new donor at every hello, so an account is durable once it has credit or was caught in a lie, and there are so many and no more.
 */
import type { CreditBooking, DonorCredit, Leaderboard } from '../peer/procedures.ts';
import type { Clock } from './clock.ts';
import type { Journal } from './journal.ts';
import {
  type Account,
  credited,
  creditOf,
  dayOf,
  leaderboard,
  NO_CREDIT,
  openAccount,
} from './leaderboard.ts';
import { Throttle } from './throttle.ts';
import { afterFault, afterLie, NEWCOMER, type Trust } from './trust.ts';

/** Milliseconds between two writings: more the more accounts changed, as each costs a twentieth of a task. */
const WRITE_EVERY = 1_000;
const LONGEST_BETWEEN = 5_000;
const FOR_EACH = 20;

/** Accounts that are kept; beyond, a tenth of them goes: those with the fewest moves. */
const MOST = 20_000;
/** Liars among them; beyond, the first that was caught goes. */
const MOST_BARRED = 1_000;

export class Ledger {
  private readonly accounts = new Map<string, Account>();
  private readonly dirty = new Set<string>();
  /** In the order they were caught. */
  private readonly barred = new Set<string>();
  private readonly writing: Throttle;
  private day = { minute: Number.NaN, name: '' };

  constructor(
    private readonly journal: Journal,
    private readonly clock: Clock,
    private readonly log: (line: string) => void,
    private readonly most = MOST,
    /** Told of all that changes how a donor stands. */
    private readonly book: (booking: CreditBooking) => void = () => {},
  ) {
    for (const account of journal.accounts()) {
      // Accounts of earlier versions had no trust.
      this.accounts.set(account.donor, { ...account, trust: account.trust ?? NEWCOMER });
      if (account.trust?.barred) this.barred.add(account.donor);
    }
    this.writing = new Throttle(
      clock,
      () => Math.min(LONGEST_BETWEEN, Math.max(WRITE_EVERY, FOR_EACH * this.dirty.size)),
      () => this.save(),
    );
  }

  /** Accounts in memory. */
  get size(): number {
    return this.accounts.size;
  }

  /** The donor's account, opened at its first visit; a new nickname replaces the old. */
  greet(donor: string, name: string): Account {
    const known = this.accounts.get(donor);
    if (known?.name === name) return known;
    // A new name is shown at once, where there is anything to show.
    if (known && isDurable(known)) this.tell({ ...known, name }, NO_CREDIT);
    return this.keep(known ? { ...known, name } : openAccount(donor, name, this.today()));
  }

  /** The donor's last session left: without credit and without a lie it leaves nothing. */
  left(donor: string): void {
    const account = this.accounts.get(donor);
    if (account && !isDurable(account)) this.accounts.delete(donor);
  }

  trust(donor: string): Trust {
    return this.accounts.get(donor)?.trust ?? NEWCOMER;
  }

  setTrust(donor: string, trust: Trust): void {
    const account = this.accounts.get(donor);
    if (account) this.keep({ ...account, trust });
  }

  /** A lie: takes all credit, for good. */
  bar(donor: string, name: string): void {
    const account = this.accounts.get(donor) ?? openAccount(donor, name, this.today());
    this.barred.add(donor);
    this.tell({ donor, name, trust: afterLie() }, NO_CREDIT);
    this.keep({ ...account, credit: NO_CREDIT, dayCredit: NO_CREDIT, trust: afterLie() });
    if (this.barred.size <= MOST_BARRED) return;
    const [first] = this.barred;
    this.forget(first!);
  }

  credit(donor: string): DonorCredit {
    return this.accounts.get(donor)?.credit ?? NO_CREDIT;
  }

  /** Books a task that counts, also of a donor that has left meanwhile; never one of a liar. */
  add(
    { donor, name }: { readonly donor: string; readonly name: string },
    moves: number,
    improved: boolean,
  ): void {
    const account = this.accounts.get(donor) ?? openAccount(donor, name, this.today());
    if (account.trust.barred) return;
    this.tell(account, creditOf(moves, improved));
    this.keep(credited(account, this.today(), moves, improved));
  }

  /** Books a rejected answer: no credit, and it is a newcomer again. */
  mark(donor: string): void {
    const account = this.accounts.get(donor);
    if (account) this.keep({ ...account, rejected: account.rejected + 1, trust: afterFault(account.trust) });
  }

  leaderboard(online: (donor: string) => boolean): Leaderboard {
    return leaderboard(this.accounts.values(), this.today(), online);
  }

  /** Resolves when everything booked until now is durable. */
  async flush(): Promise<void> {
    const changed = [...this.dirty];
    this.dirty.clear();
    try {
      await Promise.all(
        changed.map((donor) => {
          const account = this.accounts.get(donor);
          return account ? this.journal.saveAccount(account) : this.journal.forgetAccount(donor);
        }),
      );
    } catch (error) {
      for (const donor of changed) this.dirty.add(donor);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.writing.close();
    await this.save();
  }

  private async save(): Promise<void> {
    await this.flush().catch((error) => this.log(`the accounts cannot be written: ${error}`));
  }

  private keep(account: Account): Account {
    this.accounts.set(account.donor, account);
    if (isDurable(account)) {
      this.dirty.add(account.donor);
      this.writing.request();
    }
    if (this.accounts.size > this.most) this.makeRoom(account.donor);
    return account;
  }

  private makeRoom(except: string): void {
    const fewest = [...this.accounts.values()].sort((a, b) => a.credit.moves - b.credit.moves);
    for (const { donor } of fewest.slice(0, Math.ceil(this.most / 10)))
      if (donor !== except) this.forget(donor);
  }

  private forget(donor: string): void {
    const account = this.accounts.get(donor);
    this.accounts.delete(donor);
    this.barred.delete(donor);
    if (!account || !isDurable(account)) return;
    this.dirty.add(donor);
    this.writing.request();
  }

  private tell({ donor, name, trust }: Pick<Account, 'donor' | 'name' | 'trust'>, credit: DonorCredit): void {
    this.book({ donor, name, day: this.today(), credit, barred: trust.barred });
  }

  private today(): string {
    const wall = this.clock.wall();
    const minute = Math.floor(wall / 60_000);
    // A day begins with a minute, everywhere: so often the calendar is asked, and not at every answer.
    if (this.day.minute !== minute) this.day = { minute, name: dayOf(wall) };
    return this.day.name;
  }
}

function isDurable({ credit, trust }: Account): boolean {
  return credit.tasks > 0 || trust.barred;
}
