/** A user's problem: TypeScript or JavaScript that exports `problem`, what `defineProblem` returns. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { type DefinedKind, defineProblem } from '../anneal/define-problem.ts';
import { Random } from '../anneal/random.ts';
import { badInput, codeOf, inOneLine } from './failure.ts';
import { whileTrapped } from './forbidden.ts';

export type AnyKind = DefinedKind<unknown, unknown, unknown>;

export interface ProblemScript {
  /** To be imported. */
  readonly script: string;
  /** The user's own files, absolute, and their sources: not Lehr's. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The door for users, `lehr/problem`: built beside this, or its source in a checkout's tests. */
const DOOR = ['./problem.js', '../anneal/define-problem.ts']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find(existsSync);

/**
 * One script of the file and what it imports, where it is TypeScript or a builder is here; nothing of it runs. Throws a Failure of
 * code 2 that says what is wrong with the file.
 * @param folder for the script, the caller's to remove
 */
export async function buildProblem(path: string, folder: string): Promise<ProblemScript> {
  const file = resolve(path);
  const source = await readFile(file, 'utf8').catch((error) => {
    throw badInput(`${path}: cannot be read (${codeOf(error) || inOneLine(error)})`);
  });
  const built = await bundle(file, path);
  if (built === null) return { script: file, sources: new Map([[file, source]]) };
  const script = join(folder, 'problem.mjs');
  await writeFile(script, built.code);
  return { script, sources: built.sources };
}

/** Runs the script. Throws a Failure of code 2 that names `path` where it exports no problem. */
export async function importKind(script: string, path: string): Promise<AnyKind> {
  let exported: Record<string, unknown>;
  try {
    exported = await import(pathToFileURL(script).href);
  } catch (error) {
    throw badInput(`${path}: cannot be loaded: ${inOneLine(error)}`);
  }
  const kind = exported.problem ?? exported.default;
  if (!isKind(kind))
    throw badInput(`${path}: export the problem, as in: export const problem = defineProblem({ … })`);
  // Made anew by our own copy: the script's errors are of its own copy's classes.
  return defineProblem(kind.definition);
}

/** The bytes of an instance; of the problem's own sample where it is null. Throws a Failure of code 2. */
export async function instanceBytes(
  kind: AnyKind,
  file: string,
  instance: string | null,
): Promise<Uint8Array> {
  if (instance !== null) {
    return await readFile(instance).catch((error) => {
      throw badInput(`${instance}: cannot be read (${codeOf(error) || inOneLine(error)})`);
    });
  }
  const { sample } = kind.definition;
  if (!sample)
    throw badInput(`${file} has no sample: add sample(chance), or give an instance after the file`);
  const chance = new Random();
  chance.seed(1);
  try {
    return whileTrapped(() => sample(chance).slice());
  } catch (error) {
    throw badInput(`${file}: sample: ${inOneLine(error)}`);
  }
}

/** One script of the file and all it imports; null for JavaScript where there is no builder. */
async function bundle(
  file: string,
  path: string,
): Promise<{ code: string; sources: Map<string, string> } | null> {
  const vite = await import('vite').catch(() => null);
  if (vite === null) {
    if (/\.m?js$/.test(extname(file))) return null;
    throw badInput(
      `${path}: TypeScript needs vite, which is not installed: npm install vite, or give JavaScript`,
    );
  }
  try {
    const result = await vite.build({
      configFile: false,
      logLevel: 'silent',
      root: resolve(file, '..'),
      resolve: { alias: { 'lehr/problem': DOOR ?? 'lehr/problem' } },
      ssr: { noExternal: true },
      build: { ssr: file, write: false, target: 'node20', minify: false },
    });
    const output = 'output' in result ? result.output : Array.isArray(result) ? result[0].output : [];
    const [chunk] = output;
    if (chunk?.type !== 'chunk') throw new Error('the builder gave no script');
    const sources = new Map<string, string>();
    for (const id of chunk.moduleIds) {
      if (id.startsWith('\0') || isOurs(id)) continue;
      sources.set(id, await readFile(id, 'utf8'));
    }
    return { code: chunk.code, sources };
  } catch (error) {
    // The builder writes in colour, also where nobody sees any.
    throw badInput(`${path}: does not build: ${stripVTControlCharacters(inOneLine(error))}`);
  }
}

/** Lehr's own modules, which the door brings with it. */
function isOurs(id: string): boolean {
  return DOOR !== undefined && id.startsWith(resolve(DOOR, '..'));
}

function isKind(value: unknown): value is AnyKind {
  return typeof value === 'object' && value !== null && 'definition' in value && 'createKernel' in value;
}
