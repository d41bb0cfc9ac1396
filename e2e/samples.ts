/** Problems of every kind and tasks on them: what every engine has to answer the same, bit for bit. */
import { createHash } from 'node:crypto';
import type { ProblemKind } from '../anneal/kind.ts';
import { kinds } from '../anneal/kinds.ts';
import { ising } from '../anneal/maxcut/problem.ts';
import { euclidean, greatCircle, matrix, type Rounding, type TspProblem } from '../anneal/tsp/problem.ts';
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';

export interface Sample {
  readonly task: AnnealTask;
  /** The problem's canonical bytes. */
  readonly problem: Uint8Array;
}

const EACH = 50;

/** 32 bits that depend on all of the seed and the index. */
function noise(seed: number, i: number): number {
  return createHash('sha256').update(`${seed} ${i}`).digest().readUInt32LE();
}

const pairs = (n: number, seed: number, least: number, span: number) =>
  Float64Array.from({ length: 2 * n }, (_, i) => least + (span * noise(seed, i)) / 2 ** 32);

/** Fractions, so that roundings matter. */
const plane = (rounding: Rounding, n: number) => euclidean(pairs(n, n, 0, 1_000), rounding);

function onEarth(n: number): TspProblem {
  const degrees = pairs(n, 7, -1, 2);
  return greatCircle(degrees.map((share, i) => share * (i % 2 === 0 ? 180 : 90)));
}

const TSP: readonly TspProblem[] = [
  plane('nearest', 300),
  plane('up', 200),
  plane('att', 120),
  onEarth(400),
  matrix(
    60,
    Array.from({ length: (60 * 59) / 2 }, (_, i) => noise(3, i) % 10_000),
  ),
];

function spins(n: number) {
  const first = Array.from({ length: 3 * n }, (_, i) => noise(n, i) % n);
  return ising({
    n,
    divisor: 1,
    constant: 0,
    fields: Array.from({ length: n }, (_, i) => (noise(n + 1, i) % 7) - 3),
    first,
    // Never with itself.
    second: first.map((spin, i) => (spin + 1 + (noise(n + 2, i) % (n - 1))) % n),
    weights: first.map((_, i) => (noise(n + 3, i) % 2 === 0 ? 1 : -1)),
  });
}

const SPINS = [spins(40), spins(300)];

/** Canonical bytes of the samples of a kind. A new kind adds its own here. */
const PROBLEMS: Readonly<Record<string, readonly unknown[]>> = {
  tsp: TSP,
  'tsp-classic': TSP,
  maxcut: SPINS,
};

/** Fifty tasks: from the kernel's start and from the end of the task before, hot and cold, whole, stopped early, with mates, and of a part. */
export function samplesOf(kind: ProblemKind<unknown>): Sample[] {
  const problems = PROBLEMS[kind.name];
  if (!problems) throw new Error(`there is no sample of the kind "${kind.name}": add one to e2e/samples.ts`);
  return problems.flatMap((problem, i) => {
    const bytes = kind.encode(problem);
    const count = Math.ceil((EACH * (i + 1)) / problems.length) - Math.ceil((EACH * i) / problems.length);
    return chain(kind, bytes, count);
  });
}

function chain(kind: ProblemKind<unknown>, problem: Uint8Array, count: number): Sample[] {
  const hash = createHash('sha256').update(problem).digest('hex');
  const decoded = kind.decode(problem);
  const samples: Sample[] = [];
  let state: Uint8Array | null = null;
  const earlier: Uint8Array[] = [];
  let scale = 1_000;
  for (let i = 0; i < count; i++) {
    const moves = 200 + (noise(1, i) % 3_000);
    const parts = i % 4 === 3 && kind.parts?.isDivisible(decoded) ? kind.parts : null;
    const whole = parts?.divide(decoded, state, i);
    const part = whole?.cut(60) ?? null;
    const task: AnnealTask = {
      job: 'j',
      task: `${i}`,
      kind: kind.name,
      kernel: kind.kernelVersion,
      problem: hash,
      seed: noise(2, i),
      scope: part?.scope ?? null,
      state: part || i % 5 === 0 ? null : state,
      mates: kind.mates && !part && i % 2 === 1 ? earlier.slice(-3) : [],
      // Cold at the end, mates are met thoroughly.
      schedule: {
        from: Math.round(((noise(3, i) % 8) * scale) / 2),
        to: i % 8 === 5 ? 0 : noise(4, i) % 100,
      },
      moves,
      millis: 600_000,
      until: i % 3 === 0 ? null : 1 + (noise(6, i) % moves),
    };
    samples.push({ task, problem });
    if (task.scope) continue;
    const { state: end } = annealHere({ task, problem });
    state = end;
    earlier.push(end);
    scale = kind.temperatureScale(decoded, end);
  }
  return samples;
}

/** The same in this process. */
export function annealHere({ task, problem }: Sample): Omit<AnnealAnswer, 'task'> {
  const kind = kinds.get(task.kind)!;
  const decoded = kind.decode(problem);
  const kernel = task.scope ? kind.parts!.createKernel(decoded, task.scope) : kind.createKernel(decoded);
  kernel.start(task);
  kernel.run(task.until ?? task.moves);
  return kernel.answer();
}

/** What two engines compare. */
export function digestOf({ state, energy, moves }: Omit<AnnealAnswer, 'task'>): string {
  return createHash('sha256').update(state).update(`${energy} ${moves}`).digest('hex');
}
