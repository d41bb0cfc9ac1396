import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { optionsOrUsage, verdict } from '../command.ts';
import type { Row } from '../row.ts';
import { crowdProcess } from './crowd-process.ts';
import { readInstance } from './instance.ts';
import { chart, type Series } from './plot.ts';
import { Bench, type Times } from './rows.ts';
import { worldMain } from './world.ts';

const PLOTS = 'docs/plots';
const DEFAULT_FOLDER = '../shared/data/tsplib';
/** Gaps in per cent that a file is taken to, where none is asked for. */
const TARGETS: Readonly<Record<string, number>> = { usa13509: 0.25 };
const TARGET = 0.1;
/** One donor comes to it in about a second, so that 64 can be simulated too. */
const QUICK_TARGET = 0.5;
/** Each simulated job of usa13509 takes some minutes of CPU: one seed, where none is asked for. */
const SEEDS: Readonly<Record<string, number>> = { usa13509: 1 };
const MOST_SEEDS = 3;
const DEFAULT_FILES = ['pr2392', 'usa13509'];
const QUICK_FILES = ['pr1002'];

const USAGE = `Many donors on one job: simulated in virtual time around the real orchestrator, with the real kernels.
  bench/donors [FOLDER|FILE.tsp ...] [--target PERCENT] [--seeds ${MOST_SEEDS}] [--quick | --plots | --promised] [--json] [--help]

--target  gap over the optimum to come to (${TARGET} %; usa13509 ${TARGETS.usa13509} %; quick ${QUICK_TARGET} %)
--world   first of all flags: the world's cities instead; see --world --help
--quick   pr1002, one seed, budgets in steps of two
--plots   only what the plots in ${PLOTS} show, and writes these: one seed
--promised  only the gaps, and the bytes a donor and round, that issue 4 asks for: pr2392 with 4 donors, usa13509 with 16
FOLDER (default ${DEFAULT_FOLDER}) has TSPLIB files and optima.tsv with "name<TAB>length" lines.`;

/** Runs the benchmark and prints its rows; resolves to the exit code, 1 when a goal is missed, 2 for bad arguments. */
export async function main(argv: string[]): Promise<number> {
  if (argv[0] === '--role' && argv[1] === 'crowd') {
    await crowdProcess();
    return 0;
  }
  if (argv[0] === '--world') return worldMain(argv.slice(1));
  if (argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const options = parse(argv);
  if (options === null) return 2;
  const rows: Row[] = [];
  const report = (row: Row) => {
    rows.push(row);
    if (!options.json) console.log(line(row));
  };
  const all: Plotted[] = [];
  let shares: Times | null = null;
  for (const [i, file] of options.files.entries()) {
    const instance = readInstance(file);
    const { quick, plots } = options;
    const target = (options.target ?? (quick ? QUICK_TARGET : (TARGETS[instance.name] ?? TARGET))) / 100;
    const seeds = options.seeds ?? (quick || plots ? 1 : (SEEDS[instance.name] ?? MOST_SEEDS));
    const bench = new Bench(instance, { ...options, target, seeds }, report);
    if (options.promised) {
      await bench.promised();
      continue;
    }
    const times = await bench.scaling();
    all.push({ name: `${instance.name}, to ${Number((100 * target).toPrecision(3))} %`, times });
    if (options.plots) {
      shares ??= await bench.crowds();
      continue;
    }
    await bench.promised();
    bench.bytes();
    if (i > 0) continue;
    await bench.hardship(times.get(16));
    await bench.reality();
    await bench.crowds();
    await bench.costs(argv);
  }
  if (options.plots) plot(PLOTS, all, shares);
  return verdict(rows, options.json);
}

interface Options {
  readonly files: readonly string[];
  /** Per cent; null: each file's own. */
  readonly target: number | null;
  /** null: each file's own. */
  readonly seeds: number | null;
  readonly quick: boolean;
  readonly json: boolean;
  readonly plots: boolean;
  readonly promised: boolean;
}

function parse(argv: string[]): Options | null {
  return optionsOrUsage(USAGE, () => {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        target: { type: 'string' },
        seeds: { type: 'string' },
        plots: { type: 'boolean', default: false },
        promised: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const { quick, json, plots, promised } = values;
    const seeds = values.seeds === undefined ? null : Number(values.seeds);
    const target = values.target === undefined ? null : Number(values.target);
    if (seeds !== null && !(Number.isInteger(seeds) && seeds > 0))
      throw new Error('--seeds is a whole number from 1 on.');
    if (target !== null && !(target > 0)) throw new Error('--target is a gap in per cent above 0.');
    const own = positionals.length === 0;
    const files = own
      ? (quick ? QUICK_FILES : DEFAULT_FILES).map((name) => join(DEFAULT_FOLDER, `${name}.tsp`))
      : positionals.flatMap(filesOf);
    for (const file of files) readInstance(file);
    return { files, target, seeds, quick, json, plots, promised };
  });
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) throw new Error(`${path}: there is no such file or folder.`);
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path).filter((name) => name.endsWith('.tsp'));
  if (files.length === 0) throw new Error(`${path} has no file that ends in .tsp.`);
  return files.sort().map((name) => join(path, name));
}

function line({ name, unit, ours, yardstick, ratio, goal, met }: Row): string {
  const figures = `${figure(ours)} ${unit} beside ${figure(yardstick)}: ${ratio.toFixed(3)}`;
  return `${name.padEnd(78)} ${figures.padEnd(44)} ${met ? 'met' : 'MISSED'} (${goal})`;
}

const figure = (value: number) => String(Number(value.toPrecision(4)));

interface Plotted {
  readonly name: string;
  readonly times: Times;
}

/** Instances of which one donor alone came to the target; `shares`: of perfect, that crowds with made-up answers work. */
function plot(folder: string, all: readonly Plotted[], shares: Times | null): void {
  const times: Series[] = [];
  const efficiency: Series[] = [];
  for (const { name, times: measured } of all) {
    const alone = measured.get(1);
    if (alone === undefined) continue;
    const points = [...measured];
    times.push({ name, points });
    times.push({
      name: 'perfect sharing',
      isIdeal: true,
      points: points.map(([donors]) => [donors, alone / donors]),
    });
    efficiency.push({ name, points: points.map(([donors, time]) => [donors, alone / donors / time]) });
  }
  if (times.length === 0) return;
  if (shares) efficiency.push({ name: 'moves booked, tours made up', points: [...shares] });
  mkdirSync(folder, { recursive: true });
  const x = 'donors';
  const time = { title: 'Time to target', x, y: 'seconds', isLogarithmic: true, series: times };
  const share = { title: 'Efficiency', x, y: 'of perfect sharing', isLogarithmic: false, series: efficiency };
  writeFileSync(join(folder, 'donors-time-to-target.svg'), chart(time));
  writeFileSync(join(folder, 'donors-efficiency.svg'), chart(share));
}
