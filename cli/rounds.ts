/** Round after round of the same problem, so that a booth never goes stale; or one round, whose result then stays. */
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Job, JobSpec } from '../peer/procedures.ts';

export interface RoundsOptions {
  readonly orchestrator: Orchestrator;
  readonly spec: JobSpec;
  /** Milliseconds between the end of a round and the next; null: one round only. */
  readonly pause: number | null;
  readonly ended: (job: Job) => void;
}

/** Starts with the job that runs, which resume() has seen to. Returns what ends the rounds; the running job goes on. */
export function rounds({ orchestrator, spec, pause, ended }: RoundsOptions): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const follow = async (job: Job): Promise<void> => {
    const result = await orchestrator.ended(job.id);
    if (stopped) return;
    ended(result);
    if (pause === null) return;
    timer = setTimeout(async () => follow(await orchestrator.submit(spec)), pause);
  };
  const { current } = orchestrator;
  if (current) void follow(current);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
