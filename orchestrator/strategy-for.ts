/**
 * Chooses how a job is searched: lanes over the whole problem, whose states mate, up to some ten thousand cities; cells of one
 * state beyond, where a donor needs seconds to make a first tour of its own, and each task would carry the whole
 * (docs/decisions/cells.md).
 */
import type { Division } from '../anneal/kind.ts';
import { Cells, type CellsOptions } from './cells.ts';
import { Search, type SearchOptions } from './search.ts';
import type { Strategy } from './strategy.ts';

/** Cities from which on cells beat lanes. */
const CELLS_FROM = 20_000;

export interface StrategyOptions extends SearchOptions, Omit<CellsOptions, 'divide'> {
  /** kind.parts.divide; null where the problem cannot be divided. */
  readonly divide: ((state: Uint8Array | null, seed: number) => Division) | null;
}

export function strategyFor(options: StrategyOptions): Strategy {
  const { size, divide } = options;
  return divide === null || size < CELLS_FROM ? new Search(options) : new Cells({ ...options, divide });
}
