import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ProblemError } from '../../anneal/kind.ts';
import { csv } from './csv.ts';
import { gset } from './gset.ts';
import type { ImportedProblem } from './imported.ts';
import { spinModel } from './spin-model.ts';
import { tsplib } from './tsplib.ts';
import { world } from './world.ts';

/** Room for the largest matrix Lehr takes, written out in full. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** `world:N`, or the path of a file in a format that `importText` knows. Throws a `ProblemError` in one line for people. */
export async function importSpec(spec: string): Promise<ImportedProblem> {
  const count = /^world:(.*)$/.exec(spec);
  if (count === null) return importFile(spec);
  if (!/^\d+$/.test(count[1]))
    throw new ProblemError(`"${spec}" needs a number of cities, such as world:1000.`);
  return world(Number(count[1]));
}

export async function importFile(path: string): Promise<ImportedProblem> {
  const text = await readText(path);
  try {
    return importText(text, basename(path, extname(path)));
  } catch (error) {
    if (error instanceof ProblemError) throw new ProblemError(`${path}: ${error.message}`);
    throw error;
  }
}

const NAMES = 'TSPLIB (.tsp), CSV, G-set graphs, and QUBO and Ising models (COO, qbsolv)';

/** Tells the formats apart by content. `title` names what has no name of its own. */
export function importText(text: string, title: string): ImportedProblem {
  if (text.includes('\0')) throw new ProblemError(`This is no text; Lehr reads ${NAMES}.`);
  const head = text.slice(0, 4096);
  if (/^\s*(NAME|TYPE|COMMENT|DIMENSION|EDGE_WEIGHT_TYPE)\s*:/im.test(head)) return tsplib(text);
  if (/^p\s+qubo\s|^#\s*vartype\s*=/im.test(head)) return spinModel(text, title);
  // A CSV file has a header, so one that begins with numbers between spaces is none: two of them, or a term of three.
  const [first = ''] = /^(?!\s*#)\s*\S.*$/m.exec(head) ?? [];
  if (/^\s*\d+[ \t]+\d+\s*$/.test(first)) return gset(text, title);
  if (/^\s*\d+[ \t]+\d+[ \t]+[-+.\d]\S*\s*$/.test(first)) return spinModel(text, title);
  return csv(text, title);
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES)
      throw new ProblemError(`${path} has ${size} bytes; the limit is ${MAX_FILE_BYTES}.`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error);
    throw new ProblemError(`Cannot read ${path}: ${reason}.`);
  }
}
