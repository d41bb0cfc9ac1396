/** `lehr problem test FILE`: the conformance kit over a user's own problem. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { type Check, checkDefinition, checkKind, FULL_EFFORT } from '../anneal/conformance.ts';
import { Random } from '../anneal/random.ts';
import { badInput, codeOf, inOneLine } from './failure.ts';
import { parseFlags, type Usage } from './flags.ts';
import { type Finding, findForbidden, whileTrapped } from './forbidden.ts';
import type { Command } from './lehr.ts';
import { type AnyKind, loadProblemModule } from './problem-module.ts';
import { grouped, parseCount, rounded } from './units.ts';

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
    json: { help: 'print the report as one JSON object in the last line' },
  },
  examples: ['lehr problem test qap.ts', 'lehr problem test qap.ts tai30a.dat --moves 10000'],
};

interface Report {
  readonly problem: string;
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** Same in every engine; null where no task could be run. */
  readonly fingerprint: string | null;
  readonly movesPerSecond: number | null;
}

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const [verb, file, instance] = flags.positionals;
  if (verb !== 'test' || file === undefined) throw badInput('give a file: lehr problem test FILE [INSTANCE]');
  const moves = parseCount('--moves', flags.text('moves') ?? String(FULL_EFFORT.moves), [1, 1e9]);
  const { kind, sources } = await loadProblemModule(file);
  const found = [...sources].flatMap(([path, source]) => findForbidden(path, source));
  const bytes = await instanceBytes(kind, file, instance);
  const report = reportOn(kind, bytes, { found, moves });
  process.stdout.write(`${flags.has('json') ? JSON.stringify(report) : textOf(report)}\n`);
  return report.ok ? 0 : 1;
}

async function instanceBytes(kind: AnyKind, file: string, instance: string | undefined): Promise<Uint8Array> {
  if (instance !== undefined) {
    return await readFile(instance).catch((error) => {
      throw badInput(`${instance}: cannot be read (${codeOf(error) || inOneLine(error)})`);
    });
  }
  const { sample } = kind.definition;
  if (!sample)
    throw badInput(
      `${file} has no sample: add sample(chance), or give an instance: lehr problem test FILE INSTANCE`,
    );
  const chance = new Random();
  chance.seed(1);
  try {
    return whileTrapped(() => sample.call(kind.definition, chance).slice());
  } catch (error) {
    throw badInput(`${file}: sample: ${inOneLine(error)}`);
  }
}

function reportOn(
  kind: AnyKind,
  bytes: Uint8Array,
  { found, moves }: { readonly found: readonly Finding[]; readonly moves: number },
): Report {
  const effort = { ...FULL_EFFORT, moves };
  const { whole, checks } = whileTrapped(() => ({
    whole: checkKind(kind, bytes, effort),
    checks: checkDefinition(kind, bytes, effort),
  }));
  const all = [staticCheck(found), ...whole.checks, ...checks];
  const ok = all.every((check) => check.ok);
  return {
    problem: kind.kernelVersion,
    ok,
    checks: all,
    fingerprint: whole.fingerprint,
    movesPerSecond: ok ? speedOf(kind, bytes) : null,
  };
}

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

/** Measured over half a second of CPU after as much to warm up. */
function speedOf(kind: AnyKind, bytes: Uint8Array): number {
  const problem = kind.decode(bytes);
  const kernel = kind.createKernel(problem);
  const task = { seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: Number.MAX_SAFE_INTEGER };
  kernel.start(task);
  kernel.run(1_000);
  const heat = 2 * kind.temperatureScale(problem, kernel.answer().state);
  kernel.start({ ...task, schedule: { from: heat, to: heat } });
  let speed = 0;
  for (let phase = 0, done = 0; phase < 2; phase++) {
    const begin = process.cpuUsage();
    const first = done;
    let seconds = 0;
    for (let slice = 100; seconds < 0.5; slice *= 2) {
      done = kernel.run(slice);
      const { user, system } = process.cpuUsage(begin);
      seconds = (user + system) / 1e6;
    }
    speed = (done - first) / seconds;
  }
  return Math.round(speed);
}

function textOf({ problem, ok, checks, fingerprint, movesPerSecond }: Report): string {
  return [
    ...checks.map(({ name, ok: passed, detail }) => `${passed ? 'ok  ' : 'FAIL'}  ${name}: ${detail}`),
    ...(fingerprint === null || !ok ? [] : [`answers ${fingerprint}: the same on every machine`]),
    ...(movesPerSecond === null ? [] : [`${rounded(movesPerSecond)} moves/s on one core`]),
    ok ? `${problem} can be annealed and replayed.` : `${problem} cannot be trusted yet: see what failed.`,
  ].join('\n');
}

export const command: Command = { usage, run };
