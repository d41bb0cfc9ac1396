/** How long a kernel's thread is deaf: what its turns hold, on clocks of the test's own. */
import { describe, expect, test } from 'vitest';
import { kinds } from '../../anneal/kinds.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { ERRORS } from '../../peer/errors.ts';
import { PROBLEM, problemOf, quiet, TASK, threadOf } from './run-task.test-world.ts';
import { TaskRunner, type Thread } from './run-task.ts';

describe('a task', () => {
  test('is stopped while a large problem is made ready, and takes up the next task anew', async () => {
    const large = problemOf(20_000, 1);
    const task = { ...TASK, problem: large.hash, moves: 10 };
    // Each look at the clock finds a step's time passed: every step is a turn.
    const thread = threadOf(10);
    const runner = new TaskRunner(kinds, thread);
    let moved = 0;
    const onMoves = () => {
      moved += 1;
    };
    const reply = await runner.run(task, large.bytes, { stopped: () => thread.breaths >= 50, onMoves });
    expect(reply).toMatchObject({ is: 'error', uri: ERRORS.stopped });
    expect(thread.breaths).toBe(50);
    expect(moved).toBe(0);
    const again = await runner.run(task, null, quiet);
    expect(again).toEqual(await new TaskRunner(kinds, threadOf(0)).run(task, large.bytes, quiet));
  });

  test('moves that become ten times as slow make no slice much longer', async () => {
    let time = 0;
    let done = 0;
    const createKernel: typeof tsp.createKernel = (problem) => {
      const kernel = tsp.createKernel(problem);
      return {
        start: (task) => kernel.start(task),
        run(moves) {
          const before = done;
          done = kernel.run(moves);
          time += (done - before) * (done > 5_000 ? 0.1 : 0.01);
          return done;
        },
        answer: () => kernel.answer(),
      };
    };
    const { kernelSteps: _, ...plain } = tsp;
    const slow = new Map([['tsp', { ...plain, createKernel }]]) as unknown as typeof kinds;
    const thread: Thread = { now: () => time, breathe: async () => {} };
    let longest = 0;
    const hooks = {
      stopped: () => false,
      onMoves: (_: number, took: number) => {
        longest = Math.max(longest, took);
      },
    };
    await new TaskRunner(slow, thread).run(TASK, PROBLEM.bytes, hooks);
    expect(done).toBe(TASK.moves);
    expect(longest).toBeGreaterThan(15);
    expect(longest).toBeLessThan(30);
  });
});
