/**
 * Chooses how a job is searched. Lanes over the whole problem, whose states mate, give the shorter tours at every size that was
 * measured, up to 130,000 cities; each of their tasks carries the whole, and up to four mates. Cells of one state carry some
 * kilobytes whatever the size: they are for what is too large to send whole (docs/decisions/cells.md).
 */
import type { Division, ProblemKind } from '../anneal/kind.ts';
import { Cells, type CellsOptions } from './cells.ts';
import { Search, type SearchOptions } from './search.ts';
import type { Strategy } from './strategy.ts';

/** A tour of so many cities takes 0.6 MB, and with its mates 3 MB a task; packed, a tenth. */
const CELLS_FROM = 150_000;

export interface StrategyOptions extends SearchOptions, Omit<CellsOptions, 'divide'> {
  /** kind.parts.divide; null where the problem cannot be divided. */
  readonly divide: ((state: Uint8Array | null, seed: number) => Division) | null;
}

export function strategyFor(options: StrategyOptions): Strategy {
  const { size, divide } = options;
  return divide === null || size < CELLS_FROM ? new Search(options) : new Cells({ ...options, divide });
}

interface Of {
  readonly kind: ProblemKind<unknown>;
  readonly problem: unknown;
}

/** How a problem of that kind is searched, from its best on where there is one. */
export function strategyOf(
  { kind, problem }: Of,
  { best, ...from }: Pick<StrategyOptions, 'seed' | 'plan' | 'scale' | 'best' | 'lineage'>,
): Strategy {
  const { parts } = kind;
  return strategyFor({
    ...from,
    best: best && { state: best.state, energy: best.energy },
    size: kind.size(problem),
    mates: kind.mates ?? 0,
    movesPerHeat: kind.movesPerHeat,
    startsDiffer: kind.startsDiffer?.(problem),
    divide: parts?.isDivisible(problem) ? (state, seed) => parts.divide(problem, state, seed) : null,
  });
}
