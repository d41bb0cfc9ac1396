/**
 * When the tasks that donors have will end, so that each donor's next one is sent to it before its answer is here, and without
 * a word from it: a message for each task was a fifth of what the task cost (docs/decisions/orchestrator-load.md). A donor whose
 * answers say how early their tasks came is foreseen; of any other nothing is known here, and it says itself that a task is
 * about to end. Pure.
 *
 * Invariants, property-tested in foresight.test.ts:
 * 1. A call is due once at most, between its sending and its end.
 * 2. A donor's calls are due only as far as it has nothing at hand for them: a task too many is not followed by another.
 * 3. Nothing is kept of a call that has ended, nor of a donor that nobody knows any more.
 */
import { Agenda } from './agenda.ts';
import { Estimate } from './estimate.ts';

/** What a task should lie at its donor before a kernel is free, beyond what is known to differ. Milliseconds. */
const SLACK = 10;
/** As far ahead the next task is sent at most: while it lies there, its chain stands still. */
const LONGEST = 1_000;
/** Deviations that count: of the way there and back, and of the length of tasks. */
const DEVIATIONS = 2;
const LEAST_WAY = 2;
/** Of a task's length: a kernel looks at its clock every 20 ms. */
const LEAST_STRETCH = 0.005;
/** Of shorter tasks too much is the time that a kernel takes to look at its clock. */
const TELLING = 250;
/** Whoever is at work anyway sends what is due that soon, and together with it what is due some time later: one write for all. */
const SOON = 10;
const TOGETHER = 30;

/** Of a task that has not begun. */
const NO_ROOM = { now: Number.NaN, lay: 0 };

/** A call that was sent to one donor, and no other, for when a task of its ends. */
interface Visit<Call, Donor extends object> {
  readonly call: Call;
  readonly donor: Donor;
  readonly line: Line<Call, Donor>;
  /** Kernel time. */
  readonly millis: number;
  readonly sentAt: number;
  /** When the answer came that made room for it, as far as is known; null while it lies at hand. */
  begun: number | null;
  /** When that answer was read, and how long it may have lain until then. */
  room: Pick<VisitEnd, 'now' | 'lay'>;
  /** When its donor needs the next one; what the agenda says of another moment is out of date. */
  due: number;
  isEnding: boolean;
}

/** What is known of a donor: its calls in the order they were sent, and how they went. */
interface Line<Call, Donor extends object> {
  readonly visits: Visit<Call, Donor>[];
  /** Milliseconds there and back. */
  readonly way: Estimate;
  /** Milliseconds by the clock for each of kernel time: who lends a half of its time takes two. */
  readonly stretch: Estimate;
  /** Calls that are about to end. */
  ending: number;
}

/** How a call ended. */
export interface VisitEnd {
  /** On the clock. */
  readonly now: number;
  readonly kernels: number;
  /** Milliseconds by which the task came before its kernel was free (AnnealAnswer.lead); null: its donor does not say. */
  readonly lead: number | null;
  /** It ended by its time, not by its moves or in an error. */
  readonly isFull: boolean;
  /** Milliseconds that the answer may have lain before it was read: of the moments at which it can have come, the expected one counts. */
  readonly lay: number;
}

export class Foresight<Call, Donor extends object> {
  private readonly lines = new WeakMap<Donor, Line<Call, Donor>>();
  private readonly visits = new Map<Call, Visit<Call, Donor>>();
  private readonly agenda = new Agenda<Visit<Call, Donor>>();

  /** Calls under way that were sent to one donor. */
  get size(): number {
    return this.visits.size;
  }

  /** Its tasks' ends are foreseen: it need not say that they come. */
  knows(donor: Donor): boolean {
    return this.lines.get(donor)?.way.isKnown ?? false;
  }

  /** A call went out for this donor alone. @param millis of kernel time that its task takes */
  sent(call: Call, donor: Donor, { millis, now }: { readonly millis: number; readonly now: number }): void {
    const line = this.lineOf(donor);
    const visit: Visit<Call, Donor> = {
      call,
      donor,
      line,
      millis,
      sentAt: now,
      begun: null,
      room: NO_ROOM,
      due: Number.NaN,
      isEnding: false,
    };
    line.visits.push(visit);
    this.visits.set(call, visit);
  }

  /** Any call ended, by an answer of this donor; null: nobody knows whose it was. */
  ended(call: Call, donor: Donor | null, end: VisitEnd): void {
    const visit = this.visits.get(call);
    if (visit) this.forget(visit);
    if (!donor) return;
    const line = this.lines.get(donor);
    if (!line) return;
    if (visit?.line === line) learn(visit, end);
    const at = visit?.line === line ? cameAt(visit, end) : end.now;
    const next = line.visits.find(({ begun }) => begun === null);
    if (next) this.begin(next, at, end);
    // As many of its tasks were taken for begun as it has kernels, and another was: the last of them begins now.
    else if (!visit && line.visits.length >= end.kernels) this.begin(line.visits.at(-1)!, at, end);
  }

  /**
   * Calls whose donors need their next tasks now or soon; none before one does.
   *
   * @param rest milliseconds until somebody looks again
   */
  due(now: number, rest: number): Iterable<{ readonly call: Call; readonly donor: Donor }> {
    const { agenda } = this;
    const soon = now + SOON + rest;
    const together = Math.max(now + TOGETHER, soon);
    if (agenda.next === null || agenda.next > soon) return [];
    const due: Visit<Call, Donor>[] = [];
    for (let at: number | null = agenda.next; at !== null && at <= together; at = agenda.next) {
      const { item: visit } = agenda.take()!;
      if (visit.due !== at || visit.isEnding || this.visits.get(visit.call) !== visit) continue;
      visit.isEnding = true;
      visit.line.ending++;
      const atHand = visit.line.visits.reduce((sum, { begun }) => sum + (begun === null ? 1 : 0), 0);
      if (atHand < visit.line.ending) due.push(visit);
    }
    return due;
  }

  /** When due() is to be asked again, at the latest. */
  get nextDue(): number | null {
    return this.agenda.next;
  }

  private begin(visit: Visit<Call, Donor>, at: number, room: Pick<VisitEnd, 'now' | 'lay'>): void {
    const { line, millis } = visit;
    visit.begun = at;
    visit.room = room;
    if (visit.isEnding || line.way.mean === null) return;
    const { way, stretch } = line;
    const early = way.mean! + DEVIATIONS * (way.deviation + stretch.deviation * millis) + SLACK;
    visit.due = at + (stretch.mean ?? 1) * millis - Math.min(LONGEST, Math.max(0, early));
    this.agenda.plan(visit.due, visit);
  }

  private forget(visit: Visit<Call, Donor>): void {
    const { line, call } = visit;
    this.visits.delete(call);
    line.visits.splice(line.visits.indexOf(visit), 1);
    if (visit.isEnding) line.ending--;
  }

  private lineOf(donor: Donor): Line<Call, Donor> {
    let line = this.lines.get(donor);
    if (!line) {
      line = { visits: [], way: new Estimate(LEAST_WAY), stretch: new Estimate(LEAST_STRETCH), ending: 0 };
      this.lines.set(donor, line);
    }
    return line;
  }
}

/** When its answer came, as far as is known: at the expected moment, unless it was not yet read then or could have been before. */
function cameAt<Call, Donor extends object>(
  { begun, millis, line }: Visit<Call, Donor>,
  { now, lead, lay }: VisitEnd,
): number {
  if (begun === null) return now;
  const expected = begun + Math.max(0, -(lead ?? 0)) + (line.stretch.mean ?? 1) * millis;
  return Math.min(now, Math.max(now - lay, expected));
}

function learn<Call, Donor extends object>(visit: Visit<Call, Donor>, end: VisitEnd): void {
  const { begun, room, sentAt, millis, line } = visit;
  if (begun === null || end.lead === null) return;
  const { way, stretch } = line;
  // It was there so long before its kernel was free, and the answer by which we know of that took the way back.
  const most = room.now - sentAt - end.lead;
  way.learn(Math.min(LONGEST, Math.max(0, within(most - room.lay, way.mean, most))));
  const stoodStill = Math.max(0, -end.lead);
  if (!end.isFull || millis < TELLING) return;
  const longest = (end.now - begun - stoodStill) / millis;
  stretch.learn(within(longest - end.lay / millis, stretch.mean, longest));
}

/** What was believed, as far as it can be; where nothing was, the most. */
function within(least: number, believed: number | null, most: number): number {
  return Math.min(most, Math.max(least, believed ?? most));
}
