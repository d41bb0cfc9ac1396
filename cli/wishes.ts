/** What may be asked of a job, by `lehr solve` and `lehr job submit` alike: how long, how good, from where, by which kernel. */
import { readFile } from 'node:fs/promises';
import { ProblemError } from '../anneal/kind.ts';
import { kinds } from '../anneal/kinds.ts';
import { encodeSpins } from '../anneal/maxcut/state.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import type { ImportedProblem } from '../formats/import/imported.ts';
import { importPartition } from '../formats/import/partition.ts';
import { importTour } from '../formats/import/tsplib-tour.ts';
import type { JobTarget } from '../peer/procedures.ts';
import { badInput, codeOf, inOneLine } from './failure.ts';
import type { Flag, Parsed } from './flags.ts';
import { parseDuration } from './units.ts';

export const WISH_FLAGS: Readonly<Record<string, Flag>> = {
  moves: {
    value: 'N',
    help: 'end after so many moves, and do no more (with no --budget: whatever time they take)',
  },
  target: {
    value: 'E|P%',
    help: 'end at this length (cut, energy), or so near the best known: 7542 or 0.5%',
  },
  start: { value: 'FILE', help: 'start from this TSPLIB tour, or from spins as --out writes them' },
  mode: { value: 'NAME', help: 'classic: edge-by-edge annealing as in textbooks, to compare with' },
};

export interface Wishes {
  /** Seconds of donated time; null: no bound. */
  readonly budget: number | null;
  readonly moves: number | null;
  readonly target: JobTarget | null;
  /** Path of a tour, or of spins. */
  readonly start: string | null;
  readonly classic: boolean;
}

/** @param budget what stands for it where neither --budget nor --moves is given */
export function wishesOf(flags: Parsed, budget: string): Wishes {
  const [moves, target, mode] = [flags.text('moves'), flags.text('target'), flags.text('mode')];
  if (mode !== undefined && mode !== 'classic')
    throw badInput(`--mode ${mode}: there is classic; leave it out for the fast kernel`);
  const time = flags.text('budget') ?? (moves === undefined ? budget : 'none');
  return {
    budget: time === 'none' ? null : parseDuration('--budget', time),
    moves: moves === undefined ? null : parseMoves(moves),
    target: target === undefined ? null : parseTarget(target),
    start: flags.text('start') ?? null,
    classic: mode === 'classic',
  };
}

/** `1000000`, `1,000,000`, `500k`, `10M`. */
function parseMoves(text: string): number {
  const match = /^(\d[\d,]*(?:\.\d+)?)\s*([kKmMG]?)$/.exec(text.trim());
  const factor = { '': 1, k: 1e3, K: 1e3, m: 1e6, M: 1e6, G: 1e9 }[match?.[2] ?? ''] ?? 1;
  const moves = match ? Math.round(Number(match[1]!.replaceAll(',', '')) * factor) : 0;
  if (!(moves >= 1 && Number.isSafeInteger(moves)))
    throw badInput(`--moves ${text}: give a number such as 500k or 10M`);
  return moves;
}

function parseTarget(text: string): JobTarget {
  const gap = /^\+?(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  if (gap) return { gap: Number(gap[1]) / 100 };
  const energy = /^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(Math.abs(energy) <= Number.MAX_SAFE_INTEGER))
    throw badInput(`--target ${text}: give a length such as 7542, or a gap such as 0.5%`);
  return { energy };
}

/** The name of the kind that is to anneal it. Throws a Failure where there is no such kernel. */
export function kindFor(
  { kind }: Pick<ImportedProblem, 'kind'>,
  { classic }: Pick<Wishes, 'classic'>,
): string {
  const name = classic ? `${kind}-classic` : kind;
  if (!kinds.has(name)) throw badInput(`--mode classic: there is no such kernel for ${kind}`);
  return name;
}

/** The state to start from, as the kernels take it; null where none is asked for. Throws a Failure that names line and column. */
export async function startOf(imported: ImportedProblem, { start }: Wishes): Promise<Uint8Array | null> {
  if (start === null) return null;
  const text = await readFile(start, 'utf8').catch((error) => {
    throw badInput(`--start ${start}: the file cannot be read (${codeOf(error) || inOneLine(error)})`);
  });
  try {
    const { n } = imported.problem;
    return imported.kind === 'tsp' ? encodeTour(importTour(text, n)) : encodeSpins(importPartition(text, n));
  } catch (error) {
    throw error instanceof ProblemError ? badInput(`--start ${start}: ${inOneLine(error)}`) : error;
  }
}
