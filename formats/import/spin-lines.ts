/** The lines of the formats for spins: numbers between spaces, each line one term. */
import { MAX_FIELD } from '../../anneal/maxcut/problem.ts';
import type { ProblemView } from '../../peer/procedures.ts';
import { FileError, quoted } from './file-error.ts';

export interface SpinLine {
  readonly words: readonly string[];
  readonly raw: string;
  /** From 1. */
  readonly number: number;
}

/** Terms as they stand in the file, numbered from 0 whatever the file does. */
export interface Terms {
  readonly first: number[];
  readonly second: number[];
  readonly weights: number[];
}

export interface Numbering {
  /** The first number there is, 0 or 1, and the last. */
  readonly base: 0 | 1;
  readonly last: number;
  /** Says where the last comes from, for errors. */
  readonly because: string;
}

/** The lines that say something: neither empty nor, by their first word, a comment. */
export function spinLines(text: string, comment: (line: string) => boolean): SpinLine[] {
  return text.split(/\r\n|\r|\n/).flatMap((raw, i) => {
    const line = raw.trim();
    return line === '' || comment(line) ? [] : [{ words: line.split(/\s+/), raw, number: i + 1 }];
  });
}

/** Lines `i j weight`. Throws a `FileError` that names line and column. */
export function readTerms(lines: readonly SpinLine[], numbering: Numbering, bare?: number): Terms {
  const terms: Terms = { first: [], second: [], weights: [] };
  for (const line of lines) {
    const { words } = line;
    if (words.length !== 3 && !(words.length === 2 && bare !== undefined))
      failInLine(line, `: ${quoted(words.join(' '))} is not "i j weight".`);
    terms.first.push(readIndex(line, 0, numbering));
    terms.second.push(readIndex(line, 1, numbering));
    terms.weights.push(words.length === 3 ? readWeight(line, 2) : bare!);
  }
  return terms;
}

function readIndex(line: SpinLine, column: number, { base, last, because }: Numbering): number {
  const value = count(line, column);
  if (value < base || value > last)
    failAtWord(line, column, `is ${value}; numbers run from ${base} to ${last}${because}.`);
  return value - base;
}

/** A whole number, 0 or more. */
export function count(line: SpinLine, column: number): number {
  const word = line.words[column] ?? '';
  if (!/^\d+$/.test(word)) failAtWord(line, column, `is ${quoted(word)}; give a whole number.`);
  return Number(word);
}

function readWeight(line: SpinLine, column: number): number {
  const word = line.words[column];
  const value = Number(word);
  if (!Number.isFinite(value)) failAtWord(line, column, `is ${quoted(word)}; give a whole number.`);
  if (!Number.isInteger(value))
    failAtWord(
      line,
      column,
      `is ${word}; weights are whole numbers: multiply all, for instance by 1000, and round.`,
    );
  if (Math.abs(value) > MAX_FIELD)
    failAtWord(line, column, `is ${word}; the limit is ${MAX_FIELD}: scale all down.`);
  return value;
}

/** @param rest of the sentence that begins with the line */
export function failInLine(line: SpinLine, rest: string): never {
  throw new FileError(`Line ${line.number}${rest}`, { line: line.number, column: null });
}

function failAtWord(line: SpinLine, word: number, rest: string): never {
  const [at] = [...line.raw.matchAll(/\S+/g)].slice(word);
  const place = { line: line.number, column: at === undefined ? null : at.index + 1 };
  throw new FileError(`Line ${line.number}, column ${word + 1} ${rest}`, place);
}

/** Spins have no place of their own: they are drawn as a grid. */
export function spinView(unit: ProblemView['unit']): ProblemView {
  return { surface: 'spins', xy: [], names: [], unit };
}
