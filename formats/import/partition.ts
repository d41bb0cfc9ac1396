import { FileError } from './file-error.ts';

/**
 * Spins as `lehr solve --out` writes them (export/partition.ts): a line for each, 1 for up, −1 or 0 for down, or a JSON object
 * with `values`. Throws a `FileError` that names the line or the value.
 *
 * @returns n spins of +1 and −1
 */
export function importPartition(text: string, n: number): number[] {
  const asJson = text.trimStart().startsWith('{');
  const values = asJson
    ? valuesOf(text)
    : text
        .trimEnd()
        .split(/\r\n|\r|\n/)
        .map(numberOf);
  const where = asJson ? 'Value' : 'Line';
  if (values.length !== n)
    throw new FileError(
      `There are ${values.length} spins; the problem has ${n}: one a ${where.toLowerCase()}.`,
    );
  return values.map((value, i) => {
    if (value !== 1 && value !== -1 && value !== 0)
      throw new FileError(`${where} ${i + 1} is no spin; write 1 for up, and -1 or 0 for down.`);
    return value === 1 ? 1 : -1;
  });
}

function numberOf(line: string): unknown {
  return line.trim() === '' ? line : Number(line);
}

function valuesOf(text: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new FileError(`This is no JSON: ${error instanceof Error ? error.message : error}.`);
  }
  const { values } = parsed as { values?: unknown };
  if (!Array.isArray(values)) throw new FileError('The object has no list named "values".');
  return values;
}
