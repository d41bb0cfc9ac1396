/** `lehr solve --problem FILE`: a problem of the user's own, as something to anneal. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ProblemError } from '../anneal/kind.ts';
import type { ProblemView } from '../peer/procedures.ts';
import { badInput, codeOf, Failure, inOneLine } from './failure.ts';
import { type AnyKind, buildProblem, importKind, instanceBytes } from './problem-module.ts';
import type { Solvable, SolvedJob } from './solvable.ts';
import { checkWritable } from './tour-file.ts';

/** Moves that are tried before the threads begin, and how long that may take: what cannot work is told at once. Milliseconds. */
const TRIED = 1_000;
const TRIED_MILLIS = 250;
/** Bytes of a state that are printed. */
const SHOWN = 64;

const VIEW: ProblemView = { surface: 'none', xy: [], names: [], unit: 'energy' };

/**
 * Builds the file, reads the instance and tries some moves. Throws a Failure of code 2 that says what is wrong with either.
 * @param instance a path; null: the problem's own sample
 * @param folder for the script, the caller's to remove when all threads have ended
 */
export async function ownProblem(file: string, instance: string | null, folder: string): Promise<Solvable> {
  const { script } = await buildProblem(file, folder);
  const kind = await importKind(script, file);
  const bytes = await instanceBytes(kind, file, instance);
  const problem = read(instance ?? `${file}: its sample`, () => kind.decode(bytes));
  tryOut(kind, problem, file);
  if (instance === null) process.stderr.write(`${file}: no instance is given, so its sample is taken\n`);
  const title = instance === null ? kind.name : `${kind.name} ${basename(instance, extname(instance))}`;
  return {
    unit: VIEW.unit,
    own: { kinds: new Map([[kind.name, kind]]), script },
    async spec(putBlob, { budget, moves, target, start, classic }) {
      if (classic) throw badInput(`--mode classic: there is no such kernel for ${kind.name}`);
      const state = start === null ? null : await startOf(kind, problem, start);
      const [blob, view, startBlob] = await Promise.all([
        putBlob(kind.encode(problem)),
        putBlob(new TextEncoder().encode(JSON.stringify(VIEW))),
        state && putBlob(state),
      ]);
      const job = { title, kind: kind.name, problem: blob, view, budget, moves, target, start: startBlob };
      return { ...job, reference: null };
    },
    async checkOut(path) {
      if (extname(path) === '.svg' && !kind.definition.view)
        throw badInput(`--out ${path}: ${file} has no view(instance, state) that draws one`);
      await checkWritable(path);
    },
    writeOut: (path, job) => write(path, contentOf(path, kind, problem, job)),
    state: ({ state }) => ({ text: `State ${hexOf(state)}`, json: { state: base64(state) } }),
  };
}

type Problem = ReturnType<AnyKind['decode']>;

/** Throws a Failure of code 2 where the definition throws, or contradicts itself. */
function tryOut(kind: AnyKind, problem: Problem, file: string): void {
  const check = `see: lehr problem test ${file}`;
  try {
    const kernel = kind.createKernel(problem);
    const task = { seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: TRIED };
    kernel.start(task);
    kernel.run(1);
    const heat = 8 * kind.temperatureScale(problem, kernel.answer().state);
    kernel.start({ ...task, schedule: { from: heat, to: heat } });
    const until = performance.now() + TRIED_MILLIS;
    for (let done = 0; done < TRIED && performance.now() < until; ) done = kernel.run(10);
    const { state, energy } = kernel.answer();
    const real = kind.energy(problem, state);
    if (real !== energy) throw new Error(`by its deltas the energy is ${energy}, by energy() ${real}`);
  } catch (error) {
    throw badInput(`${file}: ${inOneLine(error)}; ${check}`);
  }
}

async function startOf(kind: AnyKind, problem: Problem, path: string): Promise<Uint8Array> {
  const state = await readFile(path).catch((error) => {
    throw badInput(`--start ${path}: the file cannot be read (${codeOf(error) || inOneLine(error)})`);
  });
  read(`--start ${path}`, () => kind.energy(problem, state));
  return new Uint8Array(state);
}

/** What a definition says of bytes is about the file they are from. */
function read<Result>(path: string, reading: () => Result): Result {
  try {
    return reading();
  } catch (error) {
    throw error instanceof ProblemError ? badInput(`${path}: ${inOneLine(error)}`) : error;
  }
}

/** A picture, an object, or the state's own bytes, which `--start` reads again: as the name's ending says. */
function contentOf(path: string, kind: AnyKind, problem: Problem, job: SolvedJob): string | Uint8Array {
  const { definition } = kind;
  const { instance } = problem;
  const { state, energy } = job.best;
  switch (extname(path).toLowerCase()) {
    case '.svg':
      return definition.view!(instance, definition.validate(instance, state.slice()));
    case '.json':
      return `${JSON.stringify({ title: job.title, problem: kind.kernelVersion, energy, state: base64(state) })}\n`;
    default:
      return state;
  }
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw new Failure(`--out ${path}: cannot be written (${codeOf(error) || inOneLine(error)})`, 1);
  }
}

function base64(state: Uint8Array): string {
  return Buffer.from(state).toString('base64');
}

function hexOf(state: Uint8Array): string {
  const hex = Buffer.from(state.subarray(0, SHOWN)).toString('hex');
  return state.length > SHOWN ? `${hex}… (${state.length} bytes; --out FILE writes all)` : hex;
}
