/** What a task brings along: a problem or a part of one, and states, packed or not. */
import { expect, test } from 'vitest';
import { kinds } from '../../anneal/kinds.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { ERRORS } from '../../peer/errors.ts';
import type { AnnealTask } from '../../peer/procedures.ts';
import { PROBLEM, type Problem, problemOf, quiet, TASK, threadOf } from './run-task.test-world.ts';
import { TaskRunner } from './run-task.ts';

test('asks for a problem once and keeps those of eight jobs', async () => {
  const runner = new TaskRunner(kinds, threadOf(0));
  const short = { ...TASK, moves: 10 };
  expect(await runner.run(short, null, quiet)).toEqual({ is: 'needs problem' });
  await runner.run(short, PROBLEM.bytes, quiet);
  expect(await runner.run(short, null, quiet)).toMatchObject({ is: 'answer' });
  const others = [2, 3, 4, 5, 6, 7, 8].map((seed) => problemOf(20, seed));
  for (const { hash, bytes } of others) await runner.run({ ...short, problem: hash }, bytes, quiet);
  expect(await runner.run(short, null, quiet)).toMatchObject({ is: 'answer' });
  const ninth = problemOf(20, 9);
  await runner.run({ ...short, problem: ninth.hash }, ninth.bytes, quiet);
  expect(await runner.run({ ...short, problem: others[0]!.hash }, null, quiet)).toEqual({
    is: 'needs problem',
  });
  expect(await runner.run(short, null, quiet)).toMatchObject({ is: 'answer' });
});

test('keeps no two problems that are large together', async () => {
  const runner = new TaskRunner(kinds, threadOf(0));
  const [first, second] = [1, 2].map((seed) => problemOf(130_000, seed)) as [Problem, Problem];
  // A part is ready at once; the whole of so many cities is not.
  const scope = tsp.parts!.divide(tsp.decode(first.bytes), null, 1).cut(40)!.scope;
  const short = { ...TASK, scope, moves: 10 };
  expect(first.bytes.length + second.bytes.length).toBeGreaterThan(4_000_000);
  for (const { hash, bytes } of [first, second])
    expect(await runner.run({ ...short, problem: hash }, bytes, quiet)).toMatchObject({ is: 'answer' });
  expect(await runner.run({ ...short, problem: first.hash }, null, quiet)).toEqual({ is: 'needs problem' });
  expect(await runner.run({ ...short, problem: second.hash }, null, quiet)).toMatchObject({ is: 'answer' });
});

test('a part of a problem needs the problem once, and is annealed as the kind does it', async () => {
  const problem = tsp.decode(PROBLEM.bytes);
  const division = tsp.parts!.divide(problem, null, 1)!;
  const { scope } = division.cut(40)!;
  const runner = new TaskRunner(kinds, threadOf(0));
  const task = { ...TASK, scope, moves: 500 };
  expect(await runner.run(task, null, quiet)).toEqual({ is: 'needs problem' });
  const first = await runner.run(task, PROBLEM.bytes, quiet);
  const again = await runner.run(task, null, quiet);
  const kernel = tsp.parts!.createKernel(problem, scope);
  kernel.start(task);
  kernel.run(500);
  expect(first).toEqual({ is: 'answer', answer: { task: 't', ...kernel.answer() } });
  expect(again).toEqual(first);
});

test('packed states are unpacked, and the answer is packed: the same tour', async () => {
  const problem = tsp.decode(PROBLEM.bytes);
  const pack = (state: Uint8Array) => tsp.packing!.pack(problem, state);
  const run = async (task: AnnealTask) => {
    const reply = await new TaskRunner(kinds, threadOf(0)).run(task, PROBLEM.bytes, quiet);
    if (reply.is !== 'answer') throw new Error(`it answered ${reply.is}`);
    return reply.answer;
  };
  const [state, mate] = [(await run(TASK)).state, (await run({ ...TASK, seed: 2 })).state];
  const plain = await run({ ...TASK, state, mates: [mate], moves: 500 });
  const packed = await run({ ...TASK, state: pack(state), mates: [pack(mate)], moves: 500, packed: true });
  expect(packed).toEqual({ ...plain, state: pack(plain.state), packed: true });
  const quickly = (of: Uint8Array) => tsp.packing!.packQuick(problem, of);
  const sent = { ...TASK, state: quickly(state), mates: [pack(mate)], moves: 500, packed: true };
  const quick = await run({ ...sent, quick: true });
  expect(quick).toEqual({ ...plain, state: quickly(plain.state), packed: true });
});

test('a large state is answered beside those of its task, where the task says so', async () => {
  const large = problemOf(5_000, 3);
  const problem = tsp.decode(large.bytes);
  const runner = new TaskRunner(kinds, threadOf(0));
  const run = async (task: AnnealTask) => {
    const reply = await runner.run({ ...task, problem: large.hash, moves: 500 }, large.bytes, quiet);
    if (reply.is !== 'answer') throw new Error(`it answered ${reply.is}`);
    return reply.answer;
  };
  const { state } = await run(TASK);
  const { state: mate } = await run({ ...TASK, seed: 2 });
  const plain = await run({ ...TASK, state, mates: [mate] });
  const { pack, unpack } = tsp.packing!;
  const sent = {
    ...TASK,
    state: pack(problem, state),
    mates: [pack(problem, mate, [state])],
    packed: true,
  };
  const alone = await run({ ...sent, beside: false });
  expect(unpack(problem, alone.state).state).toEqual(plain.state);
  const beside = await run({ ...sent, beside: true });
  expect(unpack(problem, beside.state, [state, mate]).state).toEqual(plain.state);
  expect(beside.state.length).toBeLessThan(alone.state.length / 2);
});

test('packed states of a part, and bytes that are no packed state, are the input’s fault', async () => {
  const { scope } = tsp.parts!.divide(tsp.decode(PROBLEM.bytes), null, 1).cut(40)!;
  const part = { ...TASK, scope, packed: true };
  const runner = new TaskRunner(kinds, threadOf(0));
  expect(await runner.run(part, PROBLEM.bytes, quiet)).toMatchObject({
    is: 'error',
    uri: ERRORS.invalidInput,
  });
  const noise = { ...TASK, state: Uint8Array.from([9]), packed: true };
  expect(await runner.run(noise, PROBLEM.bytes, quiet)).toMatchObject({
    is: 'error',
    uri: ERRORS.invalidInput,
  });
});
