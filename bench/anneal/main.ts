import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { tsplib } from '../../orchestrator/import/tsplib.ts';
import { anneal } from './anneal.ts';
import { benchMaxcut, GSET_FOLDER, gsetFiles, isGset } from './maxcut.ts';
import { measure } from './measure.ts';
import { ratioToC } from './ratio.ts';

const DEFAULT_FOLDER = '../shared/data/tsplib';
/** The files of the quick run: every metric, a clustered one, and the largest of the main goal. */
const QUICK = ['att532', 'ali535', 'dsj1000', 'pr1002', 'si1032', 'fl1400', 'pr2392'];
const LARGEST_BY_DEFAULT = 2_400;
/** Allowed median length over the optimum: the main goal for 10 s on one core, and what we hold ourselves to. */
const GOAL = 1.03;
const GOALS: Readonly<Record<string, number>> = { pr1002: 1.003, pr2392: 1.004 };
/** Of the speed of the same algorithm in C. */
const TWIN_GOAL = 0.75;

const USAGE = `One core against the proven optima: median gap over seeds, every tour measured anew from its file.
  bench/anneal [FOLDER|FILE ...] [--seconds 10] [--seeds 3] [--quick] [--json]
FOLDER (default ${DEFAULT_FOLDER}) has TSPLIB files and optima.tsv with "name<TAB>length" lines;
${GSET_FOLDER} likewise G-set files and best-known.tsv: the median cut, counted anew from its file.`;

/** One line of the result, the same in every benchmark of the project. */
interface Row {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly yardstick: number;
  readonly ratio: number;
  readonly goal: string;
  readonly met: boolean;
}

/** Runs the benchmark and prints its table; resolves to the exit code, 1 when a goal is missed, 2 for bad arguments. */
export async function main(argv: string[]): Promise<number> {
  const options = parse(argv);
  if (options === null) return 2;
  const rows: Row[] = [];
  if (!options.json && options.files.length > 0)
    console.log('instance        cities    median     best    worst   moves/s   goal');
  for (const file of options.files) {
    const row = bench(file, options);
    if (row !== null) rows.push(row);
  }
  const ratio = twin(options);
  if (ratio !== null) rows.push(ratio);
  const say = options.json ? () => {} : console.log;
  rows.push(...benchMaxcut({ ...options, files: options.graphs, say }));
  if (options.json) console.log(JSON.stringify(rows));
  return rows.length > 0 && rows.every((row) => row.met) ? 0 : 1;
}

interface Options {
  readonly files: readonly string[];
  /** G-set files. */
  readonly graphs: readonly string[];
  readonly seconds: number;
  readonly seeds: number;
  readonly json: boolean;
}

function parse(argv: string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        seconds: { type: 'string' },
        seeds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const seconds = Number(values.seconds ?? (values.quick ? 5 : 10));
    const seeds = Number(values.seeds ?? (values.quick ? 1 : 3));
    if (!(seconds > 0) || !Number.isInteger(seeds) || seeds < 1)
      throw new Error('--seconds and --seeds are numbers > 0.');
    const byDefault = positionals.length === 0;
    const files = (byDefault ? [DEFAULT_FOLDER] : positionals)
      .filter((path) => !isGset(path))
      .flatMap((path) => filesOf(path, values.quick, byDefault));
    const graphs = (byDefault ? [GSET_FOLDER] : positionals).flatMap((path) =>
      isGset(path) ? [path] : gsetFiles(path, values.quick),
    );
    return { files, graphs, seconds, seeds, json: values.json };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    return null;
  }
}

/** A file itself, or the folder's TSPLIB files, by size; of the default folder, those of the main goal. */
function filesOf(path: string, quick: boolean, mainGoal: boolean): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const cities = (name: string) => Number(/\d+/.exec(name)?.[0] ?? 0);
  return readdirSync(path)
    .filter((name) => name.endsWith('.tsp'))
    .filter((name) => !quick || QUICK.includes(basename(name, '.tsp')))
    .filter((name) => !mainGoal || cities(name) <= LARGEST_BY_DEFAULT)
    .sort((a, b) => cities(a) - cities(b) || (a < b ? -1 : 1))
    .map((name) => join(path, name));
}

function bench(file: string, options: Options): Row | null {
  const { seconds, seeds } = options;
  const name = basename(file, '.tsp');
  const optimum = optimumOf(file);
  if (optimum === null) {
    console.error(`${name}: no optimum in ${join(dirname(file), 'optima.tsv')}; left out.`);
    return null;
  }
  const text = readFileSync(file, 'utf8');
  const { problem } = tsplib(text);
  const lengths: number[] = [];
  let speed = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const run = anneal(problem, seconds, seed);
    const length = measure(text, run.order);
    if (length !== run.energy)
      throw new Error(`${name}: the kernel says ${run.energy}, the file says ${length}.`);
    lengths.push(length);
    speed += run.moves / run.seconds / seeds;
  }
  lengths.sort((a, b) => a - b);
  const median = lengths[(lengths.length - 1) >> 1];
  const goal = GOALS[name] ?? GOAL;
  const row: Row = {
    name: `${name}, ${seconds} s on one core`,
    unit: 'length',
    ours: median,
    yardstick: optimum,
    ratio: median / optimum,
    goal: `<= ${goal}`,
    met: median / optimum <= goal,
  };
  if (!options.json) {
    const gap = (length: number) => `${((length / optimum - 1) * 100).toFixed(3)} %`.padStart(9);
    const verdict = `${row.met ? 'met' : 'MISSED'} (${((goal - 1) * 100).toFixed(1)} %)`;
    const columns = [gap(median), gap(lengths[0]), gap(lengths[lengths.length - 1])].join('');
    console.log(
      `${name.padEnd(14)}${String(problem.n).padStart(8)} ${columns}${String(Math.round(speed)).padStart(10)}   ${verdict}`,
    );
  }
  return row;
}

/** JavaScript beside the same kernel in C, on the last of the files that the twin knows; null where none is, or no gcc. */
function twin({ files, json }: Options): Row | null {
  for (const file of [...files].reverse()) {
    const name = basename(file, '.tsp');
    const speeds = ratioToC(tsplib(readFileSync(file, 'utf8')).problem);
    if (speeds === null) continue;
    const { script, c } = speeds;
    const met = script / c >= TWIN_GOAL;
    const speed = `${Math.round(script)} moves/s in JavaScript, ${Math.round(c)} in C: ${(script / c).toFixed(2)}`;
    if (!json) console.log(`${name.padEnd(14)}${speed}   ${met ? 'met' : 'MISSED'} (${TWIN_GOAL})`);
    return {
      name: `${name}, JavaScript beside C`,
      unit: 'moves/s',
      ours: Math.round(script),
      yardstick: Math.round(c),
      ratio: script / c,
      goal: `>= ${TWIN_GOAL}`,
      met,
    };
  }
  return null;
}

function optimumOf(file: string): number | null {
  const table = readFileSync(join(dirname(file), 'optima.tsv'), 'utf8');
  const line = table.split('\n').find((row) => row.split('\t')[0].trim() === basename(file, '.tsp'));
  return line === undefined ? null : Number(line.split('\t')[1]);
}
