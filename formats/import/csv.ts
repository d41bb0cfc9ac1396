import { euclidean, greatCircle, MAX_CITIES } from '../../anneal/tsp/problem.ts';
import { unguarded } from '../csv-guard.ts';
import { type ColumnMapping, type CsvTable, describeTable, numberIn } from './csv-columns.ts';
import { delimiterOf, placeOf, type Row, readRows } from './csv-rows.ts';
import { FileError, quoted } from './file-error.ts';
import type { ImportedTsp } from './imported.ts';

/** Distances are whole units: with a smaller mean gap between cities rounding would blur them. */
const SMALLEST_GAP = 10;
const MOST_COLUMNS = 500;

/** A table whose columns nobody can tell by their names: ask, and read again with a `ColumnMapping`. */
export interface NeedsColumns {
  readonly needsColumns: CsvTable;
}

interface Wanted {
  readonly title: string;
  /** Absent: by the header. */
  readonly columns?: ColumnMapping;
}

interface Sheet {
  readonly text: string;
  readonly delimiter: string;
  readonly rows: readonly Row[];
  readonly table: CsvTable;
}

/**
 * Reads cities from CSV: latitude and longitude in degrees (the distance is the great circle in metres) or x and y (plane,
 * whole units), and perhaps a name. Throws a `FileError` that says what to do.
 */
export function csv(text: string, { title, columns }: Wanted): ImportedTsp | NeedsColumns {
  const sheet = readSheet(text);
  const { table } = sheet;
  const mapping = columns ?? mappingOf(table);
  if (mapping === null) return { needsColumns: table };
  const cities = (mapping.header ?? table.header) ? sheet.rows.slice(1) : sheet.rows;
  if (cities.length === 0) throw new FileError('The file has a header but no cities; add one line for each.');
  if (cities.length > MAX_CITIES)
    throw new FileError(`The file has more than ${MAX_CITIES} cities, which is the limit; leave some out.`);
  const xy = new Float64Array(2 * cities.length);
  for (const [i, row] of cities.entries()) {
    xy[2 * i] = coordinate(sheet, row, mapping, 'x');
    xy[2 * i + 1] = coordinate(sheet, row, mapping, 'y');
  }
  const names = cities.map(({ cells }, i) =>
    mapping.name === null ? String(i + 1) : unguarded((cells[mapping.name] ?? '').trim()),
  );
  if (mapping.surface === 'plane') checkGap(xy);
  return {
    title,
    kind: 'tsp',
    problem: mapping.surface === 'map' ? greatCircle(xy) : euclidean(xy, 'nearest'),
    view: { surface: mapping.surface, xy: [...xy], names, unit: mapping.surface === 'map' ? 'm' : '' },
  };
}

/** What to ask people, or to let them change. */
export function describeCsv(text: string): CsvTable {
  return readSheet(text).table;
}

/** In one sentence: what a table has, and what its header should say. */
export function columnsMissing({ header, columns }: CsvTable): string {
  const labels = columns.map(({ label }) => `"${label}"`).join(', ');
  return header
    ? `Line 1: the header has the columns ${labels}; name two of them "lat" and "lon", or "x" and "y".`
    : 'Line 1: there is no header; begin the file with a line such as "name,lat,lon".';
}

function readSheet(text: string): Sheet {
  const delimiter = delimiterOf(text);
  const rows = readRows(text, delimiter, MAX_CITIES + 2);
  const [head] = rows;
  if (head === undefined) throw new FileError('The file is empty; it needs a header such as "name,lat,lon".');
  if (head.cells.length > MOST_COLUMNS)
    throw new FileError(`The file has ${head.cells.length} columns; the limit is ${MOST_COLUMNS}.`);
  return { text, delimiter, rows, table: describeTable(rows, rows.length, delimiter) };
}

function mappingOf({ certain, guess: { surface, x, y, name } }: CsvTable): ColumnMapping | null {
  if (!certain || surface === null || x === null || y === null) return null;
  return { surface, x, y, name };
}

function coordinate(sheet: Sheet, row: Row, mapping: ColumnMapping, axis: 'x' | 'y'): number {
  const column = mapping[axis];
  const cell = row.cells[column] ?? '';
  const value = numberIn(cell, sheet.delimiter);
  const limits = mapping.surface === 'plane' ? null : axis === 'y' ? [-90, 90] : [-180, 360];
  if (Number.isFinite(value) && (limits === null || (value >= limits[0]! && value <= limits[1]!)))
    return value;
  const place = placeOf(sheet.text, row, column, sheet.delimiter);
  const label = sheet.table.columns[column]?.label ?? `Column ${column + 1}`;
  const where = `Line ${place.line}, column ${column + 1} (${label.toLowerCase()})`;
  throw new FileError(`${where} ${whatIsWrong(cell.trim(), value, limits)}`, place);
}

function whatIsWrong(cell: string, value: number, limits: readonly number[] | null): string {
  if (cell === '') return 'is empty; give a number.';
  if (Number.isFinite(value) && limits)
    return `is ${value}; it must lie between ${limits[0]} and ${limits[1]} degrees.`;
  const hint = /^-?\d+,\d+$/.test(cell)
    ? 'write the decimal with a point, or part the cells by semicolons.'
    : 'give a number.';
  return `is ${quoted(cell)}; ${hint}`;
}

function checkGap(xy: Float64Array): void {
  const n = xy.length / 2;
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    [x0, x1] = [Math.min(x0, xy[2 * i]!), Math.max(x1, xy[2 * i]!)];
    [y0, y1] = [Math.min(y0, xy[2 * i + 1]!), Math.max(y1, xy[2 * i + 1]!)];
  }
  const extent = Math.max(x1 - x0, y1 - y0);
  const whole = xy.every((value) => Number.isInteger(value));
  if (whole || n < 2 || extent === 0 || extent / Math.sqrt(n) >= SMALLEST_GAP) return;
  throw new FileError(
    `The x and y span only ${extent} units and distances are rounded to whole units: multiply x and y, for instance by 1000.`,
  );
}
