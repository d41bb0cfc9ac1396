/** How much of a core the busiest threads of another process get of what they want, as Linux accounts for it; elsewhere unknown. */
import { readdirSync, readFileSync } from 'node:fs';

/** A thread's account is gone with it: so often it is looked at. Milliseconds. */
const EVERY = 50;

interface Account {
  /** Nanoseconds on a core, and ready to run without one. */
  readonly ran: number;
  readonly waited: number;
}

export class ThreadWatch {
  private readonly accounts = new Map<string, Account>();
  private readonly timer: ReturnType<typeof setInterval>;

  /** Those of `threads` that work most, its first thread apart. */
  constructor(
    private readonly pid: number,
    private readonly threads: number,
  ) {
    this.timer = setInterval(() => this.look(), EVERY);
  }

  /** 0 … 1; null where nothing is known. */
  get share(): number | null {
    const others = [...this.accounts].filter(([thread]) => thread !== `${this.pid}`);
    const busiest = others
      .map(([, account]) => account)
      .sort((a, b) => b.ran - a.ran)
      .slice(0, this.threads);
    const sum = (of: keyof Account) => busiest.reduce((total, account) => total + account[of], 0);
    const [ran, waited] = [sum('ran'), sum('waited')];
    return ran === 0 ? null : ran / (ran + waited);
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Takes down what each thread has had so far. */
  look(): void {
    try {
      for (const thread of readdirSync(`/proc/${this.pid}/task`)) {
        const [ran, waited] = readFileSync(`/proc/${this.pid}/task/${thread}/schedstat`, 'latin1')
          .split(' ')
          .map(Number);
        this.accounts.set(thread, { ran: ran!, waited: waited! });
      }
    } catch {
      // The process or a thread ended meanwhile, or this is no Linux.
    }
  }
}
