import { afterEach, describe, expect, test, vi } from 'vitest';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';
import { annealTask } from './anneal-task.test-world.ts';
import type { KernelHandle } from './kernel-handle.ts';
import { KernelPool } from './kernel-pool.ts';

const BYTES = new Uint8Array();
const never = new AbortController().signal;

const taskOf = (task: string) => annealTask({ task, millis: 1000 });

/** A kernel whose thread is the test: it answers when told, or never. */
class HandKernel implements KernelHandle {
  discarded = false;
  task: string | null = null;
  signal = never;
  part = 0;
  #settle: { resolve(answer: AnnealAnswer): void; reject(error: unknown): void } | null = null;

  run(task: AnnealTask, _problem: Uint8Array, signal: AbortSignal): Promise<AnnealAnswer> {
    if (this.#settle) throw new Error('run was called twice at once');
    this.task = task.task;
    this.signal = signal;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  answer(): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.resolve({ task: this.task ?? '', state: BYTES, energy: 0, moves: 1 });
  }

  fail(error: unknown): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.reject(error);
  }

  discard(): void {
    this.discarded = true;
  }

  share(part: number): void {
    this.part = part;
  }
}

function poolOf(count: number) {
  const pool = new KernelPool(() => {});
  const kernels = Array.from({ length: count }, () => new HandKernel());
  for (const kernel of kernels) pool.add(kernel);
  return { pool, kernels };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the pool of kernels', () => {
  test('each task goes to an idle kernel, and the next in line to the one that is idle first', async () => {
    const { pool, kernels } = poolOf(2);
    const runs = ['a', 'b', 'c'].map((name) => pool.run(taskOf(name), BYTES, { signal: never }));
    expect(kernels.map(({ task }) => task)).toEqual(['a', 'b']);
    expect(pool.running).toBe(2);
    kernels[1]!.answer();
    expect((await runs[1])?.task).toBe('b');
    await vi.waitFor(() => expect(kernels[1]!.task).toBe('c'));
    kernels[0]!.answer();
    kernels[1]!.answer();
    expect((await Promise.all(runs)).map((answer) => answer?.task)).toEqual(['a', 'b', 'c']);
  });

  test('a kernel that goes ends its task at once, whatever its thread says later', async () => {
    const { pool, kernels } = poolOf(2);
    const run = pool.run(taskOf('a'), BYTES, { signal: never });
    pool.remove(kernels[0]!, 'its tab was closed');
    await expect(run).rejects.toMatchObject({ uri: ERRORS.kernelLost, message: 'its tab was closed' });
    kernels[0]!.answer();
    expect(pool.size).toBe(1);
    expect(pool.running).toBe(0);
  });

  test('tasks that wait end when the last kernel goes', async () => {
    const { pool, kernels } = poolOf(1);
    const runs = ['a', 'b'].map((name) => pool.run(taskOf(name), BYTES, { signal: never }));
    pool.remove(kernels[0]!, 'gone');
    for (const run of runs) await expect(run).rejects.toMatchObject({ uri: ERRORS.kernelLost });
  });

  test('a task without any kernel is refused', async () => {
    await expect(poolOf(0).pool.run(taskOf('a'), BYTES, { signal: never })).rejects.toMatchObject({
      uri: ERRORS.busy,
    });
  });

  test('a task called back ends at once; its kernel gets the next when its thread has stopped', async () => {
    const { pool, kernels } = poolOf(1);
    const abort = new AbortController();
    const first = pool.run(taskOf('a'), BYTES, { signal: abort.signal });
    const second = pool.run(taskOf('b'), BYTES, { signal: never });
    abort.abort();
    await expect(first).rejects.toMatchObject({ uri: ERRORS.canceled });
    expect(kernels[0]!.signal.aborted).toBe(true);
    expect(kernels[0]!.task).toBe('a');
    kernels[0]!.fail(new WampError(ERRORS.stopped, 'stopped'));
    await vi.waitFor(() => expect(kernels[0]!.task).toBe('b'));
    kernels[0]!.answer();
    expect((await second).task).toBe('b');
  });

  test('a waiting task that is called back never starts', async () => {
    const { pool, kernels } = poolOf(1);
    const abort = new AbortController();
    const first = pool.run(taskOf('a'), BYTES, { signal: never });
    const second = pool.run(taskOf('b'), BYTES, { signal: abort.signal });
    abort.abort();
    await expect(second).rejects.toMatchObject({ uri: ERRORS.canceled });
    kernels[0]!.answer();
    await first;
    expect(kernels[0]!.task).toBe('a');
  });

  test('a dead thread costs its task no more than the deadline, and is discarded', async () => {
    vi.useFakeTimers();
    const { pool, kernels } = poolOf(1);
    const run = pool.run(taskOf('a'), BYTES, { signal: never });
    vi.advanceTimersToNextTimer();
    await expect(run).rejects.toMatchObject({ uri: ERRORS.kernelLost });
    expect(kernels[0]!.discarded).toBe(true);
    expect(pool.size).toBe(0);
  });

  test('says that a task is about to end so long before its time as it is asked to, and of a replay never', () => {
    vi.useFakeTimers();
    const { pool } = poolOf(2);
    const told: string[] = [];
    const termsOf = (name: string) => ({
      signal: never,
      ending: { before: () => 300, tell: () => void told.push(name) },
    });
    void pool.run(taskOf('a'), BYTES, termsOf('a'));
    void pool.run({ ...taskOf('b'), until: 5 }, BYTES, termsOf('b'));
    vi.advanceTimersByTime(699);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['a']);
    vi.advanceTimersByTime(5_000);
    expect(told).toEqual(['a']);
  });

  test('who has a task at hand already asks for none, and for as many as there are kernels about to be free', async () => {
    vi.useFakeTimers();
    const { pool, kernels } = poolOf(2);
    const told: string[] = [];
    const run = (task: string, millis: number) =>
      pool.run({ ...taskOf(task), millis }, BYTES, {
        signal: never,
        ending: { before: () => 300, tell: () => void told.push(task) },
      });
    const first = run('a', 1000);
    void run('b', 1100);
    void run('at hand', 1000);
    vi.advanceTimersByTime(700);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(told).toEqual(['b']);
    // The one at hand is begun; with none left it asks again.
    kernels[0]!.answer();
    await first;
    await vi.advanceTimersByTimeAsync(700);
    expect(kernels[0]!.task).toBe('at hand');
    expect(told).toEqual(['b', 'at hand']);
  });

  test('an answer says how long its task lay here, or the kernel had stood still for it', async () => {
    vi.useFakeTimers();
    const { pool, kernels } = poolOf(1);
    const run = (task: string) => pool.run(taskOf(task), BYTES, { signal: never });
    vi.advanceTimersByTime(40);
    const late = run('late');
    vi.advanceTimersByTime(900);
    const early = run('early');
    vi.advanceTimersByTime(100);
    kernels[0]!.answer();
    expect((await late).lead).toBe(-40);
    await vi.advanceTimersByTimeAsync(1_000);
    kernels[0]!.answer();
    expect((await early).lead).toBe(100);
  });

  test('a task that ended is not said to be about to', async () => {
    vi.useFakeTimers();
    const { pool, kernels } = poolOf(1);
    const tell = vi.fn();
    const run = pool.run(taskOf('a'), BYTES, { signal: never, ending: { before: () => 300, tell } });
    kernels[0]!.answer();
    await run;
    vi.advanceTimersByTime(5_000);
    expect(tell).not.toHaveBeenCalled();
  });

  test('who works a quarter of the time has four times as long for a task', async () => {
    vi.useFakeTimers();
    const { pool, kernels } = poolOf(1);
    pool.share(0.25);
    expect(kernels[0]!.part).toBe(0.25);
    const tell = vi.fn();
    const run = pool.run(taskOf('a'), BYTES, { signal: never, ending: { before: () => 300, tell } });
    run.catch(() => {});
    vi.advanceTimersByTime(3_699);
    expect(tell).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(tell).toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(23_000);
    kernels[0]!.answer();
    expect((await run).task).toBe('a');
    const late = new HandKernel();
    pool.add(late);
    expect(late.part).toBe(0.25);
  });

  test('a kernel that fails a task keeps its place', async () => {
    const { pool, kernels } = poolOf(1);
    const run = pool.run(taskOf('a'), BYTES, { signal: never });
    kernels[0]!.fail(new WampError(ERRORS.invalidInput, 'no permutation'));
    await expect(run).rejects.toMatchObject({ uri: ERRORS.invalidInput });
    await vi.waitFor(() => expect(pool.running).toBe(0));
    expect(pool.size).toBe(1);
  });

  test('close ends everything', async () => {
    const { pool } = poolOf(1);
    const runs = ['a', 'b'].map((name) => pool.run(taskOf(name), BYTES, { signal: never }));
    pool.close();
    for (const run of runs) await expect(run).rejects.toMatchObject({ uri: ERRORS.stopped });
    expect(pool.size).toBe(0);
  });
});
