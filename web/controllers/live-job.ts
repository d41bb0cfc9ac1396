import { applyDelta } from '../../peer/delta.ts';
import type {
  Donor,
  Job,
  JobBest,
  JobDelta,
  JobDetails,
  JobSample,
  JobStatus,
  Leaderboard,
  ProblemView,
} from '../../peer/procedures.ts';
import type { DonorStatus, PagePeer } from '../../worker/api.ts';
import type { LiveStore } from './live-store.ts';

/** What the pages show live. */
export interface Live {
  status: DonorStatus;
  /** The current job as last fetched; its best and stats are overtaken by `best` and `jobStatus`. */
  job: Job & Partial<Pick<JobDetails, 'cooling'>>;
  view: ProblemView;
  /** All jobs in brief, newest first. */
  jobs: readonly Job[];
  /** Titles of the jobs that run beside it: donors work for these as well. */
  beside: readonly string[];
  best: JobBest;
  jobStatus: JobStatus;
  /** Everyone here now. */
  donors: readonly Donor[];
  leaderboard: Leaderboard;
  /** Energy over seconds of budget used. */
  history: readonly JobSample[];
}

/** Deltas that wait for the answer they change: what comes in some seconds. */
const MOST_AHEAD = 64;

/** Samples kept for the chart; when there are more, every other is dropped. */
const SAMPLES = 600;

export interface Following {
  /** The one job to follow, once there is one with this id; null: the current job, whichever that is. Default null. */
  readonly only?: string | null;
}

/**
 * Keeps the store in step with the router: the current job, its picture, its best tour and state, donors, leaderboard.
 * Invariants:
 * 1. `best` is of the current job, and its version only grows, until the router was lost: then it starts from what the
 *    router says, which may have been restarted from older data.
 * 2. An answer that comes after the current job changed is dropped.
 * 3. What is shown stays until there is something newer: a lost router leaves the last picture.
 * 4. A delta counts when the best it changes is the one shown. One that is ahead of it waits, and the best is asked for.
 * @returns ends all of it.
 */
export function followJob(
  peer: Pick<PagePeer, 'call' | 'subscribe' | 'blob' | 'onStatus'>,
  store: LiveStore<Live>,
  { only = null }: Following = {},
): () => void {
  const ends: (() => void)[] = [];
  let current: string | null = null;
  let ended = false;
  let endJob = () => {};
  let online = false;
  /** What came since the job was last asked for: the answer does not have it. */
  let since: JobSample[] = [];
  /** Of the best shown, 0 when the next one counts whatever its version. */
  let version = 0;

  /** Deltas of bests that are not here yet: their first is being asked for. */
  let ahead: JobDelta[] = [];
  let asking = false;

  const take = (best: JobBest) => {
    if (best.job !== current || best.version <= version) return;
    version = best.version;
    store.set('best', best);
    const sample = { elapsed: best.elapsed, energy: best.energy };
    since.push(sample);
    if (store.get('job')?.id === current)
      store.set('history', withSample(store.get('history') ?? [], sample));
  };

  /** @returns false for a change of a best that is not here */
  const change = (delta: JobDelta): boolean => {
    const { base, bytes, ...rest } = delta;
    if (rest.job !== current || rest.version <= version) return true;
    const state = base === null ? bytes : changed(base, bytes);
    if (state) take({ ...rest, state });
    return state !== null;
  };

  const changed = (base: number, bytes: Uint8Array): Uint8Array | null => {
    const best = store.get('best');
    if (base !== version || best?.version !== base || best.job !== current) return null;
    try {
      return applyDelta(best.state, bytes);
    } catch {
      // The router's job was made anew with the same versions: its state is another one.
      return null;
    }
  };

  const hear = (delta: JobDelta) => {
    if (change(delta)) return;
    ahead = [...ahead.slice(1 - MOST_AHEAD), delta];
    if (!asking) find();
  };

  /** Subscribes first and asks then, so that nothing falls between. */
  const open = async (id: string) => {
    if (id !== current) {
      endJob();
      current = id;
      version = 0;
      ahead = [];
      const live = [
        peer.subscribe(`lehr.job.${id}.delta`, hear),
        peer.subscribe(`lehr.job.${id}.state`, (status) => {
          if (status.job === current) store.set('jobStatus', status);
        }),
      ];
      endJob = () => {
        for (const end of live) end();
      };
    }
    since = [];
    const job = await peer.call('lehr.job.get', { id });
    if (ended || id !== current) return;
    const view = store.get('job')?.view === job.view ? store.get('view') : await readView(peer, job.view);
    if (ended || id !== current) return;
    // From here on all is in step: a delta that is ahead now was missed.
    asking = false;
    store.set('history', since.reduce(withSample, job.history));
    store.set('view', view);
    store.set('job', job);
    store.set('jobStatus', {
      job: job.id,
      state: job.state,
      elapsed: job.elapsed,
      energy: job.best?.energy ?? null,
      stats: job.stats,
    });
    since = [];
    if (job.best) take(job.best);
    // What still lacks its base waits for a key, or for the next delta that asks again.
    for (const delta of ahead.splice(0)) change(delta);
    if (job.best) return;
    if (store.get('best')?.job !== job.id) store.set('best', undefined);
  };

  const look = async () => {
    const { jobs, current: newest } = await peer.call('lehr.job.list', {});
    if (ended) return;
    const id = only === null ? newest : (jobs.find((job) => job.id === only)?.id ?? null);
    store.set('jobs', jobs);
    const others = jobs.filter((job) => job.state === 'running' && job.id !== id);
    store.set(
      'beside',
      others.map(({ title }) => title),
    );
    if (id !== null) await open(id);
  };
  const find = retrying(async () => {
    asking = true;
    try {
      await look();
    } finally {
      asking = false;
    }
  });

  ends.push(
    peer.onStatus((status) => {
      store.set('status', status);
      const came = status.connection === 'online' && !online;
      online = status.connection === 'online';
      if (!came) return;
      version = 0;
      find();
      peer.call('lehr.leaderboard.get', {}).then(
        (board) => store.set('leaderboard', board),
        // It is published as well: the next event brings it.
        () => {},
      );
      peer.call('lehr.donor.list', {}).then(
        ({ donors }) => store.set('donors', donors),
        () => {},
      );
    }),
    peer.subscribe('lehr.jobs', () => find()),
    peer.subscribe('lehr.donors', ({ donors }) => store.set('donors', donors)),
    peer.subscribe('lehr.leaderboard', (board) => store.set('leaderboard', board)),
  );
  return () => {
    ended = true;
    find.end();
    endJob();
    for (const end of ends) end();
  };
}

/** A sample that is not later than the last is in it already. */
export function withSample(history: readonly JobSample[], sample: JobSample): readonly JobSample[] {
  const last = history.at(-1);
  if (last && sample.elapsed <= last.elapsed) return history;
  const kept = history.length < SAMPLES ? history : history.filter((_, i) => i % 2 === 0);
  return [...kept, sample];
}

async function readView(peer: Pick<PagePeer, 'blob'>, hash: string): Promise<ProblemView> {
  return JSON.parse(new TextDecoder().decode(await peer.blob(hash))) as ProblemView;
}

/** Milliseconds between two attempts. */
const RETRY = 2000;

/** Runs `attempt` until it succeeds; a new request while one runs makes it run once more. */
function retrying(attempt: () => Promise<void>): (() => void) & { end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let ended = false;
  const run = async () => {
    clearTimeout(timer);
    if (ended) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    again = false;
    try {
      await attempt();
    } catch {
      if (!ended) timer = setTimeout(run, RETRY);
    }
    running = false;
    if (again) run();
  };
  return Object.assign(run, {
    end() {
      ended = true;
      clearTimeout(timer);
    },
  });
}
