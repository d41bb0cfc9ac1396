import { failAt } from './file-error.ts';

/** A line of the file, without surrounding space, and its number from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/** A data section: its keyword's line and the lines after it. */
export interface Section {
  readonly start: Line;
  readonly lines: readonly Line[];
}

export interface Coordinates {
  /** x0, y0, x1, y1 …, in the order of the node numbers. */
  readonly xy: Float64Array;
  /** The file's node numbers. */
  readonly names: readonly string[];
}

export interface Numbers {
  readonly section: Section;
  readonly values: Float64Array;
  /** The line of the i-th value. */
  lineOf(i: number): Line;
}

export function fail(line: Line, message: string): never {
  return failAt({ line: line.number, column: null }, message);
}

/** GEO's, in degrees and minutes. Longitudes to 360 are met where maps begin at Greenwich. */
const LATITUDE = 90;
const LONGITUDES = [-180, 360] as const;

/**
 * Lines "number x y"; numbers run from 1 (or 0) and may come in any order, each once.
 * @param isGeo they are latitude and longitude, and have to lie on Earth
 */
export function readCoordinates(section: Section, n: number, isGeo = false): Coordinates {
  const { lines } = section;
  if (lines.length !== n)
    fail(lines.at(-1) ?? section.start, `The section has ${lines.length} cities, but DIMENSION says ${n}.`);
  const base = lines.some((line) => /^0+\s/.test(line.text)) ? 0 : 1;
  const xy = new Float64Array(2 * n);
  const seen = new Uint8Array(n);
  for (const line of lines) {
    const words = line.text.split(/\s+/);
    if (words.length !== 3) fail(line, `"${line.text}" is not "number x y".`);
    const [id, x, y] = words.map(Number);
    const city = id - base;
    if (!Number.isInteger(city) || city < 0 || city >= n)
      fail(line, `Node "${words[0]}" is out of range; nodes are numbered ${base} to ${n - 1 + base}.`);
    if (seen[city] === 1) fail(line, `Node ${id} is here for the second time; give each node once.`);
    if (!Number.isFinite(x) || !Number.isFinite(y))
      fail(line, `"${words[1]} ${words[2]}" are not two finite numbers.`);
    if (isGeo && Math.abs(x) > LATITUDE)
      fail(line, `Latitude ${words[1]} must lie between -${LATITUDE} and ${LATITUDE} degrees.`);
    if (isGeo && !(y >= LONGITUDES[0] && y <= LONGITUDES[1]))
      fail(line, `Longitude ${words[2]} must lie between ${LONGITUDES[0]} and ${LONGITUDES[1]} degrees.`);
    seen[city] = 1;
    xy[2 * city] = x;
    xy[2 * city + 1] = y;
  }
  return { xy, names: Array.from({ length: n }, (_, i) => String(i + base)) };
}

/** All numbers of a section, however they are spread over lines. */
export function readNumbers(section: Section): Numbers {
  const values: number[] = [];
  const firstOf: number[] = [];
  for (const line of section.lines) {
    firstOf.push(values.length);
    for (const word of line.text.split(/\s+/)) {
      const value = Number(word);
      if (Number.isNaN(value)) fail(line, `"${word}" is not a number.`);
      values.push(value);
    }
  }
  const lineOf = (i: number) => section.lines[firstOf.findLastIndex((first) => first <= i)] ?? section.start;
  return { section, values: Float64Array.from(values), lineOf };
}
