/** Which TSPLIB files are measured, and what is known of each. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { ProblemError } from '../../anneal/kind.ts';
import type { TspProblem } from '../../anneal/tsp/problem.ts';
import { tsplib } from '../../formats/import/tsplib.ts';
import { GOALS } from './goals.ts';

export const TSPLIB_FOLDER = '../shared/data/tsplib';
/** The files of the quick run: every metric, a clustered one, and what fits into a minute of those with goals. */
const QUICK = ['att532', 'ali535', 'pr1002', 'si1032', 'fl1400', 'pr2392', 'pla7397'];
/** Of another folder, so many at three seconds each end in two minutes. */
const MOST_QUICK = 20;

export interface TourFile {
  readonly name: string;
  readonly text: string;
  readonly problem: TspProblem;
  /** As `optima.tsv` beside it says; null where it does not. */
  readonly optimum: number | null;
}

/**
 * A file itself, or a folder's files that end in .tsp, by size: of the default folder those with goals, of any other all, or a
 * quick run's share. What a folder has and Lehr does not read (an asymmetric problem, an unknown distance) is said and left out.
 * Throws an `Error` in one line: where there is nothing to measure, and of a named file also what is wrong with it.
 */
export function tourFiles(path: string, quick: boolean, byDefault: boolean): TourFile[] {
  if (!existsSync(path)) throw new Error(`${path}: there is no such file or folder.`);
  if (!statSync(path).isDirectory()) return [readTourFile(path)];
  const names = readdirSync(path)
    .filter((name) => /\.tsp$/i.test(name))
    .filter((name) => !byDefault || quick || nameOf(name) in GOALS);
  const files = (quick ? quickOf(names) : names).flatMap((name) => readOrSay(join(path, name)) ?? []);
  // A folder of graphs has its own table, and none of these.
  if (files.length === 0 && !existsSync(join(path, 'best-known.tsv')))
    throw new Error(`${path} has no TSPLIB file that Lehr reads: their names end in .tsp.`);
  return files.sort((a, b) => a.problem.n - b.problem.n || (a.name < b.name ? -1 : 1));
}

/** Throws an `Error` that names the file and says what is wrong with it. */
export function readTourFile(file: string): TourFile {
  if (!existsSync(file)) throw new Error(`${file}: there is no such file.`);
  const text = readFileSync(file, 'utf8');
  try {
    return { name: nameOf(file), text, problem: tsplib(text).problem, optimum: optimumOf(file) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new Error(`${file}: ${error.message}`);
  }
}

function readOrSay(file: string): TourFile | null {
  try {
    return readTourFile(file);
  } catch (error) {
    console.error(`${(error as Error).message} Left out.`);
    return null;
  }
}

function quickOf(names: readonly string[]): string[] {
  const known = names.filter((name) => QUICK.includes(nameOf(name)));
  if (known.length > 0) return known;
  const cities = (name: string) => Number(/\d+/.exec(name)?.[0] ?? 0);
  const bySize = [...names].sort((a, b) => cities(a) - cities(b));
  const step = Math.max(1, bySize.length / MOST_QUICK);
  return Array.from({ length: Math.min(MOST_QUICK, bySize.length) }, (_, i) => bySize[Math.floor(i * step)]!);
}

/** Throws an `Error` where the table says something that is no length. */
function optimumOf(file: string): number | null {
  const table = join(dirname(file), 'optima.tsv');
  if (!existsSync(table)) return null;
  const lines = readFileSync(table, 'utf8').split(/\r?\n/);
  const line = lines.map((text) => text.split('\t')).find(([name]) => name!.trim() === nameOf(file));
  if (line === undefined) return null;
  const length = Number(line[1]);
  if (!(Number.isInteger(length) && length > 0))
    throw new Error(`${table}: "${line.join(' ')}" is no "name<TAB>length", with a length above 0.`);
  return length;
}

const nameOf = (file: string) => basename(file, extname(file));
