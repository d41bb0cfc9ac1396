/**
 * The rows of a CSV text (RFC 4180; also with semicolons, tabs or bars, and any line ends), each with its place in the file.
 *
 * Ours and not a library's, because a page shows the very character at fault and stops reading at the limit, and because
 * `csv-parse`, its oracle in the tests, brings a Buffer of 100 kB to browsers.
 */
import { failAt, type Place } from './file-error.ts';

export interface Row {
  readonly cells: readonly string[];
  /** Where the row begins: its line, from 1, and the offset in the text. */
  readonly line: number;
  readonly offset: number;
}

interface Cell {
  readonly text: string;
  /** Offset of its first character, and of what follows its last. */
  readonly start: number;
  readonly end: number;
}

export const DELIMITERS = [',', ';', '\t', '|'] as const;
const [QUOTE, LF, CR] = [34, 10, 13];

/** At most `most` rows; those whose cells are all empty are left out. Throws a `FileError` at a quote that never ends. */
export function readRows(text: string, delimiter: string, most: number): Row[] {
  const rows: Row[] = [];
  let line = 1;
  let offset = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (offset < text.length && rows.length < most) {
    const cells: string[] = [];
    let end = offset - 1;
    do {
      const cell = readCell(text, end + 1, { delimiter, line, offset });
      cells.push(cell.text);
      end = cell.end;
    } while (text[end] === delimiter);
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ cells, line, offset });
    const next = end + (text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? 2 : 1);
    line += linesIn(text, offset, next);
    offset = next;
  }
  return rows;
}

/** Where a cell of a row begins: at the first character that is neither space nor quote. */
export function placeOf(text: string, row: Row, cell: number, delimiter: string): Place {
  let start = row.offset;
  for (let i = 0; i < Math.min(cell, row.cells.length - 1); i++)
    start = readCell(text, start, { ...row, delimiter }).end + 1;
  while (text[start] === '"' || text[start] === ' ') start++;
  // A row that ends too early is at fault behind its end.
  if (cell >= row.cells.length) start = readCell(text, start, { ...row, delimiter }).end;
  return placeAt(text, row, start);
}

/** The mark that cuts the first rows into equally many cells, and into most. */
export function delimiterOf(text: string): string {
  let best = { delimiter: ',', rows: 0, cells: 1 };
  for (const delimiter of DELIMITERS) {
    const widths = firstRows(text, delimiter).map(({ cells }) => cells.length);
    const [cells = 1] = widths;
    const rows = cells > 1 ? widths.filter((width) => width === cells).length : 0;
    if (rows > best.rows || (rows === best.rows && rows > 0 && cells > best.cells))
      best = { delimiter, rows, cells };
  }
  return best.delimiter;
}

function firstRows(text: string, delimiter: string): Row[] {
  try {
    return readRows(text, delimiter, 20);
  } catch {
    // A quote that never ends tells nothing of the mark: where it stands is told when all is read.
    return [];
  }
}

function readCell(
  text: string,
  start: number,
  row: { readonly delimiter: string; readonly line: number; readonly offset: number },
): Cell {
  const mark = row.delimiter.charCodeAt(0);
  if (text.charCodeAt(start) !== QUOTE) {
    const end = endOfCell(text, start, mark);
    return { text: text.slice(start, end), start, end };
  }
  let value = '';
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0)
      failAt(placeAt(text, row, start), 'a quote opens here and never closes; close it, or leave it out.');
    value += text.slice(from, quote);
    if (text.charCodeAt(quote + 1) !== QUOTE) {
      // What follows a closing quote belongs to the cell, as spreadsheets have it.
      const end = endOfCell(text, quote + 1, mark);
      return { text: value + text.slice(quote + 1, end), start, end };
    }
    value += '"';
    from = quote + 2;
  }
}

function endOfCell(text: string, from: number, mark: number): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === mark || code === LF || code === CR) break;
  }
  return end;
}

function placeAt(text: string, row: { readonly line: number; readonly offset: number }, at: number): Place {
  const before = text.slice(row.offset, at);
  const line = row.line + linesIn(text, row.offset, at);
  const start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  return { line, column: before.length - start + 1 };
}

/** Line ends from one offset up to another. */
function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === LF || (code === CR && text.charCodeAt(i + 1) !== LF)) lines++;
  }
  return lines;
}
