import { FileError, failAt } from './file-error.ts';

interface Word {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Keywords of the head; their values tell nothing that the section does not, but for the size. */
const HEAD = /^\s*(NAME|COMMENT|TYPE|DIMENSION)\s*:\s*(.*?)\s*$/i;

/**
 * Reads a TSPLIB 95 tour of n cities: TOUR_SECTION, the cities from 1 in visiting order however they are spread over lines,
 * and −1. Returns them from 0. Throws a `FileError` that names line and column.
 */
export function importTour(text: string, n: number): Int32Array {
  const lines = text.split(/\r\n|\r|\n/);
  const section = lines.findIndex((line) => /^\s*TOUR_SECTION\s*:?\s*$/i.test(line));
  checkHead(section === -1 ? lines : lines.slice(0, section), n);
  if (section === -1) throw new FileError('The file has no TOUR_SECTION, after which the cities stand.');
  const order = new Int32Array(n);
  /** Line of each city, 0 while it has none. */
  const lineOf = new Int32Array(n);
  let count = 0;
  for (const word of words(lines, section + 1)) {
    if (word.text === '-1' || word.text.toUpperCase() === 'EOF') break;
    const city = /^\d+$/.test(word.text) ? Number(word.text) - 1 : Number.NaN;
    if (!(city >= 0 && city < n))
      fail(word, `"${word.text.slice(0, 20)}" is no city; they are numbered 1 to ${n}.`);
    if (lineOf[city] !== 0)
      fail(word, `city ${city + 1} is here for the second time; it stands in line ${lineOf[city]} already.`);
    lineOf[city] = word.line;
    order[count++] = city;
  }
  if (count < n) {
    const missing = lineOf.indexOf(0) + 1;
    throw new FileError(`The tour has ${count} of ${n} cities; city ${missing} is missing.`);
  }
  return order;
}

function checkHead(head: readonly string[], n: number): void {
  for (const [i, line] of head.entries()) {
    if (line.trim() === '') continue;
    const [, keyword, value = ''] = HEAD.exec(line) ?? [];
    const at = { text: line, line: i + 1, column: line.search(/\S/) + 1 };
    if (keyword === undefined) fail(at, `"${line.trim().slice(0, 40)}" is no line of a tour's head.`);
    if (/^type$/i.test(keyword) && !/^tour\b/i.test(value))
      fail(at, `TYPE is ${value}; a tour has TYPE : TOUR.`);
    if (/^dimension$/i.test(keyword) && Number(value) !== n)
      fail(at, `DIMENSION is ${value}, but the problem has ${n} cities.`);
  }
}

function* words(lines: readonly string[], from: number): Iterable<Word> {
  for (let i = from; i < lines.length; i++) {
    for (const match of lines[i]!.matchAll(/\S+/g))
      yield { text: match[0], line: i + 1, column: match.index + 1 };
  }
}

function fail(word: Word, message: string): never {
  return failAt(word, message);
}
