/** Round after round of the same problem, so that a booth never goes stale; or one round, whose result then stays. */

import type { Job, JobSpec } from '../peer/procedures.ts';
import type { Orchestrator } from './orchestrator.ts';

export interface RoundsOptions {
  readonly orchestrator: Pick<Orchestrator, 'ended' | 'submit'>;
  /** The first round, which resume() has seen to. */
  readonly first: Job;
  readonly spec: JobSpec;
  /** Milliseconds between the end of a round and the next; null: one round only. */
  readonly pause: number | null;
  readonly ended: (job: Job) => void;
  /** The next round cannot begin (a full disk); it is tried again after another pause. */
  readonly failed: (error: unknown) => void;
}

/** One that was cancelled; one that had reached its target before anybody did anything, as every other would. */
export function isLastRound({ state, ended, stats }: Job): boolean {
  return state === 'cancelled' || (ended === 'target' && stats.tasks === 0);
}

/** See isLastRound for what ends them. Returns what ends the rounds; the running job goes on. */
export function rounds({ orchestrator, first, spec, pause, ended, failed }: RoundsOptions): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = async (job: Job): Promise<void> => {
    const result = await orchestrator.ended(job.id);
    if (stopped) return;
    ended(result);
    if (pause !== null && !isLastRound(result)) timer = setTimeout(next, pause, pause);
  };
  const next = async (again: number): Promise<void> => {
    try {
      void follow(await orchestrator.submit(spec, true));
    } catch (error) {
      if (stopped) return;
      failed(error);
      timer = setTimeout(next, again, again);
    }
  };
  void follow(first);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
