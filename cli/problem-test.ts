/** `lehr problem test FILE`: the conformance kit over a user's own problem, in a thread that is watched. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Check, FULL_EFFORT } from '../anneal/conformance/check.ts';
import { badInput, Failure, inOneLine } from './failure.ts';
import { parseFlags, type Usage } from './flags.ts';
import { type Finding, findForbidden } from './forbidden.ts';
import type { Command } from './lehr.ts';
import { builtThread } from './node-donor.ts';
import { buildProblem } from './problem-module.ts';
import type { Found, ProblemNews, ProblemRun } from './problem-thread.ts';
import { asSeconds, grouped, parseCount, parseDuration, rounded } from './units.ts';
import { newBoard, stuck } from './watched.ts';

const usage: Usage = {
  name: 'problem',
  takes: 'test FILE [INSTANCE]',
  most: 3,
  summary:
    'Checks a problem of your own (docs/define-a-problem.md): FILE exports what defineProblem returns; INSTANCE is an input for its decode, else its sample.',
  flags: {
    moves: {
      value: 'N',
      help: `moves whose delta is compared with the energy (${grouped(FULL_EFFORT.moves)})`,
    },
    patience: { value: 'T', help: 'time in which each call of a function must return (20s)' },
    json: { help: 'print the report as one JSON object in the last line' },
  },
  examples: ['lehr problem test qap.ts', 'lehr problem test qap.ts tai30a.dat --moves 10000'],
};

interface Report extends Found {
  readonly problem: string;
  readonly ok: boolean;
}

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const [verb, file, instance] = flags.positionals;
  if (verb !== 'test' || file === undefined) throw badInput('give a file: lehr problem test FILE [INSTANCE]');
  const moves = parseCount('--moves', flags.text('moves') ?? String(FULL_EFFORT.moves), [1, 1e9]);
  const patience = parseDuration('--patience', flags.text('patience') ?? '20s');
  const folder = await mkdtemp(join(tmpdir(), 'lehr-problem-'));
  try {
    const { script, sources } = await buildProblem(file, folder);
    const constant = staticCheck([...sources].flatMap(([path, source]) => findForbidden(path, source)));
    const task = { script, file, instance: instance ?? null, moves, board: newBoard() };
    const { problem, checks, ...found } = await checked(task, patience);
    const all = [constant, ...checks];
    const ok = all.every((check) => check.ok);
    const report = { problem, ok, checks: all, ...found, movesPerSecond: ok ? found.movesPerSecond : null };
    process.stdout.write(`${flags.has('json') ? JSON.stringify(report) : textOf(report)}\n`);
    return ok ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everything that is found by running the problem; also where it does not come back. */
async function checked(task: ProblemRun, patience: number): Promise<Omit<Report, 'ok'>> {
  const thread = new Worker(builtThread('problem-thread.js'), { workerData: task });
  const watch = stuck(task.board, 1_000 * patience);
  let problem = task.file;
  const broken = (detail: string): Omit<Report, 'ok'> => ({
    problem,
    checks: [{ name: RETURNS, ok: false, detail }],
    fingerprint: null,
    movesPerSecond: null,
  });
  const told = new Promise<Omit<Report, 'ok'>>((resolve, reject) => {
    thread.on('message', (news: ProblemNews) => {
      if (news.is === 'named') problem = news.problem;
      if (news.is === 'fault') reject(badInput(news.message));
      if (news.is !== 'done') return;
      const returns = { name: RETURNS, ok: true, detail: `none took ${asSeconds(patience)}` };
      resolve({ ...news.found, problem, checks: [returns, ...news.found.checks] });
    });
    thread.once('error', (error) => reject(new Failure(`${task.file}: ${inOneLine(error)}`, 1)));
    thread.once('exit', () => resolve(broken('it ended the program: leave process alone')));
  });
  const late = watch.in.then((name) =>
    broken(`${name ?? 'what runs as the file is loaded'} has not returned for ${asSeconds(patience)}`),
  );
  try {
    return await Promise.race([told, late]);
  } finally {
    watch.stop();
    await thread.terminate();
  }
}

const RETURNS = 'every call returns';

function staticCheck(found: readonly Finding[]): Check {
  return {
    name: 'nothing that differs between engines',
    ok: found.length === 0,
    detail:
      found.length === 0
        ? 'no clock, no chance but the host’s, no Math but what is exact'
        : found.map(({ file, line, what }) => `${relative('.', file)}:${line} uses ${what}`).join('; '),
  };
}

function textOf({ problem, ok, checks, fingerprint, movesPerSecond }: Report): string {
  return [
    ...linesOf(checks),
    ...(fingerprint === null || !ok ? [] : [`answers ${fingerprint}: the same on every machine`]),
    ...(movesPerSecond === null ? [] : [`${rounded(movesPerSecond)} moves/s on one core`]),
    ok ? `${problem} can be annealed and replayed.` : `${problem} cannot be trusted yet: see what failed.`,
  ].join('\n');
}

/** One line a check; those that fail by the same fault, as one that every function meets, have one, where the first stands. */
export function linesOf(checks: readonly Check[]): string[] {
  return checks.flatMap(({ name, ok, detail }) => {
    if (ok) return [`ok    ${name}: ${detail}`];
    const same = checks.filter((check) => !check.ok && check.detail === detail);
    if (same[0]!.name !== name) return [];
    const more = same.length - 1;
    const others = more === 0 ? '' : more === 1 ? `, and ${same[1]!.name}` : `, and ${more} other checks`;
    return [`FAIL  ${name}${others}: ${detail}`];
  });
}

export const command: Command = { usage, run };
