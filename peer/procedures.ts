/** The procedures of the realm `lehr`: every one takes one positional argument, an object, and returns one object. */

export interface Schedule {
  /** Temperatures at the first and the last move, in 1/256 of an energy unit. */
  readonly from: number;
  readonly to: number;
}

export interface AnnealTask {
  readonly job: string;
  readonly task: string;
  /** Problem kind, `tsp`. */
  readonly kind: string;
  /** Kernel version the answer must come from, e.g. `tsp/1`. */
  readonly kernel: string;
  /** SHA-256 of the problem's canonical bytes: `GET /blob/<sha256>`. */
  readonly problem: string;
  readonly seed: number;
  /** The part of the problem to work on (docs/protocol.md); null: the whole. `state`, and the answer's, are then states of the part. */
  readonly scope: Uint8Array | null;
  readonly state: Uint8Array | null;
  readonly schedule: Schedule;
  readonly moves: number;
  /** Soft limit in milliseconds of kernel time: a slower device stops there and names the moves it did. */
  readonly millis: number;
  /**
   * A replay: stop at exactly this move, 1..moves, though the schedule is spread over `moves`. `millis` is then a deadline:
   * who does not get there in time answers with fewer moves. Null: a task as usual.
   */
  readonly until: number | null;
}

export interface AnnealAnswer {
  readonly task: string;
  readonly state: Uint8Array;
  readonly energy: number;
  readonly moves: number;
}

export interface JobSpec {
  /** Shown to people: "The 1,000 largest cities of the world". */
  readonly title: string;
  readonly kind: string;
  /** Blob hashes of the problem and of its view (how to draw it: see ProblemView). */
  readonly problem: string;
  readonly view: string;
  /** Seconds of annealing with at least one donor at work; null runs until cancelled. */
  readonly budget: number | null;
  /** Best known length, where there is one, and how it is known. */
  readonly reference: { readonly energy: number; readonly source: string } | null;
}

export type JobState = 'waiting' | 'running' | 'done' | 'cancelled';

export interface Job extends JobSpec {
  readonly id: string;
  readonly state: JobState;
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Seconds of budget used. */
  readonly elapsed: number;
  readonly best: JobBest | null;
  readonly stats: JobStats;
}

/** The best tour known; also the event of `lehr.job.<id>.best`. */
export interface JobBest {
  readonly job: string;
  /** Counts this job's improvements from 1: a receiver drops an older one. */
  readonly version: number;
  readonly energy: number;
  /** Encoded state: for a TSP the cities' order, uint16 or uint32 little-endian by n (≤ 65,536 or more). */
  readonly state: Uint8Array;
  /** Public name of the donor who found it. */
  readonly by: string;
  readonly elapsed: number;
  readonly temperature: number;
}

/** How a job stands; part of Job and the event of `lehr.job.<id>.state`. */
export interface JobStats {
  readonly tasks: number;
  /** Tasks given out again: their donor left, failed, ran out of time or answered wrongly. */
  readonly reissued: number;
  /** Answers whose recomputed energy or form was not what they claimed. */
  readonly rejected: number;
  readonly moves: number;
  /** Verified moves per second, over the last few seconds. */
  readonly rate: number;
  readonly inFlight: number;
  /** 0..1 where the cooling stands: 1 is hottest. */
  readonly heat: number;
}

export interface JobStatus {
  readonly job: string;
  readonly state: JobState;
  readonly elapsed: number;
  readonly energy: number | null;
  readonly stats: JobStats;
}

export interface DonorHello {
  /** Secret of this browser or machine, 32 hex digits; its hash is the donor's public id. */
  readonly token: string;
  /** Public nickname, at most 24 characters; empty: one is made. */
  readonly name: string;
  /** Kernels it will run at once. */
  readonly cores: number;
  /** Kernel versions it can run. */
  readonly kernels: readonly string[];
  /** `Chromium 156`, `Firefox 153`, `Node 20`. */
  readonly agent: string;
}

export interface DonorWelcome {
  readonly donor: string;
  readonly name: string;
  readonly credit: DonorCredit;
}

export interface DonorCredit {
  /** Verified moves, all time. */
  readonly moves: number;
  readonly tasks: number;
  /** Improvements of a job's best found by this donor. */
  readonly improvements: number;
}

/** A donor who is here now; also the rows of the topic `lehr.donors`. */
export interface Donor {
  readonly donor: string;
  readonly name: string;
  readonly agent: string;
  readonly cores: number;
  readonly running: number;
  readonly joinedAt: number;
  readonly credit: DonorCredit;
}

export interface LeaderboardRow extends DonorCredit {
  readonly donor: string;
  readonly name: string;
  readonly online: boolean;
}

export interface Leaderboard {
  readonly allTime: readonly LeaderboardRow[];
  readonly today: readonly LeaderboardRow[];
}

export interface Procedures {
  'lehr.compute.anneal': { input: AnnealTask; output: AnnealAnswer };
  'lehr.job.submit': { input: JobSpec; output: Job };
  'lehr.job.list': { input: Record<string, never>; output: { readonly jobs: readonly Job[] } };
  'lehr.job.get': { input: { readonly id: string }; output: Job };
  'lehr.job.cancel': { input: { readonly id: string }; output: Job };
  'lehr.donor.hello': { input: DonorHello; output: DonorWelcome };
  'lehr.donor.list': { input: Record<string, never>; output: { readonly donors: readonly Donor[] } };
  'lehr.donor.stats': { input: { readonly donor: string }; output: DonorCredit };
  'lehr.leaderboard.get': { input: Record<string, never>; output: Leaderboard };
}

export type Procedure = keyof Procedures;
export type Input<P extends Procedure> = Procedures[P]['input'];
export type Output<P extends Procedure> = Procedures[P]['output'];

/** How to draw a problem: the JSON of a job's `view` blob. Index i is city i of the problem. */
export interface ProblemView {
  /** `map`: xy are longitude and latitude in degrees. `plane`: xy are the file's own coordinates. `none`: a matrix without coordinates. */
  readonly surface: 'map' | 'plane' | 'none';
  /** x0, y0, x1, y1 …; empty where surface is `none`. */
  readonly xy: readonly number[];
  readonly names: readonly string[];
  /** Unit of the energy: `m`, or empty where the file names none. */
  readonly unit: string;
}
