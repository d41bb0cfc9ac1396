/** `world:N`, `world:DE:N` or a file: what `lehr solve`, `serve --job` and `job submit` are given. */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ProblemError } from '../anneal/kind.ts';
import { decodeText } from '../formats/import/decode.ts';
import { importText, MAX_FILE_BYTES } from '../formats/import/import.ts';
import type { ImportedProblem } from '../formats/import/imported.ts';
import { world } from '../orchestrator/world.ts';

/** `world:N`, `world:COUNTRY:N`, or the path of a file in a format that `importText` knows. Throws a `ProblemError` in one line for people. */
export async function importSpec(spec: string): Promise<ImportedProblem> {
  if (!spec.startsWith('world:')) return importFile(spec);
  const [, country = null, count] = /^world:(?:([A-Z]{2}):)?(\d+)$/.exec(spec) ?? [];
  if (count === undefined)
    throw new ProblemError(`"${spec}" needs a number of cities, such as world:1000 or world:DE:500.`);
  return world({ country, count: Number(count) });
}

async function importFile(path: string): Promise<ImportedProblem> {
  const text = await readText(path);
  try {
    return importText(text, basename(path, extname(path)));
  } catch (error) {
    if (error instanceof ProblemError) throw new ProblemError(`${path}: ${error.message}`);
    throw error;
  }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES)
      throw new ProblemError(`${path} has ${size} bytes; the limit is ${MAX_FILE_BYTES}.`);
    return decodeText(await readFile(path));
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error);
    throw new ProblemError(`Cannot read ${path}: ${reason}.`);
  }
}
