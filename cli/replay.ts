/** `lehr replay`: computes a result's whole claim again, on this machine, believing nobody. */
import { readFile } from 'node:fs/promises';
import { ProblemError } from '../anneal/kind.ts';
import { kinds } from '../anneal/kinds.ts';
import { spinUnitOf } from '../formats/spin-unit.ts';
import { replayResult, type Verdict } from '../orchestrator/replay.ts';
import { type Result, readResult } from '../orchestrator/result-file.ts';
import { badInput, codeOf, inOneLine } from './failure.ts';
import { parseFlags, type Usage } from './flags.ts';
import type { Command } from './lehr.ts';
import { importProblem } from './problem.ts';
import { asResult, counted, grouped, rounded } from './units.ts';

const usage: Usage = {
  name: 'replay',
  takes: 'FILE [PROBLEM]',
  most: 2,
  summary:
    'Computes a result again: every task that led to it, bit for bit, and its energy. Exits with 0 when the claim holds, with 1 when it does not. Where no task led to the result, only its energy can be checked: that is said, and is no fault. The result names a problem and brings it; give PROBLEM, a file of your own or world:N, to have that compared.',
  flags: { json: { help: 'print the verdict as one JSON object' } },
  examples: [
    'lehr solve world:1000 --budget 10s --proof world.json',
    'lehr replay world.json',
    'lehr replay world.json world:1000',
  ],
};

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const [path, own] = flags.positionals;
  if (path === undefined) throw badInput('give the file of a result; see: lehr replay --help');
  const result = await resultIn(path);
  const { kind: name, kernel } = result.proof;
  const kind = kinds.get(name);
  if (!kind) throw badInput(`${path}: it is of the kind "${name}", which this program does not know`);
  if (kind.kernelVersion !== kernel) {
    throw badInput(
      `${path}: it is of the kernel ${kernel}, and this program has ${kind.kernelVersion}: take that version`,
    );
  }
  const unit = own === undefined ? unitToldBy(result) : await unitOfSame(result, own);
  if (unit === null) {
    process.stdout.write(`${result.title}: the claim is about another problem than ${own}\n`);
    return 1;
  }
  const progress = progressLine(
    result.proof.steps.reduce((sum, step) => sum + (step.is === 'task' ? step.until : 0), 0),
  );
  const verdict = judged(() => replayResult(kind, result, { onMoves: progress.moves }), path);
  progress.end();
  process.stdout.write(
    `${flags.has('json') ? JSON.stringify(jsonOf(result, verdict)) : textOf(result, verdict, unit)}\n`,
  );
  return verdict.holds ? 0 : 1;
}

/** What energies are in, as the file says; as far as a kind alone tells, where it says nothing that is known. */
function unitToldBy({ unit = '', proof }: Result): string {
  if (proof.kind === 'maxcut') return spinUnitOf(unit) ? unit : 'energy';
  return unit === 'm' ? unit : '';
}

/** Null where the result is of another problem than the user's own. */
async function unitOfSame(result: Result, own: string): Promise<string | null> {
  const { kind, problem, view } = await importProblem(own);
  const bytes = kinds.get(kind)!.encode(problem);
  return Buffer.from(bytes).equals(result.problem) ? view.unit : null;
}

async function resultIn(path: string): Promise<Result> {
  const file = await readFile(path, 'utf8').catch((error) => {
    throw badInput(`${path}: cannot be read (${codeOf(error) || inOneLine(error)})`);
  });
  return judged(() => readResult(file), path);
}

/** The file is at fault, not the claim. */
function judged<T>(work: () => T, path: string): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) throw badInput(`${path}: ${inOneLine(error)}`);
    throw error;
  }
}

function textOf({ title, best, proof }: Result, verdict: Verdict, unit: string): string {
  const tasks = tasksIn(verdict);
  if (verdict.holds && tasks === 0) return untold(`${title}: ${asResult(best.energy, unit)}`, verdict.behind);
  const done = `${counted(tasks, 'task')} and ${rounded(verdict.moves)} moves computed again with ${proof.kernel}`;
  if (!verdict.holds) return `${title}: the claim does not hold: ${verdict.why} (${done})`;
  const rest = verdict.isWhole
    ? 'from its start on'
    : `from a given state on, ${counted(verdict.behind, 'task')} after the start`;
  return `${title}: ${asResult(best.energy, unit)} holds, bit for bit, ${rest} (${done})`;
}

/** Tasks that were computed again, with the same bytes. */
function tasksIn({ steps }: Verdict): number {
  return steps.filter(({ is, outcome }) => is === 'task' && outcome === 'same').length;
}

/** @param said the result and its energy */
function untold(said: string, behind: number): string {
  const before =
    behind === 0 ? '' : ` (${grouped(behind)} ${behind === 1 ? 'task lies' : 'tasks lie'} before it)`;
  return `${said} is right for the state in the file, and no task was computed again: the file names none, it gives the state as it is${before}. So it shows that there is such a state, not how it was found`;
}

function jsonOf({ title, best, proof }: Result, verdict: Verdict) {
  const { holds, isWhole, energy, steps, moves, behind, why } = verdict;
  return {
    holds,
    whole: isWhole,
    title,
    kind: proof.kind,
    kernel: proof.kernel,
    problem: proof.problem,
    claimed: best.energy,
    energy,
    tasks: tasksIn(verdict),
    moves,
    behind,
    why,
    steps,
  };
}

/** On a terminal only, while it takes long. */
function progressLine(all: number): { moves(done: number): void; end(): void } {
  const { stderr } = process;
  let shown = 0;
  return {
    moves(done) {
      const now = performance.now();
      if (!stderr.isTTY || now - shown < 200) return;
      shown = now;
      stderr.write(`\r${Math.floor((100 * done) / Math.max(1, all))} % of ${rounded(all)} moves `);
    },
    end() {
      if (shown > 0) stderr.write('\r\u001b[K');
    },
  };
}

export const command: Command = { usage, run };
