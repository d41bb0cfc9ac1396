/** `world:N`, `world:DE:N` or a file: what `lehr solve`, `serve --job` and `job submit` are given. */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ProblemError } from '../anneal/kind.ts';
import { columnsMissing, describeCsv } from '../formats/import/csv.ts';
import { decodeText } from '../formats/import/decode.ts';
import { formatOf, MAX_FILE_BYTES, readProblem } from '../formats/import/import.ts';
import type { ImportedProblem } from '../formats/import/imported.ts';
import { world } from '../orchestrator/world.ts';
import { columnsIn } from './columns.ts';

/** `world:N`, `world:COUNTRY:N`, or the path of a file in a format that `readProblem` knows. `columns` as importProblem() has it. Throws a `ProblemError` in one line for people. */
export async function importSpec(spec: string, columns?: string | null): Promise<ImportedProblem> {
  if (!spec.startsWith('world:')) return importFile(spec, columns);
  const [, country = null, count] = /^world:(?:([A-Z]{2}):)?(\d+)$/.exec(spec) ?? [];
  if (count === undefined)
    throw new ProblemError(`"${spec}" needs a number of cities, such as world:1000 or world:DE:500.`);
  return world({ country, count: Number(count) });
}

async function importFile(path: string, columns?: string | null): Promise<ImportedProblem> {
  const text = await readText(path);
  const title = basename(path, extname(path));
  try {
    if (columns) return readAs(text, title, columns);
    const read = readProblem(text, { title });
    if (!('needsColumns' in read)) return read;
    const hint = columns === null ? ' Or say which are which: --columns lat=…,lon=….' : '';
    throw new ProblemError(`${columnsMissing(read.needsColumns)}${hint}`);
  } catch (error) {
    if (error instanceof ProblemError) throw new ProblemError(`${path}: ${error.message}`);
    throw error;
  }
}

function readAs(text: string, title: string, columns: string): ImportedProblem {
  if (formatOf(text) !== 'csv') throw new ProblemError('this is no CSV: leave out --columns.');
  const read = readProblem(text, { title, columns: columnsIn(columns, describeCsv(text)) });
  if ('needsColumns' in read) throw new Error('a mapping leaves nothing to ask');
  return read;
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
