/** `lehr serve`: router, pages and, unless others lead, the orchestrator in one process, on one port, with one data folder. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { ImportedProblem } from '../formats/import/imported.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { isLastRound, type RoundsOptions, rounds } from '../orchestrator/rounds.ts';
import type { Job, JobSpec, ProblemView } from '../peer/procedures.ts';
import { startServer } from '../router-lite/node/server.ts';
import type { Store } from '../router-lite/store/store.ts';
import { forgettingTypes, typedBlobs } from '../router-lite/typed-blobs.ts';
import { addresses, banner, doors } from './banner.ts';
import { openStore } from './data-folder.ts';
import { embedHeaders, withOrigins } from './embedding.ts';
import { badInput, codeOf, inOneLine } from './failure.ts';
import { parseFlags } from './flags.ts';
import { healthMetrics } from './health-metrics.ts';
import { type House, openHouse, openHouseWithout } from './house.ts';
import type { Command } from './lehr.ts';
import { liveLine } from './live-line.ts';
import { withJobs } from './page.ts';
import { accepted, importProblem, toSpec } from './problem.ts';
import { endText, healthOf, liveText, metricsOf, sizeText } from './report.ts';
import { ROUND, type Settings, settingsOf, usage } from './serve-settings.ts';
import { stopSignal } from './stop-signal.ts';
import { tokenOf } from './tokens.ts';
import { asClock } from './units.ts';

/** Milliseconds until the next round. */
const BETWEEN_ROUNDS = 15_000;

async function run(argv: readonly string[]): Promise<number> {
  const settings = settingsOf(parseFlags(usage, argv));
  const stop = stopSignal();
  const imported: ImportedProblem[] = [];
  for (const job of settings.jobs) imported.push(await importProblem(job));
  const store = forgettingTypes(openStore(settings.data, settings.sync));
  const line = liveLine(process.stdout, () =>
    settings.quiet || !house ? '' : liveText(house.shown, unitOf(house.shown.current)),
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
    const submitter = tokenOf(settings.data, 'submitter');
    const operator = tokenOf(settings.data, 'operator');
    const leader = settings.isLed ? null : tokenOf(settings.data, 'orchestrator');
    const tokens = {
      submitter: submitter.token,
      operator: operator.token,
      ...(leader && { orchestrator: leader.token }),
    };
    const options = { store, tokens, log: (text: string) => line.say(text) };
    const whole = leader ? null : await openHouse(options);
    const open = whole ?? (await openHouseWithout(options));
    closing.unshift(() => open.close());
    const server = await listen(settings, { house: open, store, tokens: Object.values(tokens) });
    // After the router has said goodbye.
    closing.splice(1, 0, () => server.close());
    const specs: JobSpec[] = [];
    for (const problem of imported) {
      const spec = await toSpec(problem, (bytes) => store.putBlob(bytes), settings.wishes);
      specs.push({ ...spec, weight: settings.weight });
    }
    const jobs = whole ? await accepted(whole.orchestrator.resume(specs)) : [];
    line.say(banner(settings.host, server.port));
    const isTerminal = process.stdout.isTTY === true;
    line.say(doors(addresses(settings.host, server.port).here, { submitter, operator }, isTerminal));
    const { here } = addresses(settings.host, server.port);
    if (leader) line.say(leaderless(here, leader.file));
    if (whole)
      for (const text of opening(whole.orchestrator, jobs, { settings, here, file: submitter.file }))
        line.say(text);
    house = open;
    for (const [i, spec] of specs.entries()) {
      const round = { spec, first: jobs[i]! };
      closing.unshift(followRounds(whole!.orchestrator, round, settings, { say: line.say, unitOf }));
    }
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

interface Serving {
  readonly house: House;
  readonly store: Store;
  /** Who has one may store blobs. */
  readonly tokens: readonly string[];
}

async function listen({ host, port, embedOrigins }: Settings, { house, store, tokens }: Serving) {
  const blobs = typedBlobs(store);
  const filled = (html: string, path: string) => {
    if (path === '/') return withJobs(html, house.shown.running);
    if (path === '/embed/') return withOrigins(withJobs(html, house.shown.running), embedOrigins);
    return html;
  };
  try {
    const server = await startServer({
      router: house.router,
      host,
      port,
      wsPath: '/ws',
      staticDir: fileURLToPath(new URL('../web', import.meta.url)),
      health: () => ({
        ok: house.monitor.bulletin.status !== 'failing',
        status: house.monitor.bulletin.status,
        details: {
          ...healthOf(house.shown),
          join: addresses(host, server.port).join,
          checked: house.monitor.bulletin.at,
          services: house.monitor.bulletin.services,
        },
      }),
      metrics: () => metricsOf(house.shown) + healthMetrics(house.monitor.bulletin),
      getBlob: (sha256) => blobs.get(sha256),
      putBlob: { tokens, put: (bytes, type) => blobs.put(bytes, type) },
      fillPage: filled,
      pageHeaders: embedHeaders(embedOrigins),
    });
    return server;
  } catch (error) {
    // The server's words say what to do for each of these.
    if (LISTEN_FAULTS.has(codeOf(error))) throw badInput(inOneLine(error));
    throw error;
  }
}

function leaderless(here: string, file: string): string {
  return `No orchestrator here. Start one or more, the first leads, with: lehr orchestrator --router ${here} --token ${file}. Stop with Ctrl-C.`;
}

interface Opening {
  readonly settings: Settings;
  /** The address for this machine. */
  readonly here: string;
  /** Of the submit token. */
  readonly file: string;
}

/** What is said once all is up: a line for each job that runs. */
function opening(
  { running }: Orchestrator,
  wanted: readonly Job[],
  { settings, here, file }: Opening,
): string[] {
  const how = 'Stop with Ctrl-C.';
  if (running.length === 0 && wanted.length === 0)
    return [
      `No job: waiting for one to be submitted, with: lehr job submit FILE --url ${here} --token ${file}. ${how}`,
    ];
  // The wanted ones first, whatever their state; what was submitted before goes on beside them.
  const jobs = [...wanted, ...running.filter(({ id }) => !wanted.some((job) => job.id === id))];
  const waits = settings.donors === 0 && jobs.every(({ best }) => !best);
  const lines = jobs.map((job) => jobText(job, settings, wanted.includes(job)));
  return [
    ...lines.slice(0, -1),
    `${lines.at(-1)}${waits ? ' It begins when the first donor joins.' : ''} ${how}`,
  ];
}

function jobText(job: Job, { budget }: Settings, wanted: boolean): string {
  const size = sizeText(job);
  const goesOn = job.best ? `, goes on at ${asClock(job.elapsed)} from the best known` : '';
  const left = job.budget === null ? 'until it is cancelled' : `${asClock(job.budget)} of donated time`;
  const once = wanted && budget !== null ? ', once' : '';
  const time = wanted && budget === null ? `rounds of ${asClock(ROUND)} of donated time` : `${left}${once}`;
  const state = job.state === 'running' ? '' : ` It is ${job.state}.`;
  return `Job: ${job.title} (${size}), ${time}${goesOn}.${state}`;
}

function followRounds(
  orchestrator: Orchestrator,
  round: Pick<RoundsOptions, 'spec' | 'first'>,
  { budget, jobs }: Settings,
  { say, unitOf }: { readonly say: (text: string) => void; readonly unitOf: (job: Job | null) => string },
): () => void {
  const titled = ({ title }: Job) => (jobs.length > 1 ? `${title}: ` : '');
  const next = (job: Job) =>
    budget === null && !isLastRound(job)
      ? 'The next round begins in 15 seconds.'
      : 'The result stays up; stop with Ctrl-C.';
  return rounds({
    orchestrator,
    ...round,
    pause: budget === null ? BETWEEN_ROUNDS : null,
    ended: (job) => say(`${titled(job)}${roundText(job, { next: next(job), unit: unitOf(job) })}`),
    failed: (error) => say(`The next round cannot begin: ${inOneLine(error)}. Trying again in 15 seconds.`),
  });
}

function roundText(job: Job, { next, unit }: { readonly next: string; readonly unit: string }): string {
  if (job.state === 'cancelled') return `Cancelled after ${asClock(job.elapsed)}: ${endText(job, unit)}.`;
  return `Done after ${asClock(job.elapsed)}: ${endText(job, unit)}. ${next}`;
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
