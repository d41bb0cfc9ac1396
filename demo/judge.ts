/** Computes tasks again in this very worker, in slices, between which it hears its messages. */
import type { ProblemKind } from '../anneal/kind.ts';
import type { Judge } from '../orchestrator/claim.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import { TaskRunner } from '../worker/kernel/run-task.ts';

export function openJudge(kinds: ReadonlyMap<string, ProblemKind<unknown>>): Judge {
  const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));
  const runner = new TaskRunner(kinds, { now: () => performance.now(), breathe });
  return async (task, problem, signal) => {
    const reply = await runner.run(task, problem, { stopped: () => signal.aborted, onMoves: () => {} });
    if (reply.is === 'answer') return reply.answer;
    if (reply.is === 'error') throw new WampError(reply.uri, reply.message);
    throw new WampError(ERRORS.problemUnavailable, 'the judge was given no problem');
  };
}
