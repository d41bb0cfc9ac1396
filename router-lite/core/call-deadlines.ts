/** When calls end by time: each by its own, and those that wait where nobody serves them any more by the end of their grace. */
import { Deadlines } from './deadlines.ts';
import type { Turn } from './delivery.ts';
import { Invocation } from './invocation.ts';
import type { Registration } from './registration.ts';

interface Due {
  readonly deserted: readonly Registration[];
  /** Those that wait first: no slot freed by the end of one may go to a call that is late itself. */
  readonly late: readonly Invocation[];
}

export class CallDeadlines {
  #deadlines = new Deadlines<Invocation | Registration>();
  /** What calls have that wait where nobody serves them any more. */
  readonly graceMillis: number;

  constructor(graceMillis: number) {
    this.graceMillis = graceMillis;
  }

  /** The call's own time begins now, also where it had begun before. */
  start(invocation: Invocation, { now }: Turn): void {
    const { timeout } = invocation.call.options;
    if (typeof timeout === 'number' && timeout > 0) this.#deadlines.set(invocation, now + timeout);
  }

  /** The last callee left. */
  grace(registration: Registration, { now }: Turn): void {
    this.#deadlines.set(registration, now + this.graceMillis);
  }

  clear(of: Invocation | Registration): void {
    this.#deadlines.clear(of);
  }

  clearAll(): void {
    this.#deadlines = new Deadlines();
  }

  get next(): number | null {
    return this.#deadlines.next;
  }

  get size(): number {
    return this.#deadlines.size;
  }

  takeDue(now: number): Due {
    const deserted: Registration[] = [];
    const waiting: Invocation[] = [];
    const running: Invocation[] = [];
    for (let due = this.#deadlines.takeDue(now); due !== undefined; due = this.#deadlines.takeDue(now)) {
      if (!(due instanceof Invocation)) deserted.push(due);
      else if (due.state.kind === 'waiting') waiting.push(due);
      else running.push(due);
    }
    return { deserted, late: [...waiting, ...running] };
  }
}
