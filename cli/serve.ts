/** `lehr serve`: router, orchestrator and pages in one process, on one port, with one data folder. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Job, JobSpec, ProblemView } from '../peer/procedures.ts';
import { startServer } from '../router-lite/node/server.ts';
import type { Store } from '../router-lite/store/store.ts';
import { addresses, banner } from './banner.ts';
import { openStore } from './data-folder.ts';
import { badInput, codeOf, inOneLine } from './failure.ts';
import { type Parsed, parseFlags, type Usage } from './flags.ts';
import { type House, openHouse } from './house.ts';
import type { Command } from './lehr.ts';
import { liveLine } from './live-line.ts';
import { importProblem, toSpec } from './problem.ts';
import { endText, healthOf, liveText, sizeText } from './report.ts';
import { rounds } from './rounds.ts';
import { stopSignal } from './stop-signal.ts';
import { asClock, parseCount, parseDuration } from './units.ts';

/** Of a round, when no budget is given: seconds of donated time, and milliseconds until the next. */
const ROUND = 300;
const BETWEEN_ROUNDS = 15_000;

const usage: Usage = {
  name: 'serve',
  summary: 'Starts Lehr: open the printed address in browsers, press Donate, and watch the tour get shorter.',
  flags: {
    port: { value: 'N', help: 'TCP port (8080; 0 picks a free one)' },
    host: { value: 'ADDRESS', help: 'address to listen on (0.0.0.0: all)' },
    data: { value: 'DIR', help: 'folder of the durable state (.lehr); a restart on it goes on where it was' },
    job: { value: 'SPEC', help: 'world:N, or a file: TSPLIB, CSV, G-set, QUBO or Ising (world:1000)' },
    donors: { value: 'N', help: 'donors of this machine, one thread each (0)' },
    budget: {
      value: 'T',
      help: `anneal once for so much donated time, 10s, 5m or 1h, and keep the result up (else rounds of ${ROUND / 60}m)`,
    },
    'no-job': { help: 'start no job: wait for one to be submitted' },
    quiet: { help: 'print no live line' },
  },
  examples: [
    'lehr serve --port 8080 --job world:1000',
    'lehr serve --job cities.csv --donors 2 --budget 60s',
  ],
};

interface Settings {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly job: string | null;
  readonly donors: number;
  readonly budget: number | null;
  readonly quiet: boolean;
}

function settingsOf(flags: Parsed): Settings {
  const budget = flags.text('budget');
  const job = flags.text('job');
  if (flags.has('no-job') && (job !== undefined || budget !== undefined)) {
    throw badInput('--no-job starts no job: leave out --job and --budget');
  }
  const host = flags.text('host') ?? '0.0.0.0';
  if (host === '') throw badInput('--host: give an address, such as 127.0.0.1');
  return {
    port: parseCount('--port', flags.text('port') ?? '8080', [0, 65_535]),
    host,
    data: resolve(flags.text('data') ?? '.lehr'),
    job: flags.has('no-job') ? null : (job ?? 'world:1000'),
    donors: parseCount('--donors', flags.text('donors') ?? '0', [0, 64]),
    budget: budget === undefined ? null : parseDuration('--budget', budget),
    quiet: flags.has('quiet'),
  };
}

async function run(argv: readonly string[]): Promise<number> {
  const settings = settingsOf(parseFlags(usage, argv));
  const stop = stopSignal();
  const imported = settings.job === null ? null : await importProblem(settings.job);
  const store = openStore(settings.data);
  const line = liveLine(process.stdout, () =>
    settings.quiet || !house ? '' : liveText(house.orchestrator, unitOf(house.orchestrator.current)),
  );
  const unitOf = unitsIn(store);
  let house: House | null = null;
  const closing: (() => Promise<void> | void)[] = [() => line.stop(), () => store.close()];
  const closeAll = async () => {
    // One that fails must not keep the others open.
    for (const close of closing.splice(0)) {
      try {
        await close();
      } catch (error) {
        process.stderr.write(`lehr: ${inOneLine(error)}\n`);
      }
    }
  };
  try {
    const open = await openHouse({ store, log: (text) => line.say(text) });
    closing.unshift(() => open.close());
    const server = await listen(settings, open, store);
    // After the router has said goodbye.
    closing.splice(1, 0, () => server.close());
    line.say(banner(settings.host, server.port));
    const spec = imported && (await toSpec(imported, store, settings.budget ?? ROUND));
    await open.orchestrator.resume(spec);
    line.say(opening(open.orchestrator.current, settings));
    house = open;
    if (spec) closing.unshift(followRounds(open.orchestrator, spec, settings, { say: line.say, unitOf }));
    await open.addDonors(settings.donors, await secretOf(store));
    await stop.asked;
    line.say('Stopping …');
    return 0;
  } finally {
    await closeAll();
    stop.release();
  }
}

const LISTEN_FAULTS = new Set(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND']);

async function listen({ host, port }: Settings, house: House, store: Store) {
  try {
    const server = await startServer({
      router: house.router,
      host,
      port,
      wsPath: '/ws',
      staticDir: fileURLToPath(new URL('../web', import.meta.url)),
      health: () => ({
        ok: true,
        details: { ...healthOf(house.orchestrator), join: addresses(host, server.port).join },
      }),
      getBlob: (sha256) => store.getBlob(sha256),
    });
    return server;
  } catch (error) {
    // The server's words say what to do for each of these.
    if (LISTEN_FAULTS.has(codeOf(error))) throw badInput(inOneLine(error));
    throw error;
  }
}

function opening(job: Job | null, { budget, donors, job: wanted }: Settings): string {
  const how = 'Stop with Ctrl-C.';
  if (!job || (wanted === null && job.state !== 'running'))
    return `No job: waiting for one to be submitted. ${how}`;
  const size = sizeText(job);
  const goesOn = job.best ? `, goes on at ${asClock(job.elapsed)} from the best known` : '';
  const left = job.budget === null ? 'until it is cancelled' : `${asClock(job.budget)} of donated time`;
  const time =
    wanted === null
      ? left
      : budget === null
        ? `rounds of ${asClock(ROUND)} of donated time`
        : `${asClock(budget)} of donated time, once`;
  const waits = donors === 0 && !job.best ? ' It begins when the first donor joins.' : '';
  return `Job: ${job.title} (${size}), ${time}${goesOn}.${waits} ${how}`;
}

function followRounds(
  orchestrator: Orchestrator,
  spec: JobSpec,
  { budget }: Settings,
  { say, unitOf }: { readonly say: (text: string) => void; readonly unitOf: (job: Job | null) => string },
): () => void {
  const next =
    budget === null ? 'The next round begins in 15 seconds.' : 'The result stays up; stop with Ctrl-C.';
  return rounds({
    orchestrator,
    spec,
    pause: budget === null ? BETWEEN_ROUNDS : null,
    ended: (job) => say(`Done after ${asClock(job.elapsed)}: ${endText(job, unitOf(job))}. ${next}`),
    failed: (error) => say(`The next round cannot begin: ${inOneLine(error)}. Trying again in 15 seconds.`),
  });
}

/** The unit of a job's lengths, from its view; read once a job. */
function unitsIn(store: Store): (job: Job | null) => string {
  let known = { view: '', unit: '' };
  return (job) => {
    if (job && job.view !== known.view) {
      const bytes = store.getBlob(job.view);
      const view = bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Partial<ProblemView>);
      known = { view: job.view, unit: view?.unit ?? '' };
    }
    return known.unit;
  };
}

/** Makes the donors of this machine the same at every start on this data. */
async function secretOf(store: Store): Promise<string> {
  const known = store.get('cli/secret');
  if (known) return Buffer.from(known).toString('hex');
  const secret = randomBytes(16);
  await store.put('cli/secret', secret);
  return secret.toString('hex');
}

export const command: Command = { usage, run };
