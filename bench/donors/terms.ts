/** What a simulation is told, and what it tells. */
import type { CallEnd } from '../../orchestrator/dispatch.ts';
import type { AnnealAnswer, AnnealTask } from '../../peer/procedures.ts';

export interface World {
  readonly donors: number;
  /** One way, milliseconds. */
  readonly latency: number;
  /** Of the fastest donor; 1 is this machine. */
  readonly speed: number;
  /** 1: all are as fast; 20: from a twentieth of it up to it, evenly on a logarithmic scale. */
  readonly spread: number;
  /** Share of the donors that leave each minute, each replaced at once by a stranger as fast, who has to get ready. */
  readonly churn: number;
  /** Share of the donors that claim a shorter tour than they have: barred at their first answer, and replaced. */
  readonly liars: number;
  /** Milliseconds that the orchestrator, one thread, takes for each task: answers that come meanwhile wait. */
  readonly booking: number;
  /** Where many are out answers are read on a beat, as `lehr orchestrator` reads them. */
  readonly beat?: boolean;
}

/** Milliseconds one way: a home network, or a server not far away. */
export const LATENCY = 10;
/** Donors as fast as this machine that stay, and an orchestrator that takes no time. */
export const EQUAL: World = {
  donors: 1,
  latency: LATENCY,
  speed: 1,
  spread: 1,
  churn: 0,
  liars: 0,
  booking: 0,
};

export interface Worker {
  /** The answer, and the milliseconds it took on the clock of a donor of this speed. */
  run(task: AnnealTask, speed: number): Promise<{ readonly answer: AnnealAnswer; readonly millis: number }>;
  /** Milliseconds in which a donor of speed 1 gets ready for its first task. */
  readonly prepare: number;
}

export interface Result {
  /** Milliseconds of virtual time. */
  readonly end: number;
  /** Verified answers, and the moves in them. */
  readonly tasks: number;
  readonly moves: number;
  readonly rejected: number;
  readonly lost: number;
  /** Share of the donors' presence in which they had nothing to do. */
  readonly idle: number;
  /** CPU milliseconds of the orchestrator's own work. */
  readonly bookkeeping: number;
}

export function answerOf(output: AnnealAnswer, callee = 1): CallEnd {
  return { is: 'answer', output, callee };
}

export function outputOf(end: CallEnd): AnnealAnswer {
  if (end.is !== 'answer') throw new Error('it was answered');
  return end.output as AnnealAnswer;
}
