/** Which columns of a table are what. */
import type { Row } from './csv-rows.ts';

/** Places of the columns, from 0. On the map x is the longitude and y the latitude. */
export interface ColumnMapping {
  readonly surface: 'map' | 'plane';
  readonly x: number;
  readonly y: number;
  /** null: cities are numbered. */
  readonly name: number | null;
  /** Whether the first row is a header, where `CsvTable.header` is wrong. */
  readonly header?: boolean;
}

/** A CSV file as one asks people about it. */
export interface CsvTable {
  /** The first row names the columns. */
  readonly header: boolean;
  /** Rows below the header. */
  readonly rows: number;
  readonly columns: readonly CsvColumn[];
  /** As far as it can be told: what to propose. */
  readonly guess: { readonly [K in 'surface' | 'x' | 'y' | 'name']: ColumnMapping[K] | null };
  /** Whether the guess stands on the header, so that nobody need be asked. */
  readonly certain: boolean;
}

export interface CsvColumn {
  /** As the file has it, or "Column 2". */
  readonly label: string;
  /** Of the first rows, at most five. */
  readonly samples: readonly string[];
  /** All samples are numbers. */
  readonly numeric: boolean;
}

const LATITUDE = ['lat', 'latitude', 'breite', 'breitengrad', 'latitud', 'latitudine'];
const LONGITUDE = [
  'lon',
  'lng',
  'long',
  'longitude',
  'lange',
  'laenge',
  'langengrad',
  'laengengrad',
  'longitud',
];
const X = ['x', 'easting', 'rechtswert', 'ostwert'];
const Y = ['y', 'northing', 'hochwert', 'nordwert'];
const NAME = ['name', 'city', 'title', 'label', 'address', 'stop', 'customer', 'place', 'location'].concat(
  'kunde ort stadt adresse anschrift bezeichnung titel halt'.split(' '),
);
const SAMPLES = 5;

/** @param count rows below the header, of which `rows` has the first at least */
export function describeTable(rows: readonly Row[], count: number, delimiter: string): CsvTable {
  const header = isHeader(rows[0]!.cells, delimiter);
  const body = header ? rows.slice(1) : rows;
  const width = Math.max(...rows.slice(0, 20).map(({ cells }) => cells.length));
  const columns = Array.from({ length: width }, (_, i): CsvColumn => {
    const label = header ? (rows[0]!.cells[i] ?? '').trim() : '';
    const samples = body.slice(0, SAMPLES).map(({ cells }) => (cells[i] ?? '').trim());
    const numeric = samples.length > 0 && samples.every((text) => !Number.isNaN(numberIn(text, delimiter)));
    return { label: label === '' ? `Column ${i + 1}` : label, samples, numeric };
  });
  const known = header ? byLabel(columns) : null;
  const guess = known ?? { ...bySample(columns, delimiter), name: nameIn(columns) ?? onlyText(columns) };
  return { header, rows: header ? count - 1 : count, columns, guess, certain: known !== null };
}

/** A number as the file writes it, NaN for anything else. Where the comma does not part cells, it may be a decimal comma. */
export function numberIn(cell: string, delimiter: string): number {
  const text = cell.trim().replace('−', '-');
  const plain = delimiter === ',' ? text : text.replace(/^([-+]?\d*),(\d+)$/, '$1.$2');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}

/** A header has a name that we know, or not a single number. */
function isHeader(cells: readonly string[], delimiter: string): boolean {
  const labels = cells.map((cell) => ({ label: cell }));
  if (find(labels, [...LATITUDE, ...X]) !== null) return true;
  return cells.every((cell) => Number.isNaN(numberIn(cell, delimiter)));
}

function byLabel(columns: readonly CsvColumn[]): ColumnMapping | null {
  const name = nameIn(columns);
  const [lat, lon] = [find(columns, LATITUDE), find(columns, LONGITUDE)];
  if (lat !== null && lon !== null) return { surface: 'map', x: lon, y: lat, name };
  const [x, y] = [find(columns, X), find(columns, Y)];
  return x !== null && y !== null ? { surface: 'plane', x, y, name } : null;
}

function nameIn(columns: readonly CsvColumn[]): number | null {
  return find(columns, NAME);
}

/** The only column in which every sample has letters: what else would it be. */
function onlyText(columns: readonly CsvColumn[]): number | null {
  const texts = columns.flatMap(({ samples }, i) =>
    samples.length > 0 && samples.every((text) => /\p{L}/u.test(text)) ? [i] : [],
  );
  return texts.length === 1 ? texts[0]! : null;
}

/** The first column with one of these names; else the only one that has one of them among its words. */
function find(columns: readonly { readonly label: string }[], names: readonly string[]): number | null {
  const words = columns.map(({ label }) => wordsOf(label));
  const exact = words.findIndex((all) => names.includes(all.join('')));
  if (exact >= 0) return exact;
  const among = words.flatMap((all, i) => (all.some((word) => names.includes(word)) ? [i] : []));
  return among.length === 1 ? among[0]! : null;
}

/** "Längengrad (WGS 84)" → langengrad, wgs, 84. */
function wordsOf(label: string): string[] {
  const plain = label.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** Two columns of numbers, and no more, are probably the coordinates: latitude before longitude, x before y. */
function bySample(columns: readonly CsvColumn[], delimiter: string): Omit<CsvTable['guess'], 'name'> {
  const [first, second, more] = columns.flatMap(({ numeric }, i) => (numeric ? [i] : []));
  if (first === undefined || second === undefined || more !== undefined)
    return { surface: null, x: null, y: null };
  const within = (column: number, most: number) =>
    columns[column]!.samples.every((text) => Math.abs(numberIn(text, delimiter)) <= most);
  return within(first, 90) && within(second, 180)
    ? { surface: 'map', x: second, y: first }
    : { surface: 'plane', x: first, y: second };
}
