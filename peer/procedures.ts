/**
 * The procedures of the realm `lehr`: every one takes one positional argument, an object, and returns one object.
 *
 * Longer than our guide: the contract is read as one page, types alone.
 */
import type { HealthBulletin, ServiceDeclaration, ServiceWelcome } from './health/bulletin.ts';
import type { Proof } from './proof.ts';
import type { StateChange, StatePage, StatePlace } from './state.ts';

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
  /** States that other donors found: the kernel first takes over what makes its start better, a move each. Empty with a scope. */
  readonly mates: readonly Uint8Array[];
  /** `state` and `mates` are packed (docs/protocol.md), and the answer's `state` may be; default: they are not. */
  readonly packed?: boolean;
  /** The answer's `state` may be packed beside the task's; default: it is to say all by itself. */
  readonly beside?: boolean;
  /** The answer's `state` may come in the quick form of packed states; default: it may not. */
  readonly quick?: boolean;
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
  /** `state` is packed, as it may be where the task's were; default: it is not. */
  readonly packed?: boolean;
  readonly energy: number;
  readonly moves: number;
  /**
   * Milliseconds that the task lay at its donor until a kernel was free, below 0: that the kernel had stood still when it came. Who
   * tells it is sent its next task in time, and need not say that one is about to end; default: it does not tell.
   */
  readonly lead?: number | null;
}

/** What to anneal and for how long. What is left out has the value that its line names. */
export interface JobSpec {
  /** Shown to people: "The 1,000 largest cities of the world". */
  readonly title: string;
  readonly kind: string;
  /** Blob hashes of the problem and of its view (how to draw it: see ProblemView). */
  readonly problem: string;
  readonly view: string;
  /**
   * Seconds of annealing with at least one donor at work; null runs until something else ends the job. Jobs that share the
   * donors count their share of each second: 60 are as much work for a job that has a quarter of the donors, and take longer.
   */
  readonly budget: number | null;
  /** Best known length, where there is one, and how it is known. */
  readonly reference: { readonly energy: number; readonly source: string } | null;
  /** Verified moves after which the job ends; null (default) for no such bound. */
  readonly moves?: number | null;
  /** Ends the job once its best is as good; null (default): none. */
  readonly target?: JobTarget | null;
  /** Blob hash of an encoded state to start from, checked before the job is accepted; null (default): none. */
  readonly start?: string | null;
  /** Share of the donors beside other jobs, in 0.01..100; default 1. */
  readonly weight?: number;
}

/**
 * A job as it is handed in. `key`, 1 to 64 characters that its submitter makes up (peer/hand-in.ts), makes that safe to repeat:
 * the same key is the same job, for as long as the job is kept, also after a restart. Null (default): each is a job of its own.
 */
export interface JobSubmission extends JobSpec {
  readonly key?: string | null;
}

/** An energy, or a share above the reference: 0.01 is 1 %. An accepted job tells it as an energy. */
export type JobTarget = { readonly energy: number } | { readonly gap: number };

/** `waiting`: so many run that it has to wait. `paused`: until somebody resumes it. `done` and `cancelled` are ends. */
export type JobState = 'waiting' | 'running' | 'paused' | 'done' | 'cancelled';

/** Why a job ended; `failed`: it could not be run any more. */
export type JobEnd = 'budget' | 'moves' | 'target' | 'cancelled' | 'failed';

/**
 * Why a job could not be run: its blobs are not there (any more), or are none of their kind; its kind is unknown here, as where
 * it was handed in to another version; its given start is none; or a fault of ours.
 */
export type JobFailure =
  | 'problem missing'
  | 'problem damaged'
  | 'kind unknown'
  | 'start missing'
  | 'start wrong'
  | 'fault';

export interface Job extends Required<JobSpec> {
  readonly id: string;
  readonly state: JobState;
  /** null while it has not. */
  readonly ended: JobEnd | null;
  /** Why it failed; null where it did not, or where an earlier version did not say. */
  readonly failure?: JobFailure | null;
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Seconds of budget used. */
  readonly elapsed: number;
  readonly best: JobBest | null;
  readonly stats: JobStats;
  /** How the best came down, thinned out to 500 points; empty in a list of jobs. */
  readonly history: readonly JobSample[];
  readonly finders: JobFinders;
}

/** A job as `lehr.job.get` tells it. */
export interface JobDetails extends Job {
  /** How hot it is meant to be over its budget, past and to come: 160 points at most, empty where that cannot be said. */
  readonly cooling: readonly HeatSample[];
}

/** The temperature as a share of the hottest, 0..1, at so many seconds of budget used. */
export interface HeatSample {
  readonly elapsed: number;
  readonly heat: number;
}

export interface JobSample {
  readonly elapsed: number;
  readonly energy: number;
}

/** Who found what: bounded, and empty in a list of jobs. */
export interface JobFinders {
  /** Improvements by public name, most first, 100 names at most. */
  readonly donors: readonly { readonly name: string; readonly improvements: number }[];
  /** The last 20 improvements, oldest first. */
  readonly last: readonly (JobSample & { readonly version: number; readonly by: string })[];
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

/**
 * The event of `lehr.job.<id>.delta`: the best as a change of the one told before, for those who follow it. Whoever has
 * another version than `base` asks `lehr.job.get`, or waits for a key, which comes now and then.
 */
export interface JobDelta extends Omit<JobBest, 'state'> {
  /** The version that `bytes` change (peer/delta.ts); null: a key, `bytes` are the whole state. */
  readonly base: number | null;
  readonly bytes: Uint8Array;
}

/** How a job stands; part of Job and the event of `lehr.job.<id>.state`. */
export interface JobStats {
  readonly tasks: number;
  /** Tasks given out again: their donor left, failed, ran out of time or answered wrongly. */
  readonly reissued: number;
  /** Answers that were malformed, not what they claimed, or not what a replay gives. */
  readonly rejected: number;
  /** Moves of the answers that count: replayed, or of a donor that stands (docs/protocol.md, Replay). */
  readonly moves: number;
  /** Answers that were computed again, and the moves in them. */
  readonly replays: number;
  readonly replayedMoves: number;
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
  /** It reads and writes the quick form of packed states (docs/protocol.md); default: it does not. */
  readonly quick?: boolean;
}

export interface DonorWelcome {
  readonly donor: string;
  readonly name: string;
  /** The name that was wished is not shown in public: `name` was made instead. */
  readonly refused?: boolean;
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

/** Donors that fail on purpose, to show what a realm makes of them: lies that are found out, sessions that are cut off. */
export interface Chaos {
  readonly on: boolean;
  /** Donors of each sort. */
  readonly liars: number;
  readonly vanishing: number;
  /** Milliseconds since 1970 at which it ends by itself; null while it is off. */
  readonly until: number | null;
}

/** What is added to a donor's credit, on that local day of the server (`2026-11-22`). */
export interface CreditBooking {
  readonly donor: string;
  readonly name: string;
  readonly day: string;
  readonly credit: DonorCredit;
  /** Caught in a lie: all its credit is taken, and it gets no more. */
  readonly barred: boolean;
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

export interface JobProof {
  readonly best: JobBest | null;
  readonly proof: Proof | null;
}

export interface JobList {
  /** Newest first; the current one with the bytes of its best. */
  readonly jobs: readonly Job[];
  /**
   * The job people look at, or null when there is none: of those that run the one with most weight and of these the newest,
   * else one that is paused, else the last that ended.
   */
  readonly current: string | null;
}

/** So many of the largest cities. */
export interface WorldWish {
  /** Two capital letters of ISO 3166-1, such as DE; null: of all the world. */
  readonly country: string | null;
  readonly count: number;
}

/** A problem as a JobSpec names it: its blobs are in the store. */
export interface WorldProblem extends Pick<JobSpec, 'title' | 'kind' | 'problem' | 'view'> {
  /** Cities, or spins. */
  readonly n: number;
}

export interface WorldCountry {
  /** As in WorldWish. */
  readonly country: string;
  /** How many cities are known of it. */
  readonly cities: number;
}

/** Who leads, of the orchestrators of one realm (orchestrator/standby); `epoch` null: it is about to. */
export interface Leader {
  readonly name: string;
  readonly epoch: number | null;
}

export interface Procedures {
  'lehr.compute.anneal': { input: AnnealTask; output: AnnealAnswer };
  'lehr.job.submit': { input: JobSubmission; output: Job };
  'lehr.job.list': { input: Record<string, never>; output: JobList };
  'lehr.job.get': { input: { readonly id: string }; output: JobDetails };
  /** The best of a job and how it came to be; both null while there is none, or where nothing is known of it. */
  'lehr.job.proof': { input: { readonly id: string }; output: JobProof };
  'lehr.job.pause': { input: { readonly id: string }; output: Job };
  'lehr.job.resume': { input: { readonly id: string }; output: Job };
  'lehr.job.cancel': { input: { readonly id: string }; output: Job };
  /** Makes a problem of the world's cities and stores its blobs, for a job that follows soon. */
  'lehr.problem.world': { input: WorldWish; output: WorldProblem };
  /** A spin glass of side × side spins on a torus, 3..100: always the same one of that side. */
  'lehr.problem.glass': { input: { readonly side: number }; output: WorldProblem };
  /** Most cities first. */
  'lehr.problem.countries': {
    input: Record<string, never>;
    output: { readonly countries: readonly WorldCountry[] };
  };
  'lehr.donor.hello': { input: DonorHello; output: DonorWelcome };
  'lehr.donor.list': { input: Record<string, never>; output: { readonly donors: readonly Donor[] } };
  'lehr.donor.stats': { input: { readonly donor: string }; output: DonorCredit };
  /** Served by `lehr serve` alone. */
  'lehr.chaos.get': { input: Record<string, never>; output: Chaos };
  /** For operators. */
  'lehr.chaos.set': { input: { readonly on: boolean }; output: Chaos };
  /** Answered by the orchestrator that leads; for orchestrators and operators, as is all below. */
  'lehr.orchestrator.get': { input: Record<string, never>; output: Leader };
  /** Takes the lead: from now on every write of an earlier epoch is lehr.error.deposed. Resolves when those before are done. */
  'lehr.state.take': { input: { readonly name: string }; output: { readonly epoch: number } };
  'lehr.state.read': { input: StatePlace & { readonly epoch: number }; output: StatePage };
  /** Resolves when all is durable. */
  'lehr.state.write': {
    input: { readonly epoch: number; readonly changes: readonly StateChange[] };
    output: Record<string, never>;
  };
  'lehr.state.forget_blob': {
    input: { readonly epoch: number; readonly sha256: string };
    output: Record<string, never>;
  };
  'lehr.leaderboard.get': { input: Record<string, never>; output: Leaderboard };
  /** A service is there, and what it promises: `health/declare.ts` says it. Served where the router runs. */
  'lehr.service.hello': { input: ServiceDeclaration; output: ServiceWelcome };
  /** It goes on purpose: nothing is expected of this session any more. */
  'lehr.service.bye': { input: { readonly name: string }; output: Record<string, never> };
  'lehr.health.get': { input: Record<string, never>; output: HealthBulletin };
}

export type Procedure = keyof Procedures;
export type Input<P extends Procedure> = Procedures[P]['input'];
export type Output<P extends Procedure> = Procedures[P]['output'];

/** How to draw a problem: the JSON of a job's `view` blob. Index i is city i of the problem. */
export interface ProblemView {
  /**
   * `map`: xy are longitude and latitude in degrees. `plane`: xy are the file's own coordinates. `none`: a matrix without
   * coordinates. `spins`: no tour but spins, drawn as a grid.
   */
  readonly surface: 'map' | 'plane' | 'none' | 'spins';
  /** x0, y0, x1, y1 …; empty where surface is `none` or `spins`. */
  readonly xy: readonly number[];
  readonly names: readonly string[];
  /**
   * Unit of the energy: `m`, or empty where the file names none. Of spins, what the energy is: `cut` (the energy is minus
   * the cut), `energy` of an Ising model, `value` of a QUBO; `value/1000` where energies are counted in thousandths.
   */
  readonly unit: string;
  /** Whom the data is from, to be credited where it is shown; absent: nobody. */
  readonly source?: string;
}
