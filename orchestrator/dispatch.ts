/**
 * Does the CALLs: keeps as many `lehr.compute.anneal` in flight as there is work and capacity for, and brings every one to
 * exactly one end. Which task is next and what an answer means is the source's business.
 */
import type { Peer, RawResult } from '../peer/client.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { CancelSignal } from '../peer/patience.ts';
import type { AnnealTask } from '../peer/procedures.ts';
import type { Clock } from './clock.ts';
import type { Tempo } from './tempo.ts';

/** How a call ended. */
export type CallEnd =
  | { readonly is: 'answer'; readonly output: unknown; readonly callee: number | null }
  /** A donor had it, or may have had it, and gave no answer. */
  | { readonly is: 'lost'; readonly reason: string; readonly callee?: number | null }
  /** No donor had it, or we called it back. */
  | { readonly is: 'returned' };

/** One call to make, and who is told of its end: exactly once, also when we close. */
export interface Assignment {
  readonly job: string;
  readonly input: AnnealTask;
  /** Milliseconds. */
  readonly timeout: number;
  /** The sessions that may take it; absent: all. */
  readonly eligible?: readonly number[] | undefined;
  /** The session that has it says that it is about to end; null when the router does not tell who. Absent: it is not asked to. */
  readonly ending?: ((callee: number | null) => void) | undefined;
  end(end: CallEnd): void;
}

export interface AssignmentSource {
  next(): Assignment | null;
  /** When next() will have something that it has to hold back now: on the clock, or null. */
  nextDue(): number | null;
}

/** Nobody took the call: not a fault of a donor. */
const UNSERVED: ReadonlySet<string> = new Set([
  ERRORS.noSuchProcedure,
  ERRORS.connectionLost,
  ERRORS.closed,
  'wamp.error.no_available_callee',
  'wamp.error.unavailable',
]);

const FIRST_HOLD = 50;
const LONGEST_HOLD = 1_000;

/** Of one call, which alone listens: AbortControllers were 8 % of what a task cost (docs/decisions/orchestrator-load.md). */
class Recall implements CancelSignal {
  aborted = false;
  private listener: (() => void) | null = null;

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listener = listener;
  }

  removeEventListener(): void {
    this.listener = null;
  }

  make(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.listener?.();
  }
}

export class Dispatcher {
  private readonly calls = new Map<Assignment, Recall>();
  private refused = false;
  private holdUntil = 0;
  private hold = FIRST_HOLD;
  private timer: { readonly at: number; cancel(): void } | null = null;
  private pumping = false;
  private closed = false;

  constructor(
    private readonly peer: Peer,
    private readonly clock: Clock,
    private readonly source: AssignmentSource,
    private readonly tempo: Tempo,
  ) {}

  /** Calls under way. */
  get inFlight(): number {
    return this.calls.size;
  }

  /** False while calls find nobody to take them. */
  get isServed(): boolean {
    return !this.refused;
  }

  /** Gives out whatever can be given out now; call it whenever capacity, jobs or lanes changed. */
  pump(): void {
    if (this.pumping || this.closed) return;
    if (this.clock.now() < this.holdUntil) {
      this.wakeAt(this.holdUntil);
      return;
    }
    this.pumping = true;
    for (let next = this.source.next(); next !== null; next = this.source.next()) void this.call(next);
    this.pumping = false;
    const due = this.source.nextDue();
    if (due !== null) this.wakeAt(due);
  }

  /** As pump(), when there is reason to believe that a call will be taken now: somebody came. */
  wake(): void {
    this.refused = false;
    this.holdUntil = 0;
    this.hold = FIRST_HOLD;
    this.pump();
  }

  /** Calls back all tasks of a job; each ends as `returned`. */
  recall(job: string): void {
    for (const [assignment, recall] of this.calls) if (assignment.job === job) recall.make();
  }

  /** Calls everything back; nothing is given out any more. */
  close(): void {
    this.closed = true;
    this.timer?.cancel();
    this.timer = null;
    for (const recall of this.calls.values()) recall.make();
  }

  private async call(assignment: Assignment): Promise<void> {
    const recall = new Recall();
    const { millis } = assignment.input;
    this.calls.set(assignment, recall);
    this.tempo.begins(millis);
    const end = await this.outcome(assignment, recall);
    this.calls.delete(assignment);
    this.tempo.ends(millis);
    assignment.end(end);
    this.pump();
  }

  private async outcome(assignment: Assignment, recall: Recall): Promise<CallEnd> {
    try {
      const { output, callee } = await this.peer.callWithCallee('lehr.compute.anneal', assignment.input, {
        timeout: assignment.timeout,
        signal: recall,
        unhurried: true,
        eligible: assignment.eligible,
        onProgress: assignment.ending && ((part) => assignment.ending?.(calleeIn(part.details))),
      });
      this.served();
      return recall.aborted ? { is: 'returned' } : { is: 'answer', output, callee };
    } catch (error) {
      if (recall.aborted) return { is: 'returned' };
      if (error instanceof WampError && (UNSERVED.has(error.uri) || this.isUnsent)) {
        // That few are gone says nothing of the others.
        if (!assignment.eligible) this.holdOff();
        return { is: 'returned' };
      }
      // By somebody who failed: budgets go on, and end, though nobody does better.
      this.served();
      if (error instanceof WampError && error.uri === ERRORS.invalidAnswer) {
        return { is: 'answer', output: null, callee: calleeOf(error) };
      }
      const reason = error instanceof Error ? error.message : String(error);
      return { is: 'lost', reason, callee: calleeOf(error) };
    }
  }

  /** A call that ends while there is no router waited for one: with the session, those that were sent have ended. */
  private get isUnsent(): boolean {
    return this.peer.state.is !== 'joined';
  }

  private served(): void {
    this.refused = false;
    this.hold = FIRST_HOLD;
  }

  /** Waits before the next calls, longer each time; calls refused together count once. */
  private holdOff(): void {
    this.refused = true;
    const now = this.clock.now();
    if (now < this.holdUntil) return;
    this.holdUntil = now + this.hold;
    this.hold = Math.min(LONGEST_HOLD, this.hold * 2);
  }

  /**
   * Pumps at that time; a timer that goes off before looks again, so that most answers set none. On a beat the next look is sooner
   * and sends what is due then: only where nothing comes to be looked at is the timer needed, so it waits a beat longer, and is
   * not moved from look to look, since Node wakes for a timer that was taken back too.
   */
  private wakeAt(time: number): void {
    const at = time + this.tempo.rest;
    if (this.timer && this.timer.at <= at) return;
    this.timer?.cancel();
    const cancel = this.clock.after(Math.max(1, at - this.clock.now()), () => {
      this.timer = null;
      this.pump();
    });
    this.timer = { at, cancel };
  }
}

/** Who had the call, where the router tells. */
function calleeOf(error: unknown): number | null {
  return error instanceof WampError ? calleeIn(error.kwargs) : null;
}

function calleeIn({ _callee }: RawResult['details']): number | null {
  return typeof _callee === 'number' ? _callee : null;
}
