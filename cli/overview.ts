/** What a house without an orchestrator of its own knows of the jobs: what it hears, as anybody does who looks. */
import type { Peer } from '../peer/client.ts';
import type { Job } from '../peer/procedures.ts';
import type { Shown } from './report.ts';

export interface Overview extends Shown {
  close(): Promise<void>;
}

/** Milliseconds between two looks at the list, and for which one may take. */
const EVERY = 1_000;
const PATIENCE = 5_000;

/** Begins to look; before the first orchestrator leads there is nothing to be seen. */
export async function openOverview(peer: Peer): Promise<Overview> {
  let jobs: readonly Job[] = [];
  let current: string | null = null;
  let donors = { count: 0, capacity: 0 };
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    // Nobody leads just now: what was seen last stays.
    await peer.call('lehr.job.list', {}, { timeout: PATIENCE }).then(
      (list) => {
        jobs = list.jobs;
        current = list.current;
      },
      () => {},
    );
    looking = false;
  };
  const unsubscribe = await Promise.all([
    peer.subscribe('lehr.jobs', () => void look()),
    peer.subscribe('lehr.donors', ({ donors: here }) => {
      donors = { count: here.length, capacity: here.reduce((sum, { cores }) => sum + cores, 0) };
    }),
  ]);
  const timer = setInterval(() => void look(), EVERY);
  timer.unref();
  void look();
  return {
    get current() {
      return jobs.find(({ id }) => id === current) ?? null;
    },
    get running() {
      const running = jobs.filter(({ state }) => state === 'running');
      return running.sort((a, b) => Number(b.id === current) - Number(a.id === current));
    },
    get donors() {
      return donors;
    },
    replays: null,
    async close() {
      clearInterval(timer);
      await Promise.allSettled(unsubscribe.map((end) => end()));
    },
  };
}
