import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import { ProblemError } from '../../anneal/kind.ts';
import { euclidean, greatCircle, MAX_CITIES } from '../../anneal/tsp/problem.ts';
import type { ImportedTsp } from './imported.ts';

const LATITUDE = ['lat', 'latitude'];
const LONGITUDE = ['lon', 'lng', 'long', 'longitude'];
const NAME = ['name', 'city', 'title', 'label', 'address'];
/** Distances are whole units: with a smaller mean gap between cities rounding would blur them. */
const SMALLEST_GAP = 10;

interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

interface Columns {
  readonly x: number;
  readonly y: number;
  readonly name: number;
  readonly surface: 'map' | 'plane';
  readonly labels: readonly string[];
}

/**
 * Reads cities from CSV with a header: `lat` and `lon` (degrees; the distance is the great circle in metres) or `x` and
 * `y` (plane, whole units), and an optional `name`. Separated by comma, semicolon or tab; further columns are ignored.
 * Throws a `ProblemError` that names line and column and says what to do.
 */
export function csv(text: string, title = 'Cities from a CSV file'): ImportedTsp {
  const rows = readRows(text);
  if (rows.length === 0)
    throw new ProblemError('The file is empty; it needs a header such as "name,lat,lon".');
  const columns = findColumns(rows[0].record);
  const cities = rows.slice(1);
  if (cities.length === 0)
    throw new ProblemError('The file has a header but no cities; add one line for each.');
  if (cities.length > MAX_CITIES)
    throw new ProblemError(`The file has ${cities.length} cities; the limit is ${MAX_CITIES}.`);
  const xy = Float64Array.from(
    cities.flatMap((row) => [number(row, columns, columns.x), number(row, columns, columns.y)]),
  );
  const names = cities.map((row, i) =>
    columns.name < 0 ? String(i + 1) : (row.record[columns.name] ?? '').trim(),
  );
  if (columns.surface === 'plane') checkGap(xy);
  return {
    title,
    kind: 'tsp',
    problem: columns.surface === 'map' ? greatCircle(xy) : euclidean(xy, 'nearest'),
    view: { surface: columns.surface, xy: [...xy], names, unit: columns.surface === 'map' ? 'm' : '' },
  };
}

function readRows(text: string): Row[] {
  const delimiter = [';', '\t', ','].find((mark) => firstLine(text).includes(mark)) ?? ',';
  try {
    return parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ProblemError(`The file is no valid CSV: ${error.message}.`);
  }
}

function firstLine(text: string): string {
  return text.trimStart().split(/\r\n|\r|\n/, 1)[0];
}

function findColumns(header: readonly string[]): Columns {
  const labels = header.map((label) => label.trim().toLowerCase());
  const find = (names: readonly string[]) => labels.findIndex((label) => names.includes(label));
  const name = find(NAME);
  const [lat, lon, x, y] = [find(LATITUDE), find(LONGITUDE), find(['x']), find(['y'])];
  if (lat >= 0 && lon >= 0) return { x: lon, y: lat, name, surface: 'map', labels };
  if (x >= 0 && y >= 0) return { x, y, name, surface: 'plane', labels };
  throw new ProblemError(
    `Line 1: the header has the columns ${labels.map((label) => `"${label}"`).join(', ')}; name two of them "lat" and "lon", or "x" and "y".`,
  );
}

function number(row: Row, columns: Columns, column: number): number {
  const text = (row.record[column] ?? '').trim();
  const label = columns.labels[column];
  const where = `Line ${row.info.lines}, column ${column + 1} (${label})`;
  if (text === '') throw new ProblemError(`${where} is empty; give a number.`);
  const value = Number(text);
  if (!Number.isFinite(value)) {
    const hint = /^-?\d+,\d+$/.test(text) ? 'write the decimal with a point.' : 'give a number.';
    throw new ProblemError(`${where} is "${text.slice(0, 40)}"; ${hint}`);
  }
  if (columns.surface === 'map') {
    const [low, high] = column === columns.y ? [-90, 90] : [-180, 360];
    if (value < low || value > high)
      throw new ProblemError(`${where} is ${value}; it must lie between ${low} and ${high} degrees.`);
  }
  return value;
}

function checkGap(xy: Float64Array): void {
  const n = xy.length / 2;
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    [x0, x1] = [Math.min(x0, xy[2 * i]), Math.max(x1, xy[2 * i])];
    [y0, y1] = [Math.min(y0, xy[2 * i + 1]), Math.max(y1, xy[2 * i + 1])];
  }
  const extent = Math.max(x1 - x0, y1 - y0);
  const whole = xy.every((value) => Number.isInteger(value));
  if (whole || n < 2 || extent === 0 || extent / Math.sqrt(n) >= SMALLEST_GAP) return;
  throw new ProblemError(
    `The x and y span only ${extent} units and distances are rounded to whole units: multiply x and y, for instance by 1000.`,
  );
}
