import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { optionsOrUsage, playRole, verdict } from '../command.ts';
import type { Row } from '../row.ts';
import { costs, crowds } from './costs.ts';
import { CREW_ROLE, Crew, crewProcess } from './crew.ts';
import { crowdProcess } from './crowd-process.ts';
import { type Instance, readInstance } from './instance.ts';
import { LOAD_ROLE, loadProcess } from './load-process.ts';
import { type Plotted, writePlots } from './plots.ts';
import { reality } from './reality.ts';
import { Bench, type Effort, type Times } from './rows.ts';
import { Tell } from './tell.ts';
import { worldMain } from './world.ts';

const PLOTS = 'docs/plots';
const DEFAULT_FOLDER = '../shared/data/tsplib';
/** What a file is taken to, where nothing is asked for, and by whom: see docs/donors.md for why. */
const EFFORTS: Readonly<Record<string, Effort>> = {
  nrw1379: { target: 0.001, seeds: 3, speed: 0.25 },
  usa13509: { target: 0.0025, seeds: 1, speed: 1 },
};
const EFFORT: Effort = { target: 0.001, seeds: 3, speed: 1 };
const DEFAULT_FILES = ['nrw1379', 'pr2392', 'usa13509'];
const PLOTTED_FILES = ['nrw1379', 'usa13509'];
const PROMISED_FILES = ['pr2392', 'usa13509'];
const QUICK_FILES = ['nrw1379'];
const QUICK_SEEDS = 2;
const REAL_SECONDS = { quick: 2, full: 8 };

const USAGE = `Many donors on one job: simulated in virtual time around the real orchestrator, with the real kernels.
  bench/donors [FOLDER|FILE.tsp ...] [--target PERCENT] [--seeds N] [--speed S] [--quick | --plots | --promised] [--json] [--help]

--target  gap over the optimum to come to (0.1 %; usa13509 0.25 %)
--seeds   runs whose median counts (3; usa13509 1; --quick 2); of 16 and 64 donors a third of them, of those that leave and lie 5 at least
--speed   of the donors whose time to the target is asked for; 1 is this machine (1; nrw1379 0.25)
--world   first of all flags: the world's cities instead; see --world --help
--quick   nrw1379 alone, and less of all else: two minutes
--plots   only what the plots in ${PLOTS} show, and writes these
--promised  only the gaps, and the bytes a donor and round, that issue 4 asks for: pr2392 with 4 donors, usa13509 with 16
FOLDER (default ${DEFAULT_FOLDER}) has TSPLIB files and optima.tsv with "name<TAB>length" lines.`;

/** Runs the benchmark and prints its rows; resolves to the exit code, 1 when a goal is missed, 2 for bad arguments. */
export async function main(argv: string[]): Promise<number> {
  await playRole(argv, {
    crowd: crowdProcess,
    [CREW_ROLE]: crewProcess,
    [LOAD_ROLE]: () => loadProcess(argv),
  });
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
  const plotted: Plotted[] = [];
  let shares: Times | null = null;
  for (const [i, file] of options.files.entries()) {
    const instance = readInstance(file);
    const tell = new Tell(instance.name, report);
    const effort = effortOf(instance, options);
    const crew = new Crew(file, argv);
    try {
      const bench = new Bench(instance, effort, crew, tell);
      const times = options.promised ? null : await bench.scaling();
      if (times) plotted.push({ name: nameOf(instance, effort), times });
      if (options.plots) {
        shares ??= await crowds(instance, tell, false);
        continue;
      }
      await bench.promised();
      if (!times) continue;
      bench.bytes();
      if (i > 0) continue;
      if (!options.quick) await bench.hardship(times.get(16));
      await reality(instance, options.quick ? REAL_SECONDS.quick : REAL_SECONDS.full, { crew, tell });
    } finally {
      crew.close();
    }
    await crowds(instance, tell, options.quick);
    await costs(instance, tell, { isQuick: options.quick, argv });
  }
  if (options.plots) writePlots(PLOTS, plotted, shares);
  return verdict(rows, options.json);
}

interface Options {
  readonly files: readonly string[];
  /** Per cent; null: each file's own, as the other two. */
  readonly target: number | null;
  readonly seeds: number | null;
  readonly speed: number | null;
  readonly quick: boolean;
  readonly json: boolean;
  readonly plots: boolean;
  readonly promised: boolean;
}

function effortOf({ name }: Instance, { target, seeds, speed, quick }: Options): Effort {
  const own = EFFORTS[name] ?? EFFORT;
  return {
    target: target === null ? own.target : target / 100,
    seeds: seeds ?? (quick ? Math.min(QUICK_SEEDS, own.seeds) : own.seeds),
    speed: speed ?? own.speed,
  };
}

function nameOf({ name }: Instance, { target, speed }: Effort): string {
  return `${name}, to ${Number((100 * target).toPrecision(3))} %${speed === 1 ? '' : `, speed ${speed}`}`;
}

function parse(argv: string[]): Options | null {
  return optionsOrUsage(USAGE, () => {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        target: { type: 'string' },
        seeds: { type: 'string' },
        speed: { type: 'string' },
        plots: { type: 'boolean', default: false },
        promised: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const { quick, json, plots, promised } = values;
    const [target = null, seeds = null, speed = null] = [values.target, values.seeds, values.speed].map(
      (value) => (value === undefined ? undefined : Number(value)),
    );
    if (seeds !== null && !(Number.isInteger(seeds) && seeds > 0))
      throw new Error('--seeds is a whole number from 1 on.');
    if (target !== null && !(target > 0)) throw new Error('--target is a gap in per cent above 0.');
    if (speed !== null && !(speed > 0 && speed <= 1)) throw new Error('--speed is above 0, and 1 at most.');
    if ([quick, plots, promised].filter(Boolean).length > 1)
      throw new Error('--quick, --plots and --promised are runs of their own: give one of them.');
    const own = quick ? QUICK_FILES : promised ? PROMISED_FILES : plots ? PLOTTED_FILES : DEFAULT_FILES;
    const files =
      positionals.length === 0
        ? own.map((name) => join(DEFAULT_FOLDER, `${name}.tsp`))
        : positionals.flatMap(filesOf);
    for (const file of files) readInstance(file);
    return { files, target, seeds, speed, quick, json, plots, promised };
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
