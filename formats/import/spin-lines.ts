/** The lines of the formats for spins: numbers between spaces, each line one term. */
import { ProblemError } from '../../anneal/kind.ts';
import { type IsingProblem, MAX_FIELD } from '../../anneal/maxcut/problem.ts';
import { MOST_DECIMALS, type SpinUnit, spinUnitText } from '../spin-unit.ts';
import { FileError, quoted } from './file-error.ts';
import type { ImportedSpins } from './imported.ts';

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
  /** Integers: those of the file times `per`. */
  readonly weights: number[];
  /** The least power of ten that makes all weights integers. */
  readonly per: number;
}

/** A decimal number without rounding: digits · 10^exponent, no trailing zero in the digits but of 0. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
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

/**
 * Lines `i j weight`. Weights with decimals are taken times the power of ten that makes all of them integers, exactly. Throws a
 * `FileError` that names line and column, also where that leaves the range.
 */
export function readTerms(lines: readonly SpinLine[], numbering: Numbering, bare?: number): Terms {
  const first: number[] = [];
  const second: number[] = [];
  const read: Decimal[] = [];
  for (const line of lines) {
    const { words } = line;
    if (words.length !== 3 && !(words.length === 2 && bare !== undefined))
      failInLine(line, `: ${quoted(words.join(' '))} is not "i j weight".`);
    first.push(readIndex(line, 0, numbering));
    second.push(readIndex(line, 1, numbering));
    read.push(words.length === 3 ? readWeight(line, 2) : { digits: String(bare), exponent: 0 });
  }
  const decimals = read.reduce((most, { exponent }) => Math.max(most, -exponent), 0);
  const weights = read.map((weight) => scaled(weight, decimals));
  const largest = weights.reduce((at, weight, k) => (Math.abs(weight) > Math.abs(weights[at]) ? k : at), 0);
  if (Math.abs(weights[largest]) > MAX_FIELD) failTooLarge(lines, read, { decimals, largest });
  if (decimals > MOST_DECIMALS) {
    const finest = lines[read.findIndex(({ exponent }) => -exponent === decimals)];
    failAtWord(
      finest,
      2,
      `is ${quoted(finest.words[2])}; ${MOST_DECIMALS} decimals are the limit: scale all up, by a power of ten.`,
    );
  }
  return { first, second, weights, per: 10 ** decimals };
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

function readWeight(line: SpinLine, column: number): Decimal {
  const word = line.words[column];
  const [, sign, whole, point, bare, power = '0'] =
    /^([-+]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([-+]?\d{1,4}))?$/i.exec(word) ?? [];
  if (sign === undefined)
    failAtWord(line, column, `is ${quoted(word)}; give a number, with a decimal point.`);
  const fraction = point ?? bare ?? '';
  const all = `${whole ?? ''}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { digits: '0', exponent: 0 };
  return {
    digits: `${sign}${digits}`,
    exponent: Number(power) - fraction.length + all.length - digits.length,
  };
}

/** Exact as long as it is in range. */
function scaled({ digits, exponent }: Decimal, decimals: number): number {
  return Number(`${digits}e${exponent + decimals}`) + 0;
}

/** Says which weight is at fault, and what to do: too large by itself, or too large with so many decimals elsewhere. */
function failTooLarge(
  lines: readonly SpinLine[],
  read: readonly Decimal[],
  { decimals, largest }: { decimals: number; largest: number },
): never {
  const line = lines[largest];
  const most = Math.floor(Math.log10(MAX_FIELD / Math.abs(scaled(read[largest], 0))));
  if (most < 0)
    failAtWord(line, 2, `is ${quoted(line.words[2])}; the limit is ${MAX_FIELD}: scale all down.`);
  const finest = lines[read.findIndex(({ exponent }) => -exponent === decimals)];
  failAtWord(
    finest,
    2,
    `is ${quoted(finest.words[2])}; weights are kept exactly, and with ${decimals} decimals ${quoted(line.words[2] ?? '1')} in line ${line.number} is out of range: round all to ${most === 1 ? '1 decimal' : most === 0 ? 'whole numbers' : `${most} decimals`}${most < 2 ? ', or scale them down' : ''}.`,
  );
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

/**
 * The problem that `make` makes of these terms, and all that belongs to it. Spins have no place of their own: they are drawn as a
 * grid. Throws a `FileError`.
 */
export function importedSpins(
  title: string,
  { measure, per }: SpinUnit,
  make: () => IsingProblem,
): ImportedSpins {
  const view = { surface: 'spins', xy: [], names: [], unit: spinUnitText({ measure, per }) } as const;
  if (per === 1) return { title, kind: 'maxcut', problem: make(), view };
  try {
    const note = `Weights have decimals: Lehr counts in units of ${1 / per}, exactly.`;
    return { title, kind: 'maxcut', problem: make(), view, notes: [note] };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new FileError(
      `${error.message} (Weights are counted in units of ${1 / per} here: fewer decimals do, too.)`,
    );
  }
}
