/**
 * Keeps the donors at work: tasks go out (assignments.ts), every answer is judged and booked, the budgets' clocks move, and a job
 * ends when its time is up or its target reached (budgets.ts).
 */
import type { Beat } from '../peer/beat.ts';
import type { Peer } from '../peer/client.ts';
import type { AnnealAnswer } from '../peer/procedures.ts';
import { Assignments, type GivenOut } from './assignments.ts';
import { Auditor } from './audit.ts';
import { Budgets } from './budgets.ts';
import type { Booking, Judge, Party } from './claim.ts';
import type { Clock } from './clock.ts';
import { type CallEnd, Dispatcher } from './dispatch.ts';
import type { Donors } from './donors.ts';
import type { Jobs } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import { type Ending, Prefetch } from './prefetch.ts';
import { Preparations } from './preparations.ts';
import type { Random } from './random.ts';
import type { Reception } from './reception.ts';
import type { RunningJob } from './running-job.ts';
import type { MaybeLater } from './store.ts';
import type { Outcome, Task } from './task.ts';
import type { TaskNews } from './task-news.ts';
import { Tempo } from './tempo.ts';

/** The budget's clock and the public status are looked at so often while the orchestrator lives. Milliseconds. */
const TICK = 250;
const STATUS_EVERY = 1_000;

export interface ForemanOptions {
  readonly peer: Peer;
  readonly beat: Beat | null;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly donors: Donors;
  readonly ledger: Ledger;
  readonly reception: Reception;
  readonly news: TaskNews;
  readonly random: Random;
  readonly judge: Judge;
  readonly problem: (sha256: string) => MaybeLater<Uint8Array | undefined>;
  readonly log: (line: string) => void;
}

export class Foreman {
  readonly auditor: Auditor<RunningJob>;
  private readonly dispatcher: Dispatcher;
  private cancelTick = () => {};
  private statusAt = 0;
  private tickedAt = 0;
  private readonly assignments: Assignments;
  private readonly prefetch: Prefetch<GivenOut, Party>;
  private closed = false;
  private readonly budgets: Budgets;
  private readonly preparations: Preparations;

  constructor(private readonly options: ForemanOptions) {
    const { peer, beat, random, judge, problem, donors, ledger, clock, log, jobs } = options;
    this.preparations = new Preparations({
      clock,
      isOn: (job) => !this.closed && jobs.find(job.id) === job,
      isReady: () => this.pump(),
      failed: ({ id }, error) => {
        log(`job ${id} cannot go on: ${error instanceof Error ? error.message : error}`);
        this.budgets.finish(id, 'failed');
      },
    });
    const tempo = new Tempo(beat);
    const crowd = {
      find: (session: number | null) => donors.find(session),
      kernelsOf: ({ session }: Party) => donors.coresOf(session),
    };
    this.prefetch = new Prefetch(crowd, tempo);
    this.auditor = new Auditor({
      random,
      judge,
      problem,
      log,
      parties: () => donors.parties(),
      trust: { get: (donor) => ledger.trust(donor), set: (donor, trust) => ledger.setTrust(donor, trust) },
      now: () => clock.now(),
      verdicts: {
        counts: (booking) => this.count(booking),
        replayed: (booking) => booking.job.replayed(booking),
        worked: (replayer, moves) => ledger.add(replayer, moves, false),
        lied: (liar, fallen, reason) => this.lied(liar, fallen, reason),
      },
    });
    const { auditor, prefetch } = this;
    this.assignments = new Assignments({
      ...{ clock, jobs, donors, auditor, prefetch },
      settle: (call, end) => this.settle(call, end),
      pump: () => this.pump(),
    });
    this.dispatcher = new Dispatcher(peer, clock, this.assignments, tempo);
    this.budgets = new Budgets({
      ...{ clock, jobs, log },
      isWorking: () => this.isWorking,
      shareOf: (job) => this.assignments.shareOf(job),
      openReplays: (job) => auditor.openOf(job),
    });
  }

  /** Begins to tick. */
  start(): void {
    this.keepTicking();
  }

  /** There may be more to give out. */
  pump(): void {
    this.dispatcher.pump();
  }

  /** Somebody came or went. */
  wake(): void {
    this.dispatcher.wake();
  }

  /** A job is to be worked on from now on. */
  started(job: RunningJob): void {
    this.assignments.add(job);
    this.preparations.begin(job);
  }

  /** A job is worked on no more: its tasks are called back, and the others have its donors. */
  stopped(job: string): void {
    this.assignments.remove(job);
    this.budgets.stopped(job);
    this.dispatcher.recall(job);
  }

  close(): void {
    this.closed = true;
    this.cancelTick();
    this.auditor.close();
    this.dispatcher.close();
  }

  private settle(call: GivenOut, end: CallEnd): void {
    const { job, task, input, since } = call;
    const { clock, jobs, donors, reception, news } = this.options;
    this.prefetch.ended(call, endOf(end, task, clock.now()));
    if (end.is !== 'returned') this.budgets.begin(job, task, since);
    const by = donors.find(end.is === 'answer' ? end.callee : null);
    const outcome = this.outcome(job, task, { end, by });
    const { step, improved, isNews } = job.settle(task, outcome, {
      by: by?.name ?? '',
      now: clock.now(),
      lanes: this.assignments.lanesOf(job),
    });
    // A first state may have to be looked at.
    this.preparations.begin(job);
    const session = end.is === 'returned' ? null : (end.callee ?? null);
    news.ended({ job: job.id, task, since, session, outcome: outcome.is });
    if (end.is === 'answer' && !by) reception.stranger(end.callee);
    if (by && outcome.is === 'rejected') {
      reception.rejected(by, outcome.reason);
      if (outcome.isLie) this.auditor.lie(by, outcome.reason);
    }
    if (by && outcome.is === 'verified' && step) {
      reception.verified(by.session, outcome.moves / task.millis);
      this.auditor.answered({ job, step, input, by, improved, moves: outcome.moves, answer: outcome });
    }
    jobs.touched(job.id, isNews);
    this.budgets.tick();
  }

  /** Who has not said hello, or was caught in a lie, is not listened to. */
  private outcome(job: RunningJob, task: Task, { end, by }: { end: CallEnd; by: Party | null }): Outcome {
    if (end.is !== 'answer') return end;
    if (!by) return { is: 'lost', reason: 'nobody knows whose answer it is' };
    if (this.auditor.isBarred(by.donor)) return { is: 'lost', reason: 'its donor was caught in a lie' };
    return job.verify(task, end.output);
  }

  /** An answer counts: its donor is credited, and its job may have another best to tell of. */
  private count(booking: Booking<RunningJob>): void {
    const { ledger, reception, jobs, clock } = this.options;
    const { job, by, moves, improved } = booking;
    const isNews = job.count(booking, clock.now());
    ledger.add(by, moves, improved);
    reception.credited();
    jobs.touched(job.id, isNews);
  }

  /** Somebody lied: everything that rests on its word alone is taken back. */
  private lied(liar: Party, fallen: readonly Booking<RunningJob>[], reason: string): void {
    const { reception, jobs } = this.options;
    reception.expel(liar, reason);
    for (const job of new Set(fallen.map((booking) => booking.job)))
      jobs.touched(job.id, job.takeBack(fallen.filter((booking) => booking.job === job)));
  }

  /** There are donors, and calls find them. */
  private get isWorking(): boolean {
    return this.options.donors.capacity > 0 && this.dispatcher.isServed;
  }

  private keepTicking(): void {
    const { clock, jobs, donors } = this.options;
    this.cancelTick = clock.about(TICK, () => this.keepTicking());
    const now = clock.now();
    // Here and not at each answer: it looks at every session.
    if (this.isWorking && this.dispatcher.inFlight > 0) donors.worked(Math.min(TICK, now - this.tickedAt));
    this.tickedAt = now;
    this.budgets.tick();
    if (now < this.statusAt) return;
    this.statusAt = now + STATUS_EVERY;
    jobs.announceStatus();
    this.pump();
  }
}

/** What an end says of the donor that had the task. */
function endOf(end: CallEnd, task: Task, now: number): Ending {
  const session = end.is === 'returned' ? null : (end.callee ?? null);
  const answer = end.is === 'answer' ? (end.output as AnnealAnswer | null) : null;
  return { now, session, lead: answer?.lead ?? null, isFull: answer !== null && answer.moves < task.moves };
}
