/** `lehr solve`: router, orchestrator and donors in this process tree, no port, nothing kept. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../orchestrator/random.ts';
import type { Job } from '../peer/procedures.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import { COLUMNS_FLAG } from './columns.ts';
import { badInput, Failure } from './failure.ts';
import { type Parsed, parseFlags, type Usage } from './flags.ts';
import { openHouse, type WholeHouse } from './house.ts';
import type { Command } from './lehr.ts';
import { barBefore, type LiveLine, liveLine } from './live-line.ts';
import { ownProblem } from './own-problem.ts';
import { accepted, importProblem } from './problem.ts';
import { endText, liveText, resultJson, sizeText } from './report.ts';
import { writeProof } from './result-out.ts';
import { type Solvable, type SolvedJob, solvableOf } from './solvable.ts';
import { stopSignal } from './stop-signal.ts';
import { counted, parseCount, rounded } from './units.ts';
import { WISH_FLAGS, type Wishes, wishesOf } from './wishes.ts';

const usage: Usage = {
  name: 'solve',
  takes: 'FILE|world:N|INSTANCE',
  summary:
    'Anneals one problem on this machine: a CSV, GeoJSON, GPX or TSPLIB file, a G-set graph, a QUBO or Ising model, the N largest cities, or an INSTANCE of a problem of your own.',
  flags: {
    budget: { value: 'T', help: 'time to anneal: 10s, 5m, 1h, or none: until Ctrl-C (10s)' },
    ...WISH_FLAGS,
    ...COLUMNS_FLAG,
    problem: {
      value: 'FILE',
      help: 'a problem of your own: TypeScript or JavaScript that exports it (docs/define-a-problem.md); without INSTANCE its sample',
    },
    donors: { value: 'N', help: 'threads to anneal with (all but one core)' },
    out: {
      value: 'FILE',
      help: 'write the result, by the name’s ending: .tour (TSPLIB), .csv, .geojson, .gpx, .svg (poster); of spins .txt, .json; of a problem of your own .json, .svg (its view), else the state’s bytes',
    },
    proof: { value: 'FILE', help: 'write the result with how it came to be, for lehr replay (JSON)' },
    json: { help: 'print the result as one JSON object in the last line' },
    seed: { value: 'N', help: 'seed of the search, 0..4294967295; times still depend on the machine' },
  },
  examples: [
    'lehr solve berlin52.tsp --budget 5s',
    'lehr solve world:1000 --budget 1m --target 0.1% --out world.svg',
    'lehr solve G22.txt --out partition.txt',
    'lehr solve --problem qap.ts tai30a.dat --budget 30s --out best.json',
  ],
};

interface Settings {
  /** A problem or, of one's own, an instance; null: its sample. */
  readonly spec: string | null;
  /** The file of a problem of one's own. */
  readonly problem: string | null;
  readonly wishes: Wishes;
  readonly donors: number;
  /** Of a CSV: see columns.ts. */
  readonly columns: string | null;
  readonly out: string | null;
  readonly proof: string | null;
  readonly json: boolean;
  readonly seed: number | null;
}

function settingsOf(flags: Parsed): Settings {
  const [spec = null] = flags.positionals;
  const problem = flags.text('problem') ?? null;
  if (spec === null && problem === null)
    throw badInput('give a problem: a file, or world:N; see: lehr solve --help');
  if (spec !== null && problem === null && /\.[cm]?[jt]s$/.test(spec))
    throw badInput(`a problem of your own goes behind --problem: lehr solve --problem ${spec} [INSTANCE]`);
  for (const flag of ['columns', 'proof'])
    if (problem !== null && flags.has(flag))
      throw badInput(`--${flag} is for the problems that Lehr knows: leave it out with --problem`);
  const seed = flags.text('seed');
  return {
    spec,
    problem,
    wishes: wishesOf(flags, '10s'),
    donors: parseCount(
      '--donors',
      flags.text('donors') ?? String(Math.max(1, availableParallelism() - 1)),
      [1, 256],
    ),
    columns: flags.text('columns') ?? null,
    out: flags.text('out') ?? null,
    proof: flags.text('proof') ?? null,
    json: flags.has('json'),
    seed: seed === undefined ? null : parseCount('--seed', seed, [0, 2 ** 32 - 1]),
  };
}

async function run(argv: readonly string[]): Promise<number> {
  const settings = settingsOf(parseFlags(usage, argv));
  const { problem, spec, columns } = settings;
  if (problem === null) return solve(settings, solvableOf(await importProblem(spec!, columns)));
  const folder = await mkdtemp(join(tmpdir(), 'lehr-solve-'));
  try {
    return await solve(settings, await ownProblem(problem, spec, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function solve(settings: Settings, solvable: Solvable): Promise<number> {
  if (settings.out !== null) await solvable.checkOut(settings.out);
  const store = memoryStore();
  const stop = stopSignal();
  const house = await openHouse({
    store,
    log: (text) => process.stderr.write(`${text}\n`),
    ...(settings.seed === null ? {} : { random: seededRandom(settings.seed) }),
    ...(solvable.own ? { own: solvable.own } : {}),
  });
  try {
    const spec = await solvable.spec((bytes) => store.putBlob(bytes), settings.wishes);
    await accepted(house.orchestrator.resume(spec));
    const job = await anneal(house, settings, solvable.unit, stop.asked);
    const { best } = job;
    if (!best) {
      throw new Failure(
        job.state === 'done'
          ? 'there was no result in that time: give a longer --budget'
          : 'stopped before there was a result',
        1,
      );
    }
    // The result is worth more than the file: it is told also where the file then cannot be written.
    process.stdout.write(`${told({ ...job, best }, settings, solvable)}\n`);
    if (settings.out !== null) {
      await solvable.writeOut(settings.out, { ...job, best });
      if (!settings.json) process.stdout.write(`Written to ${settings.out}\n`);
    }
    if (settings.proof !== null) {
      const made = house.orchestrator.proof(job.id);
      const about = { problem: store.getBlob(job.problem), unit: solvable.unit };
      await writeProof(settings.proof, job, made, about);
      if (!settings.json) process.stdout.write(`Proof written to ${settings.proof}\n`);
    }
    return 0;
  } finally {
    await house.close();
    await store.close();
    stop.release();
  }
}

function told(job: SolvedJob, { json }: Settings, { unit, state }: Solvable): string {
  const more = state?.(job.best);
  if (json) return JSON.stringify({ ...resultJson(job, unit), ...more?.json });
  return [textOf(job, unit), ...(more ? [more.text] : [])].join('\n');
}

/** Resolves with the job at the end of its budget, or at the first signal with the best so far. */
async function anneal(
  { orchestrator, addDonors }: WholeHouse,
  settings: Settings,
  unit: string,
  stopped: Promise<void>,
): Promise<Job> {
  const { id } = orchestrator.current!;
  void stopped.then(() => orchestrator.cancel(id));
  const ended = orchestrator.ended(id);
  const line = progress(
    () => orchestrator.current,
    () => liveText(orchestrator, unit),
  );
  try {
    await Promise.race([ended, addDonors(settings.donors, String(process.pid))]);
    return await ended;
  } finally {
    line.stop();
  }
}

/** A bar on a terminal; elsewhere a line now and then, for logs. */
function progress(current: () => Job | null, text: () => string): LiveLine {
  return liveLine(process.stderr, () => {
    const { isTTY, columns = 80 } = process.stderr;
    return isTTY ? barBefore(text(), shareDone(current()), columns) : text();
  });
}

/** 0..1 of whichever bound is nearer. */
function shareDone(job: Job | null): number {
  if (!job) return 0;
  return Math.max(job.budget ? job.elapsed / job.budget : 0, job.moves ? job.stats.moves / job.moves : 0);
}

function textOf(job: Job, unit: string): string {
  const { stats, elapsed } = job;
  const work = `${rounded(stats.moves)} ${stats.moves === 1 ? 'move' : 'moves'} in ${counted(stats.tasks, 'task')}, ${elapsed.toFixed(1)} s`;
  return `${job.title}: ${endText(job, unit)} (${sizeText(job)}; ${work})`;
}

export const command: Command = { usage, run };
