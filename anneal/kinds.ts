import type { ProblemKind } from './kind.ts';
import { maxcut } from './maxcut/kind.ts';
import { tspClassic } from './tsp/classic-kind.ts';
import { tsp } from './tsp/kind.ts';

/** Every problem kind by name. What a problem looks like only its kind knows: others pass it through. */
export const kinds: ReadonlyMap<string, ProblemKind<unknown>> = new Map([
  [tsp.name, tsp as ProblemKind<unknown>],
  [tspClassic.name, tspClassic as ProblemKind<unknown>],
  [maxcut.name, maxcut as ProblemKind<unknown>],
]);
