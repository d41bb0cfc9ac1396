/** Round after round of the same problem, so that a booth never goes stale; or one round, whose result then stays. */
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Job, JobSpec } from '../peer/procedures.ts';

export interface RoundsOptions {
  readonly orchestrator: Pick<Orchestrator, 'current' | 'ended' | 'submit'>;
  readonly spec: JobSpec;
  /** Milliseconds between the end of a round and the next; null: one round only. */
  readonly pause: number | null;
  readonly ended: (job: Job) => void;
  /** The next round cannot begin (a full disk); it is tried again after another pause. */
  readonly failed: (error: unknown) => void;
}

/** Starts with the job that runs, which resume() has seen to. Returns what ends the rounds; the running job goes on. */
export function rounds({ orchestrator, spec, pause, ended, failed }: RoundsOptions): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const follow = async (job: Job): Promise<void> => {
    const result = await orchestrator.ended(job.id);
    if (stopped) return;
    ended(result);
    if (pause !== null) timer = setTimeout(next, pause, pause);
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
  const { current } = orchestrator;
  if (current) void follow(current);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
