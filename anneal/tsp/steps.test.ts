/**
 * Everything a kernel's thread does for a large problem is cut into steps. What a step does is counted, not timed: edges
 * measured, neighbours looked for, and numbers sorted by the engine at one go.
 */
import { expect, test } from 'vitest';
import type { Kernel, KernelTask } from '../kind.ts';
import { Random } from '../random.ts';
import type { Steps } from '../steps.ts';
import { tspClassic } from './classic-kind.ts';
import { Distance } from './distance.ts';
import { KdTree } from './kd-tree.ts';
import { tsp } from './kind.ts';
import { euclidean, greatCircle, matrix, type TspProblem } from './problem.ts';

const CITIES = 20_000;
/** A step may measure a tour, or try a fixed number of moves; lists, keys and records are six to eight edges a city, and are cut. */
const MOST = { edges: 2 * CITIES, neighbours: 500, sorted: 16_384 };

const work = { edges: 0, neighbours: 0, sorted: 0 };

/** Counts every call of a method while `run` runs. */
function counting<Name extends string>(
  type: { readonly prototype: Record<Name, unknown> },
  name: Name,
  note: (self: never) => void,
  run: () => void,
): void {
  const method = type.prototype[name] as (...args: unknown[]) => unknown;
  type.prototype[name] = function counted(this: never, ...args: unknown[]) {
    note(this);
    return method.apply(this, args);
  };
  try {
    run();
  } finally {
    type.prototype[name] = method;
  }
}

/** Takes the steps to their end, each within what a step may do; what they come to, and how many they were. */
function bounded<Result>(steps: Steps<Result>): { readonly result: Result; readonly taken: number } {
  let taken = 0;
  let end: { readonly result: Result } | null = null;
  const run = () => {
    while (end === null) {
      Object.assign(work, { edges: 0, neighbours: 0, sorted: 0 });
      const step = steps.next();
      taken++;
      expect(work.edges).toBeLessThanOrEqual(MOST.edges);
      expect(work.neighbours).toBeLessThanOrEqual(MOST.neighbours);
      expect(work.sorted).toBeLessThanOrEqual(MOST.sorted);
      if (step.done) end = { result: step.value };
    }
  };
  counting(
    Distance as never,
    'between',
    () => work.edges++,
    () =>
      counting(
        KdTree as never,
        'nearest',
        () => work.neighbours++,
        () =>
          counting(
            Float64Array as never,
            'sort',
            (keys: Float64Array) => {
              work.sorted = Math.max(work.sorted, keys.length);
            },
            run,
          ),
      ),
  );
  return { result: end!.result, taken };
}

function below(count: number, bound: number): Float64Array {
  const random = new Random();
  random.seed(1);
  return Float64Array.from({ length: count }, () => random.below(bound));
}

const TASK: KernelTask = { seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: 60 };

function answerOf(kernel: Kernel) {
  kernel.run(TASK.moves);
  return kernel.answer();
}

const plane = () => euclidean(below(2 * CITIES, 1_000_000), 'nearest');

test('the kernel of a large problem is made, and its tasks begin, in bounded steps, and answer as at one go', () => {
  const direct = tsp.createKernel(plane());
  const made = bounded(tsp.kernelSteps!(plane()));
  expect(made.taken).toBeGreaterThan(200);
  const kernel = made.result;
  expect(bounded(kernel.begin!(TASK)).taken).toBeGreaterThan(200);
  direct.start(TASK);
  const { state } = answerOf(direct);
  expect(answerOf(kernel)).toEqual(direct.answer());

  direct.start({ ...TASK, moves: 3_000 });
  direct.run(3_000);
  const withMate = { ...TASK, state, mates: [direct.answer().state] };
  expect(bounded(kernel.begin!(withMate)).taken).toBeGreaterThan(20);
  direct.start(withMate);
  expect(answerOf(kernel)).toEqual(answerOf(direct));
}, 120_000);

test('a large tour is packed and unpacked in bounded steps', () => {
  const { packSteps, unpackSteps } = tsp.packing!;
  const problem = plane();
  const kernel = tsp.createKernel(problem);
  kernel.start(TASK);
  const { state, energy } = answerOf(kernel);
  const other = kernel.answer().state;
  const packed = bounded(packSteps(plane(), state, [other]));
  expect(packed.taken).toBeGreaterThan(200);
  const unpacked = bounded(unpackSteps(plane(), packed.result, [other]));
  expect(unpacked.taken).toBeGreaterThan(200);
  expect(unpacked.result).toEqual({ state, energy });
}, 120_000);

const OTHERS: Readonly<Record<string, () => TspProblem>> = {
  'cities on Earth': () => greatCircle(below(2 * CITIES, 90)),
  'Earth in a table': () => greatCircle(below(2 * 2_000, 90)),
  'a matrix': () => matrix(500, below((500 * 499) / 2, 1_000)),
};

test.each(Object.entries(OTHERS))(
  'the kernel of %s is made in bounded steps',
  (_, problem) => {
    expect(bounded(tsp.kernelSteps!(problem())).taken).toBeGreaterThan(20);
  },
  120_000,
);

test('the kernel of a part, and of annealing as the textbook has it, are made in bounded steps', () => {
  const problem = plane();
  const { scope } = tsp.parts!.divide(problem, null, 1).cut(2_048)!;
  expect(bounded(tsp.parts!.kernelSteps(problem, scope)).taken).toBeGreaterThan(50);
  expect(bounded(tspClassic.kernelSteps!(problem)).taken).toBeGreaterThan(200);
  expect(bounded(tspClassic.temperatureSteps!(problem, new Uint8Array())).taken).toBeGreaterThan(400);
}, 120_000);
