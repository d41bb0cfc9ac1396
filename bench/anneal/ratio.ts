import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXPONENTIAL } from '../../anneal/acceptance.ts';
import { temperatureAt } from '../../anneal/cooling.ts';
import { finish } from '../../anneal/steps.ts';
import { Distance } from '../../anneal/tsp/distance.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import type { TspProblem } from '../../anneal/tsp/problem.ts';
import { CANDIDATES } from '../../anneal/tsp/records.ts';
import { spaceOf } from '../../anneal/tsp/space.ts';
import { decodeTour } from '../../anneal/tsp/state.ts';

const SOURCE = 'bench/anneal/twin.c';
const FLAGS = ['-O3', '-march=native', '-ffp-contract=off'];
const MOVES = 100_000;
const ROUNDS = 7;
const SEED = 7;

export interface Ratio {
  /** Moves a CPU second, median of alternating rounds. */
  readonly script: number;
  readonly c: number;
  /** Median of the rounds' own ratios: what else runs here slows both halves of a round alike. */
  readonly ratio: number;
}

/**
 * The kernel against its twin in C, on the same task: both must end at the same length, so they did the same work. Null
 * without gcc, and for problems the twin does not know.
 */
export function ratioToC(problem: TspProblem): Ratio | null {
  if (problem.metric !== 'euclidean' || problem.rounding === 'att') return null;
  const folder = mkdtempSync(join(tmpdir(), 'lehr-twin-'));
  try {
    const program = join(folder, 'twin');
    if (spawnSync('gcc', [...FLAGS, SOURCE, '-o', program, '-lm']).status !== 0) return null;
    return compare(problem, problem.rounding === 'up', program);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compare(problem: TspProblem, up: boolean, program: string): Ratio {
  const kernel = tsp.createKernel(problem);
  kernel.start({ seed: SEED, state: null, schedule: { from: 0, to: 0 }, moves: 1 });
  const { state } = kernel.answer();
  const from = temperatureAt(0.5, tsp.temperatureScale(problem, state));
  const input = twinInput(problem, up, state, from);
  const seconds: Record<'script' | 'c', number[]> = { script: [], c: [] };
  for (let round = 0; round < ROUNDS; round++) {
    kernel.start({ seed: SEED, state, schedule: { from, to: 0 }, moves: MOVES });
    const begin = process.cpuUsage();
    kernel.run(MOVES);
    const { user, system } = process.cpuUsage(begin);
    seconds.script.push((user + system) / 1e6);
    const [length, took] = spawnSync(program, { input }).stdout.toString().trim().split(' ').map(Number);
    if (length !== kernel.answer().energy)
      throw new Error(`The twin in C ends at ${length}, the kernel at ${kernel.answer().energy}.`);
    seconds.c.push(took);
  }
  const ratio = median(seconds.script.map((took, round) => seconds.c[round] / took));
  return { script: MOVES / median(seconds.script), c: MOVES / median(seconds.c), ratio };
}

/** As `main` of the twin reads it: the problem in the kernel's own numbering. */
function twinInput(problem: TspProblem, up: boolean, state: Uint8Array, from: number): Buffer {
  const { n } = problem;
  const input = Distance.of(problem);
  const { order: outer } = finish(spaceOf(input));
  const inner = new Int32Array(n);
  for (let i = 0; i < n; i++) inner[outer[i]] = i;
  const distance = finish(input.renumbered(outer));
  const k = Math.min(CANDIDATES, n - 1);
  const xy = Float64Array.from({ length: 2 * n }, (_, i) => distance.points[3 * (i >> 1) + (i & 1)]);
  const parts = [
    Int32Array.of(n, k, up ? 1 : 0, SEED, MOVES),
    Float64Array.of(from, 0),
    EXPONENTIAL,
    xy,
    finish(finish(spaceOf(distance)).candidates(k)),
    decodeTour(state, n).map((city) => inner[city]),
  ];
  return Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
