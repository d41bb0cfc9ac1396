import { describe, expect, test } from 'vitest';
import { kinds } from '../../anneal/kinds.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { ERRORS } from '../../peer/errors.ts';
import { PROBLEM, quiet, TASK, threadOf } from './run-task.test-world.ts';
import { TaskRunner, type Thread } from './run-task.ts';

describe('a task in slices', () => {
  test('gives the same answer on a fast and on a slow machine, bit for bit', async () => {
    const fast = await new TaskRunner(kinds, threadOf(0)).run(TASK, PROBLEM.bytes, quiet);
    const slowThread = threadOf(200);
    const slow = await new TaskRunner(kinds, slowThread).run(TASK, PROBLEM.bytes, quiet);
    expect(fast).toEqual(slow);
    expect(slowThread.breaths).toBeGreaterThan(100);
    expect(fast).toMatchObject({ is: 'answer', answer: { task: 't', moves: 20_000 } });
  });

  test('stops at the soft limit and names the moves done; their replay gives the same answer', async () => {
    const hurried = await new TaskRunner(kinds, threadOf(10)).run(
      { ...TASK, millis: 30 },
      PROBLEM.bytes,
      quiet,
    );
    if (hurried.is !== 'answer') throw new Error(`it answered ${hurried.is}`);
    expect(hurried.answer.moves).toBeGreaterThan(0);
    expect(hurried.answer.moves).toBeLessThan(TASK.moves);
    const kernel = tsp.createKernel(tsp.decode(PROBLEM.bytes));
    kernel.start(TASK);
    kernel.run(hurried.answer.moves);
    expect({ task: 't', ...kernel.answer() }).toEqual(hurried.answer);
    expect(tsp.energy(tsp.decode(PROBLEM.bytes), hurried.answer.state)).toBe(hurried.answer.energy);
  });

  test('a replay stops at exactly its move, on the schedule of the whole, and gives the same bytes', async () => {
    const hurried = await new TaskRunner(kinds, threadOf(10)).run(
      { ...TASK, millis: 30 },
      PROBLEM.bytes,
      quiet,
    );
    if (hurried.is !== 'answer') throw new Error(`it answered ${hurried.is}`);
    const replay = { ...TASK, until: hurried.answer.moves };
    expect(await new TaskRunner(kinds, threadOf(0)).run(replay, PROBLEM.bytes, quiet)).toEqual(hurried);
    expect(await new TaskRunner(kinds, threadOf(3)).run(replay, PROBLEM.bytes, quiet)).toEqual(hurried);
    const beyond = { ...TASK, until: TASK.moves + 1 };
    expect(await new TaskRunner(kinds, threadOf(0)).run(beyond, PROBLEM.bytes, quiet)).toMatchObject({
      is: 'error',
      uri: ERRORS.invalidInput,
    });
  });

  test('a replay that does not get there in time names the moves it did', async () => {
    const late = await new TaskRunner(kinds, threadOf(10)).run(
      { ...TASK, until: TASK.moves - 1, millis: 30 },
      PROBLEM.bytes,
      quiet,
    );
    expect(late).toMatchObject({ is: 'answer' });
    if (late.is === 'answer') expect(late.answer.moves).toBeLessThan(TASK.moves - 1);
  });

  test('tells the moves of each slice, and all of them', async () => {
    const told: number[] = [];
    await new TaskRunner(kinds, threadOf(10)).run(TASK, PROBLEM.bytes, {
      stopped: () => false,
      onMoves: (moves) => told.push(moves),
    });
    expect(told.length).toBeGreaterThan(1);
    expect(told.reduce((sum, moves) => sum + moves)).toBe(TASK.moves);
  });

  test('slices become shorter where the machine is slow', async () => {
    const told: number[] = [];
    await new TaskRunner(kinds, threadOf(200)).run(TASK, PROBLEM.bytes, {
      stopped: () => false,
      onMoves: (moves) => told.push(moves),
    });
    expect(told[1]).toBeLessThan(told[0]! / 5);
  });

  test('stops within a slice when it is told to', async () => {
    let slices = 0;
    const reply = await new TaskRunner(kinds, threadOf(10)).run(TASK, PROBLEM.bytes, {
      stopped: () => slices >= 2,
      onMoves: () => {
        slices += 1;
      },
    });
    expect(reply).toMatchObject({ is: 'error', uri: ERRORS.stopped });
    expect(slices).toBe(2);
  });

  test('with a quarter of the time it rests three times as long as it works, and kernel time ends it', async () => {
    // A machine of 20 moves a millisecond, whose timers run 2 ms long.
    let time = 0;
    const createKernel: typeof tsp.createKernel = (problem) => {
      const kernel = tsp.createKernel(problem);
      return {
        start: (task) => kernel.start(task),
        run(moves) {
          time += moves / 20;
          return kernel.run(moves);
        },
        answer: () => kernel.answer(),
      };
    };
    const thread: Thread = {
      now: () => time,
      breathe: async () => {},
      async rest(millis) {
        time += Math.ceil(millis) + 2;
      },
    };
    const { kernelSteps: _, ...plain } = tsp;
    const slow = new Map([['tsp', { ...plain, createKernel }]]) as unknown as typeof kinds;
    const runner = new TaskRunner(slow, thread);
    runner.rhythm.share = 0.25;
    let busy = 0;
    const hooks = {
      stopped: () => false,
      onMoves: (_: number, took: number) => {
        expect(took).toBeLessThan(50);
        busy += took;
      },
    };
    const task = { ...TASK, moves: 1_000_000, millis: 2000 };
    const reply = await runner.run(task, PROBLEM.bytes, hooks);
    expect(busy).toBeGreaterThanOrEqual(2000);
    expect(busy).toBeLessThan(2050);
    // What may be caught up at first (100 ms), and the last slice, for which the next task rests.
    expect(time).toBeGreaterThan(4 * busy - 100 - 3 * 20 - 10);
    expect(time).toBeLessThan(4 * busy + 10);
    if (reply.is !== 'answer') throw new Error(`it answered ${reply.is}`);
    const replay = { ...task, until: reply.answer.moves, millis: 10_000_000 };
    expect(await new TaskRunner(kinds, threadOf(0)).run(replay, PROBLEM.bytes, quiet)).toEqual(reply);
  });

  test('is stopped in the middle of a rest', async () => {
    let stopped = false;
    const thread: Thread = {
      ...threadOf(100),
      async rest() {
        stopped = true;
      },
    };
    const runner = new TaskRunner(kinds, thread);
    runner.rhythm.share = 0.1;
    const hooks = { stopped: () => stopped, onMoves: () => {} };
    const reply = await runner.run(TASK, PROBLEM.bytes, hooks);
    expect(reply).toMatchObject({ is: 'error', uri: ERRORS.stopped });
  });

  test('another kernel version is refused', async () => {
    const reply = await new TaskRunner(kinds, threadOf(0)).run(
      { ...TASK, kernel: 'tsp/0' },
      PROBLEM.bytes,
      quiet,
    );
    expect(reply).toMatchObject({ is: 'error', uri: ERRORS.kernelUnknown });
  });

  test.each([
    ['a problem of nonsense', { problem: 'x' }, new Uint8Array([1, 2, 3])],
    ['a part of nonsense', { scope: new Uint8Array([1, 2, 3]) }, PROBLEM.bytes],
    ['a tour that is no permutation', { state: new Uint8Array(120) }, PROBLEM.bytes],
  ])('%s is the input’s fault', async (_name, fault, bytes) => {
    const reply = await new TaskRunner(kinds, threadOf(0)).run({ ...TASK, ...fault }, bytes, quiet);
    expect(reply).toMatchObject({ is: 'error', uri: ERRORS.invalidInput });
  });
});
