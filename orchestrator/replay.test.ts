/** A whole claim, computed again: what holds, what does not, and what a file may say that is no result. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean } from '../anneal/tsp/problem.ts';
import type { Proof, ProofStep, TaskStep } from '../peer/proof.ts';
import { Provenance } from './provenance.ts';
import { seededRandom } from './random.ts';
import { replayResult } from './replay.ts';
import { type Result, readResult, writeResult } from './result-file.ts';
import type { Point } from './strategy.ts';

const random = seededRandom(4);
const xy = Float64Array.from({ length: 160 }, () => random() % 1_000);
const problem = tsp.encode(euclidean(xy, 'nearest'));
const kernel = tsp.createKernel(tsp.decode(problem));
const quiet = { onMoves: () => {} };
const replay = (result: Result) => replayResult(tsp as never, result, quiet);

/** Some tasks one after the other, each stopped early, as a strategy and its job record them. */
function result(tasks: number, start: Point | null = null): Result {
  const it = new Provenance();
  if (start) it.given(start);
  let at: Point | null = start;
  for (let seed = 0; seed < tasks; seed++) {
    const task = {
      scope: null,
      state: at?.state ?? null,
      mates: [],
      seed,
      schedule: { from: 3_000, to: 500 },
      moves: 400,
    };
    kernel.start(task);
    kernel.run(50 + 10 * (seed % 5));
    const answer = kernel.answer();
    it.answered(task, answer, 'Ada');
    at = { state: answer.state, energy: answer.energy };
  }
  const steps = it.proof(at!);
  const { proof } = readResult(
    writeResult({
      title: 'x',
      problem,
      best: { ...at!, by: 'Ada' },
      proof: { kind: tsp.name, kernel: tsp.kernelVersion, problem: '', steps },
    }),
  );
  return { title: '80 cities', problem, best: { ...at!, by: 'Ada' }, proof };
}

const withSteps = (of: Result, change: (steps: ProofStep[]) => ProofStep[]): Result => ({
  ...of,
  proof: { ...of.proof, steps: change([...of.proof.steps]) } satisfies Proof,
});

describe('a claim', () => {
  test('of a chain from the kernel’s own start holds, whole', () => {
    const verdict = replay(result(5));
    expect(verdict).toMatchObject({ holds: true, isWhole: true, behind: 0, why: null });
    expect(verdict.steps.map(({ outcome }) => outcome)).toEqual(Array(5).fill('same'));
    expect(verdict.moves).toBe(50 + 60 + 70 + 80 + 90);
  });

  test('of a long chain holds, from a given tour on', () => {
    const verdict = replay(result(140));
    expect(verdict).toMatchObject({ holds: true, isWhole: false, behind: 64 });
    expect(verdict.steps[0]).toMatchObject({ is: 'given', outcome: 'taken' });
  });

  test('of chains that mated holds, and fails with other mates', () => {
    const it = new Provenance();
    const ends: Point[] = [];
    const done = (task: Parameters<Provenance['answered']>[0]) => {
      kernel.start(task);
      kernel.run(20);
      const answer = kernel.answer();
      it.answered(task, answer, 'Ada');
      ends.push(answer);
    };
    const bare = { scope: null, mates: [], schedule: { from: 0, to: 0 }, moves: 20 };
    for (let seed = 0; seed < 3; seed++) done({ ...bare, seed, state: null });
    const [first, ...others] = ends.map(({ state }) => state);
    done({ ...bare, seed: 3, state: first!, mates: others });
    done({ ...bare, seed: 4, state: null, mates: [ends[3]!.state, first!] });
    const best = ends[4]!;
    const steps = it.proof(best);
    const proof = { kind: tsp.name, kernel: tsp.kernelVersion, problem: '', steps };
    const mated = readResult(writeResult({ title: 'x', problem, best: { ...best, by: 'Ada' }, proof }));
    expect(replay(mated)).toMatchObject({ holds: true, isWhole: true });
    const wrong = withSteps(mated, (all) =>
      all.map((step, i) => (i === all.length - 1 ? { ...step, mates: [] } : step) as ProofStep),
    );
    expect(replay(wrong)).toMatchObject({
      holds: false,
      why: expect.stringMatching(/^step 5: the kernel gives/),
    });
  });

  test('on a start that somebody gave is whole', () => {
    const start = result(3).best;
    expect(replay(result(2, start))).toMatchObject({ holds: true, isWhole: true });
  });

  const claim = result(4);
  const last = claim.proof.steps.at(-1) as TaskStep;
  test.each<[string, Result]>([
    ['another energy', { ...claim, best: { ...claim.best, energy: claim.best.energy - 1 } }],
    ['another tour', { ...claim, best: { ...result(3).best, by: 'Ada' } }],
    ['no tour', { ...claim, best: { ...claim.best, state: new Uint8Array(160) } }],
    ['no steps', withSteps(claim, () => [])],
    [
      'other moves than were done',
      withSteps(claim, (steps) => [...steps.slice(0, -1), { ...last, until: 5 }]),
    ],
    ['moves beyond the task', withSteps(claim, (steps) => [...steps.slice(0, -1), { ...last, until: 401 }])],
    ['another seed', withSteps(claim, (steps) => [...steps.slice(0, -1), { ...last, seed: 77 }])],
    [
      'a lie in the middle',
      withSteps(claim, ([first, second, ...rest]) => [first!, { ...(second as TaskStep), seed: 9 }, ...rest]),
    ],
    ['a step that names itself', withSteps(claim, (steps) => [...steps.slice(0, -1), { ...last, from: 3 }])],
  ])('of %s does not hold', (_, false_) => {
    const verdict = replay(false_);
    expect(verdict.holds).toBe(false);
    expect(verdict.why).not.toBeNull();
  });

  test('that differs in the tour only says so', () => {
    const told = withSteps(claim, ([first, ...rest]) => [
      { ...(first as TaskStep), state: 'ab'.repeat(32) },
      ...rest,
    ]);
    expect(replay(told).why).toMatch(/^step 1: the kernel gives another state of the energy \d+$/);
  });
});

describe('the file', () => {
  test('gives back what was written', () => {
    const claim = result(140);
    expect(readResult(writeResult(claim))).toEqual(claim);
  });

  test('of a step that nobody can compute again is refused', () => {
    const claim = result(2);
    const { state, energy } = claim.proof.steps[1] as TaskStep;
    const merge = { is: 'merge', from: [], seed: 1, state, energy } as unknown as ProofStep;
    const file = writeResult(withSteps(claim, () => [merge]));
    expect(() => readResult(file)).toThrow('must be a step: given, task or splice');
  });

  test.each([
    ['moves', 1e12, 'the result.steps[1].moves must be an integer in 1..10000000000'],
    ['until', 1e12, 'the result.steps[1].until must be an integer in 1..10000000000'],
    ['until', 401, 'the result.steps[1].until must be at most 400, and is 401'],
  ])('of a task with %s %d is refused before anything is computed', (field, value, says) => {
    const claim = result(2);
    const [first, second] = claim.proof.steps as TaskStep[];
    const file = writeResult(withSteps(claim, () => [first!, { ...second!, [field]: value }]));
    expect(() => readResult(file)).toThrow(says);
  });

  test('of nonsense is refused, with the place', () => {
    expect(() => readResult('nonsense')).toThrow('it is no JSON');
    expect(() => readResult('{"lehr": "result/2"}')).toThrow('the result.title must be a string');
    const file = writeResult(result(2));
    expect(() => readResult(file.replace('result/1', 'result/9'))).toThrow('of the format "result/9"');
    expect(() => readResult(file.replace('"until":60', '"until":0'))).toThrow('the result.steps[1]');
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.string({ maxLength: 3 }), (at, put) => {
        const broken = file.slice(0, at) + put + file.slice(at + put.length);
        try {
          readResult(broken);
        } catch (error) {
          expect((error as Error).name).toBe('ProblemError');
        }
      }),
    );
  });
});

test('a process that starts anew goes on with what was known of the best', () => {
  const claim = result(5);
  const it = new Provenance();
  it.restore(claim.proof.steps, claim.best);
  expect(it.proof(claim.best)).toEqual(claim.proof.steps);
  const another = new Provenance();
  another.restore(claim.proof.steps.slice(0, -1), claim.best);
  expect(another.proof(claim.best)).toMatchObject([{ is: 'given', energy: claim.best.energy }]);
});
