/** An answer on its way to counting: whose it is, what it says, and what may become of it. Nothing here runs. */
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';
import type { Step } from './step.ts';

/** Computes a task again in this process, off this thread. Rejects where it cannot; the signal ends it. */
export type Judge = (task: AnnealTask, problem: Uint8Array, signal: AbortSignal) => Promise<AnnealAnswer>;

/** Who is behind a session. */
export interface Party {
  readonly session: number;
  /** The account. */
  readonly donor: string;
  readonly name: string;
  /** A kernel of our own program: what it says is what we say. */
  readonly own: boolean;
  readonly paused: boolean;
  /** Moves per millisecond of kernel time; 0 before the first answer. */
  readonly speed: number;
}

/** What is booked of a verified answer. */
export interface Booking<Job> {
  readonly job: Job;
  readonly step: Step;
  readonly moves: number;
  /** It brought a new best. */
  readonly improved: boolean;
  readonly by: Party;
}

/** A verified answer: its state has the energy it says; whether the kernel gives it, only a replay can tell. */
export interface Claim<Job> extends Booking<Job> {
  readonly input: AnnealTask;
  readonly answer: { readonly state: Uint8Array; readonly energy: number; readonly moves: number };
}

/** What the house does about it. */
export interface Verdicts<Job> {
  /** The answer counts from now on; called at most once for each. */
  counts(booking: Booking<Job>): void;
  /** It was computed again with the same result. */
  replayed(booking: Booking<Job>): void;
  /** This donor's replay of somebody's answer was right. */
  worked(replayer: Party, moves: number): void;
  /** The donor lied; `fallen`: all it answered that no replay covers, whether it counted or not. */
  lied(liar: Party, fallen: readonly Booking<Job>[], reason: string): void;
}
