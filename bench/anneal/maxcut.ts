import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { maxcut } from '../../anneal/maxcut/kind.ts';
import type { IsingProblem } from '../../anneal/maxcut/problem.ts';
import { reduced } from '../../anneal/maxcut/reduction.ts';
import { Spins } from '../../anneal/maxcut/spins.ts';
import { decodeSpins } from '../../anneal/maxcut/state.ts';
import { Random } from '../../anneal/random.ts';
import { finish } from '../../anneal/steps.ts';
import { gset } from '../../formats/import/gset.ts';
import type { Row } from '../row.ts';
import { anneal } from './anneal.ts';
import { CUTS, OTHER_CUTS } from './goals.ts';

export const GSET_FOLDER = '../shared/data/gset';
const QUICK = ['G1', 'G14', 'G32', 'G43', 'G70'];
const SPEED_GOAL = 0.9;
/** Where `sh bench/peers/install.sh` puts D-Wave's sampler. */
const DWAVE = '/tmp/lehr-peers/dwave/bin/python';
/** Files whose speed is measured beside it, flips tried by each, and rounds of which the median counts. */
const BESIDE = ['G43', 'G22', 'G70'];
const ATTEMPTS = 200_000_000;
const LEVELS = 25;
const ROUNDS = 3;

export interface MaxcutOptions {
  readonly files: readonly string[];
  /** CPU seconds a run; null: as many as the graph's goal names. */
  readonly seconds: number | null;
  /** As a quick run has it. */
  readonly quick: boolean;
  readonly seeds: number;
  /** Prints a line of the table; not called for with --json. */
  readonly say: (line: string) => void;
}

/** G-set files of a folder, by number; none where there is no folder. */
export function gsetFiles(folder: string, quick: boolean): string[] {
  if (!existsSync(join(folder, 'best-known.tsv'))) return [];
  return readdirSync(folder)
    .filter((name) => /^G\d+\.txt$/.test(name) && (!quick || QUICK.includes(basename(name, '.txt'))))
    .sort((a, b) => Number(/\d+/.exec(a)![0]) - Number(/\d+/.exec(b)![0]))
    .map((name) => join(folder, name));
}

/** True for a file with a table of best known cuts beside it. */
export function isGset(path: string): boolean {
  return /\.txt$/.test(path) && existsSync(join(dirname(path), 'best-known.tsv'));
}

/** The Max-Cut table: every cut counted anew from its file. */
export function benchMaxcut(options: MaxcutOptions): Row[] {
  if (options.files.length === 0) return [];
  options.say('graph            spins    median     best    worst   flips/s   goal');
  const cuts = options.files.flatMap((file) => cutRow(file, options) ?? []);
  const speeds = options.files.flatMap((file) => speedRow(file, options) ?? []);
  return [...cuts, ...speeds];
}

function cutRow(file: string, options: MaxcutOptions): Row | null {
  const { seeds, say } = options;
  const name = basename(file, '.txt');
  const known = bestKnown(file);
  if (known === null) return null;
  const { seconds, goal } = askedOf(name, known, options);
  const text = readFileSync(file, 'utf8');
  const { problem } = gset(text, name);
  const cuts: number[] = [];
  let speed = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const run = anneal(maxcut, problem, { seconds, seed });
    const cut = countCut(text, decodeSpins(run.state, problem.n));
    if (cut !== -run.energy)
      throw new Error(`${name}: the kernel says ${-run.energy}, the file says ${cut}.`);
    cuts.push(cut);
    speed += (run.moves * attemptsPerMove(problem)) / run.seconds / seeds;
  }
  cuts.sort((a, b) => b - a);
  const median = cuts[cuts.length >> 1];
  const met = median >= goal;
  const columns = [median, cuts[0], cuts[cuts.length - 1]].map((cut) => String(cut).padStart(9)).join('');
  const rate = `${(speed / 1e6).toFixed(0)} M`.padStart(10);
  say(
    `${name.padEnd(14)}${String(problem.n).padStart(8)} ${columns}${rate}   ${met ? 'met' : 'MISSED'} (${goal})`,
  );
  return {
    name: `${name}, Max-Cut, ${seconds} s on one core`,
    unit: 'cut',
    ours: median,
    yardstick: known,
    ratio: median / known,
    goal: `>= ${goal}`,
    met,
  };
}

/** Seconds of a run, and the cut that is asked for after them. */
function askedOf(name: string, known: number, { seconds, quick }: MaxcutOptions) {
  const own = CUTS[name];
  const least = (own ?? OTHER_CUTS)[quick ? 'quick' : 'seconds'];
  const isOwn = own !== undefined && (seconds ?? least) >= least;
  return { seconds: seconds ?? least, goal: isOwn ? own.cut : Math.floor(OTHER_CUTS.share * known) };
}

/** See anneal/maxcut/kernel.ts; of the spins that are left to search. */
function attemptsPerMove(problem: IsingProblem): number {
  const { n } = finish(reduced(problem)).model;
  return n > 2_048 ? n / Math.ceil(n / 2_048) : n * Math.floor(2_048 / n);
}

/** The plain annealer down the same temperatures in both, flips tried a CPU second; null where D-Wave's is not installed. */
function speedRow(file: string, { say }: MaxcutOptions): Row | null {
  const name = basename(file, '.txt');
  if (!BESIDE.includes(name) || !existsSync(DWAVE)) return null;
  const { problem } = gset(readFileSync(file, 'utf8'), name);
  const hottest = (8 * maxcut.temperatureScale(problem, new Uint8Array(Math.ceil(problem.n / 8)))) / 256;
  const temperatures = Array.from({ length: LEVELS }, (_, k) => hottest * (1 - k / LEVELS));
  const sweeps = Math.ceil(ATTEMPTS / problem.n / LEVELS);
  const rates = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.ours.push(ourSpeed(problem, temperatures, sweeps));
    const args = ['bench/peers/flips.py', file, temperatures.join(','), String(sweeps)];
    const { status, stdout, stderr } = spawnSync(DWAVE, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`D-Wave's sampler failed: ${stderr}`);
    rates.theirs.push(Number(stdout.split(' ')[0]));
  }
  const [ours, theirs] = [median(rates.ours), median(rates.theirs)];
  const met = ours / theirs >= SPEED_GOAL;
  const millions = (rate: number) => `${(rate / 1e6).toFixed(0)} M`;
  say(
    `${name.padEnd(14)}${millions(ours)} flips/s in JavaScript, ${millions(theirs)} in D-Wave's C++: ${(ours / theirs).toFixed(2)}   ${met ? 'met' : 'MISSED'} (${SPEED_GOAL})`,
  );
  return {
    name: `${name}, flips tried beside D-Wave's sampler`,
    unit: 'flips/s',
    ours: Math.round(ours),
    yardstick: Math.round(theirs),
    ratio: ours / theirs,
    goal: `>= ${SPEED_GOAL}`,
    met,
  };
}

function ourSpeed(problem: IsingProblem, temperatures: readonly number[], sweeps: number): number {
  const spins = new Spins(problem);
  const random = new Random();
  random.seed(1);
  spins.load(Int32Array.from({ length: problem.n }, () => (random.next() < 0 ? -1 : 1)));
  const begin = process.cpuUsage();
  for (const temperature of temperatures) {
    spins.heat((temperature * problem.divisor) / 2);
    for (let sweep = 0; sweep < sweeps; sweep++) spins.sweep(0, problem.n, random);
  }
  const { user, system } = process.cpuUsage(begin);
  return (problem.n * temperatures.length * sweeps) / ((user + system) / 1e6);
}

/** The cut straight from the file: a naive reading that shares no code with the product. */
function countCut(text: string, spins: ArrayLike<number>): number {
  const [head, ...edges] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  if (head[0] !== spins.length || Array.from(spins).some((spin) => spin !== 1 && spin !== -1))
    throw new Error(`These are no ${head[0]} spins.`);
  return edges.reduce((cut, [i, j, w]) => cut + (spins[i - 1] === spins[j - 1] ? 0 : w), 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function bestKnown(file: string): number | null {
  const table = readFileSync(join(dirname(file), 'best-known.tsv'), 'utf8');
  const line = table.split('\n').find((row) => row.split('\t')[0] === basename(file, '.txt'));
  return line === undefined ? null : Number(line.split('\t')[1]);
}
