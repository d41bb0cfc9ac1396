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

  test('stopped again and again while its problem is made ready, it goes on where it was', async () => {
    const large = problemOf(20_000, 1);
    // With a state a task has little to do for itself: nearly all is the kernel.
    const state = Uint8Array.from({ length: 40_000 }, (_, i) => (i % 2 === 0 ? (i >> 1) & 255 : i >> 9));
    const task = { ...TASK, problem: large.hash, state, moves: 10 };
    const whole = threadOf(10);
    const expected = await new TaskRunner(kinds, whole).run(task, large.bytes, quiet);
    const thread = threadOf(10);
    const runner = new TaskRunner(kinds, thread);
    const most = Math.ceil(0.6 * whole.breaths);
    let stop = 0;
    const hooks = { stopped: () => thread.breaths >= stop, onMoves: () => {} };
    let reply: Awaited<ReturnType<TaskRunner['run']>>;
    let rounds = 0;
    do {
      stop = thread.breaths + most;
      reply = await runner.run(task, large.bytes, hooks);
      rounds += 1;
    } while (reply.is === 'error' && rounds < 10);
    expect(rounds).toBeGreaterThan(1);
    expect(reply).toEqual(expected);
  });

  test('at a quarter of the time a problem is made ready as fast as at all of it, and rested for afterwards, at most a second', async () => {
    const large = problemOf(20_000, 1);
    const task = { ...TASK, problem: large.hash, moves: 10 };
    const timeAt = async (share: number) => {
      let rested = 0;
      const thread: Thread = {
        ...threadOf(10),
        async rest(millis) {
          rested += millis;
        },
      };
      const runner = new TaskRunner(kinds, thread);
      runner.rhythm.share = share;
      await runner.run(task, large.bytes, quiet);
      // What is owed now, the next task rests for.
      return { rested, owed: runner.rhythm.rest(thread.now()) };
    };
    expect(await timeAt(1)).toEqual({ rested: 0, owed: 0 });
    const { rested, owed } = await timeAt(0.25);
    expect(rested).toBe(0);
    expect(owed).toBeGreaterThan(500);
    expect(owed).toBeLessThanOrEqual(1_000);
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
