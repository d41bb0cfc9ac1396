import type { Live } from '../controllers/live-job.ts';
import type { LiveStore } from '../controllers/live-store.ts';
import type { Standing } from '../controllers/standing.ts';
import { type RunSeries, runSeries } from '../drawing/run-series.ts';

/** The curves of the job that is shown, as far as it has run; null where there is none. */
export function liveRun(store: LiveStore<Live>, now: Standing): RunSeries | null {
  const job = store.get('job');
  if (!job) return null;
  return runSeries({
    history: store.get('history') ?? [],
    cooling: job.cooling ?? [],
    elapsed: now.elapsed,
    heat: now.stats?.heat ?? 1,
    budget: job.budget,
    reference: job.reference?.energy ?? null,
  });
}
