/**
 * The world's cities: more than a run of minutes can solve, so what many donors reach in a minute is held against a long run
 * of our own. Its best tour is kept with the budget used, as a restart of the orchestrator keeps them, so that it can be cut off.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { tsp } from '../../anneal/tsp/kind.ts';
import { hashOf } from '../../orchestrator/hash.ts';
import { world } from '../../orchestrator/world.ts';
import { optionsOrUsage } from '../command.ts';
import type { Row } from '../row.ts';
import { openJob, type Past } from './instance.ts';
import { Simulation } from './simulate.ts';
import type { Worker, World } from './terms.ts';
import { Workbench } from './workbench.ts';

const CITIES = '130416';
const DONORS = 16;
const SECONDS = 60;
const GOAL = 0.03;
const REFERENCES = 'orchestrator/references.json';
const FOLDER = '.lehr';
const SAVE_EVERY = 10_000;

const USAGE = `The world's cities: 16 donors for a minute beside a long run. From the repository's root.
  bench/donors --world [--cities ${CITIES}] [--seed 1] [--json]
  bench/donors --world --long SECONDS [--cities ${CITIES}] [--seed 1]

The first simulates ${DONORS} donors for ${SECONDS} s (${(DONORS * SECONDS) / 60} minutes of one core) and compares with ${REFERENCES}.
--long    one donor alone for so many seconds of CPU. Its best is kept in ${FOLDER}/world-CITIES-SEED.json: cut off,
          the same command goes on from there. At the end ${REFERENCES} has the shortest length so far, and
          the line for docs/references.md is printed.`;

/** Resolves to the exit code, 1 when the goal is missed, 2 for bad arguments. */
export async function worldMain(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const options = optionsOrUsage(USAGE, () => {
    const { values } = parseArgs({
      args: argv,
      options: {
        cities: { type: 'string', default: CITIES },
        seed: { type: 'string', default: '1' },
        long: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [cities, seed, long] = [values.cities, values.seed, values.long ?? '0'].map(Number);
    if (![cities, seed, long].every((value) => Number.isInteger(value) && value! >= 0))
      throw new Error('--cities, --seed and --long are whole numbers.');
    return { cities: cities!, seed: seed!, long: long!, json: values.json };
  });
  if (options === null) return 2;
  const cities = await theWorld(options.cities);
  return options.long > 0 ? longRun(cities, options.long, options.seed) : beside(cities, options);
}

type Cities = Awaited<ReturnType<typeof theWorld>>;

async function theWorld(count: number) {
  const { problem } = await world({ country: null, count });
  const bytes = tsp.encode(problem as Parameters<typeof tsp.encode>[0]);
  return { name: `world:${count}`, problem: tsp.decode(bytes), bytes, sha256: hashOf(bytes) };
}

/** A worker that calls `after` when a task is done. */
function workerOf(bytes: Uint8Array, after: () => void): Worker {
  const workbench = new Workbench(bytes);
  return {
    get prepare() {
      return workbench.prepare;
    },
    async run(task, speed) {
      const work = await workbench.run(task, speed);
      after();
      return work;
    },
  };
}

const CALM: Omit<World, 'donors'> = { latency: 10, speed: 1, spread: 1, churn: 0, liars: 0, booking: 0 };

async function beside(cities: Cities, { seed, json }: { seed: number; json: boolean }): Promise<number> {
  const known = references().find(({ sha256 }) => sha256 === cities.sha256);
  if (!known) {
    console.error(`${REFERENCES} has no length of ${cities.name}: make a long run of it first.\n${USAGE}`);
    return 2;
  }
  const job = openJob(cities, SECONDS, seed);
  await new Simulation(
    job,
    workerOf(cities.bytes, () => {}),
    { ...CALM, donors: DONORS },
    seed,
  ).run();
  const ours = tsp.energy(cities.problem, job.best!.state);
  const ratio = ours / known.energy;
  const met = ratio <= 1 + GOAL;
  const name = `${cities.name}: ${DONORS} donors, ${SECONDS} s, beside a long run`;
  const goal = `<= ${100 * GOAL} % over`;
  const row: Row = { name, unit: 'm', ours, yardstick: known.energy, ratio, goal, met };
  console.log(
    json
      ? JSON.stringify([row])
      : `${name}: ${ours} m beside ${known.energy} m: ${ratio.toFixed(4)} (${goal})`,
  );
  return met ? 0 : 1;
}

async function longRun(cities: Cities, seconds: number, seed: number): Promise<number> {
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}/${cities.name.replace(':', '-')}-${seed}.json`;
  const past = existsSync(file) ? read(file) : null;
  if (past)
    console.error(`${cities.name}: goes on from ${past.best.energy} m after ${past.elapsed / 1_000} s.`);
  const job = openJob(cities, seconds, seed, past);
  let saved = 0;
  const keep = () => {
    if (!job.best) return;
    const { state, energy } = job.best;
    const { elapsed } = job.record(simulation.time);
    write(file, `${JSON.stringify({ elapsed, energy, state: Buffer.from(state).toString('base64') })}\n`);
    console.error(`${Math.round(elapsed / 1_000)} s  ${energy} m`);
  };
  const worker = workerOf(cities.bytes, () => {
    if (performance.now() - saved < SAVE_EVERY) return;
    saved = performance.now();
    keep();
  });
  const simulation = new Simulation(job, worker, { ...CALM, donors: 1 }, seed);
  await simulation.run();
  keep();
  const length = tsp.energy(cities.problem, job.best!.state);
  console.log(`| ${tsp.kernelVersion} | ${seconds} s | ${seed} | ${length.toLocaleString('en')} |`);
  record(cities, length, seconds);
  return 0;
}

interface Reference {
  readonly problem: string;
  readonly sha256: string;
  readonly energy: number;
  readonly source: string;
}

function references(): Reference[] {
  return JSON.parse(readFileSync(REFERENCES, 'utf8')) as Reference[];
}

/** Puts the length into the table of references, where none is as short. */
function record({ name, sha256 }: Cities, energy: number, seconds: number): void {
  const all = references();
  const known = all.find((each) => each.sha256 === sha256);
  if (known && known.energy <= energy) return;
  const source = `best of our own anneals (${seconds} s of one core), not proven`;
  const others = all.filter((each) => each.sha256 !== sha256);
  write(REFERENCES, `${JSON.stringify([...others, { problem: name, sha256, energy, source }], null, 2)}\n`);
}

function read(file: string): Past {
  const { elapsed, energy, state } = JSON.parse(readFileSync(file, 'utf8'));
  return { elapsed, best: { energy, state: Uint8Array.from(Buffer.from(state, 'base64')) } };
}

/** Whole or not at all. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
