/** `lehr solve`: router, orchestrator and donors in this process tree, no port, nothing kept. */
import { availableParallelism } from 'node:os';
import type { ImportedProblem } from '../formats/import/imported.ts';
import { seededRandom } from '../orchestrator/random.ts';
import type { Job } from '../peer/procedures.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import { COLUMNS_FLAG } from './columns.ts';
import { badInput, Failure } from './failure.ts';
import { type Parsed, parseFlags, type Usage } from './flags.ts';
import { type House, openHouse } from './house.ts';
import type { Command } from './lehr.ts';
import { barBefore, type LiveLine, liveLine } from './live-line.ts';
import { accepted, importProblem, toSpec } from './problem.ts';
import { endText, liveText, resultJson, sizeText } from './report.ts';
import { writeProof } from './result-out.ts';
import { stopSignal } from './stop-signal.ts';
import { checkOut, writeOut } from './tour-file.ts';
import { grouped, parseCount, rounded } from './units.ts';
import { WISH_FLAGS, type Wishes, wishesOf } from './wishes.ts';

const usage: Usage = {
  name: 'solve',
  takes: 'FILE|world:N',
  summary:
    'Anneals one problem on this machine: a CSV, GeoJSON, GPX or TSPLIB file, a G-set graph, a QUBO or Ising model, or the N largest cities.',
  flags: {
    budget: { value: 'T', help: 'time to anneal: 10s, 5m, 1h, or none: until Ctrl-C (10s)' },
    ...WISH_FLAGS,
    ...COLUMNS_FLAG,
    donors: { value: 'N', help: 'threads to anneal with (all but one core)' },
    out: {
      value: 'FILE',
      help: 'write the result, by the name’s ending: .tour (TSPLIB), .csv, .geojson, .gpx, .svg (poster); of spins .txt, .json',
    },
    proof: { value: 'FILE', help: 'write the result with how it came to be, for lehr replay (JSON)' },
    json: { help: 'print the result as one JSON object in the last line' },
    seed: { value: 'N', help: 'seed of the search, 0..4294967295; times still depend on the machine' },
  },
  examples: [
    'lehr solve berlin52.tsp --budget 5s',
    'lehr solve world:1000 --budget 1m --target 0.1% --out world.svg',
    'lehr solve G22.txt --out partition.txt',
  ],
};

interface Settings {
  readonly spec: string;
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
  const [spec] = flags.positionals;
  if (spec === undefined) throw badInput('give a problem: a file, or world:N; see: lehr solve --help');
  const seed = flags.text('seed');
  return {
    spec,
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
  const imported = await importProblem(settings.spec, settings.columns);
  if (settings.out !== null) await checkOut(settings.out, imported);
  const store = memoryStore();
  const stop = stopSignal();
  const house = await openHouse({
    store,
    log: (text) => process.stderr.write(`${text}\n`),
    ...(settings.seed === null ? {} : { random: seededRandom(settings.seed) }),
  });
  try {
    const spec = await toSpec(imported, (bytes) => store.putBlob(bytes), settings.wishes);
    await accepted(house.orchestrator.resume(spec));
    const job = await anneal(house, settings, imported, stop.asked);
    if (!job.best) {
      throw new Failure(
        job.state === 'done'
          ? 'there was no result in that time: give a longer --budget'
          : 'stopped before there was a result',
        1,
      );
    }
    // The result is worth more than the file: it is told also where the file then cannot be written.
    process.stdout.write(
      `${settings.json ? JSON.stringify(resultJson(job, imported.view.unit)) : textOf(job, imported.view.unit)}\n`,
    );
    if (settings.out !== null) {
      await writeOut(settings.out, imported, { ...job, best: job.best });
      if (!settings.json) process.stdout.write(`Written to ${settings.out}\n`);
    }
    if (settings.proof !== null) {
      await writeProof(settings.proof, job, house.orchestrator.proof(job.id), store.getBlob(job.problem));
      if (!settings.json) process.stdout.write(`Proof written to ${settings.proof}\n`);
    }
    return 0;
  } finally {
    await house.close();
    await store.close();
    stop.release();
  }
}

/** Resolves with the job at the end of its budget, or at the first signal with the best so far. */
async function anneal(
  { orchestrator, addDonors }: House,
  settings: Settings,
  imported: ImportedProblem,
  stopped: Promise<void>,
): Promise<Job> {
  const { id } = orchestrator.current!;
  void stopped.then(() => orchestrator.cancel(id));
  const ended = orchestrator.ended(id);
  const line = progress(
    () => orchestrator.current,
    () => liveText(orchestrator, imported.view.unit),
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
  const work = `${rounded(stats.moves)} moves in ${grouped(stats.tasks)} tasks, ${elapsed.toFixed(1)} s`;
  return `${job.title}: ${endText(job, unit)} (${sizeText(job)}; ${work})`;
}

export const command: Command = { usage, run };
