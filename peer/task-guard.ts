/** Guards of a task and of its answer. */
import type { AnnealAnswer, AnnealTask } from './procedures.ts';
import { MOST_MATES, MOST_MOVES } from './proof-guard.ts';
import { bounded, finite, flag, hex, integer, listOf, nullable, orElse, record, text } from './shape.ts';
import { count, energy, id, seed, state } from './values.ts';

/** A day, in milliseconds: nothing lies at a donor as long. */
const LONGEST_LEAD = 86_400_000;

const anyTask = record<AnnealTask>({
  job: id,
  task: id,
  kind: text(32),
  kernel: text(64),
  problem: hex(64),
  seed,
  scope: nullable(state),
  state: nullable(state),
  mates: listOf(state, MOST_MATES),
  packed: orElse(flag, false),
  beside: orElse(flag, false),
  quick: orElse(flag, false),
  schedule: record({ from: finite(0), to: finite(0) }),
  moves: integer(1, MOST_MOVES),
  millis: integer(1, 600_000),
  until: nullable(integer(1, MOST_MOVES)),
});
export const annealTask = bounded(anyTask, 'until', ({ moves }) => moves);
export const annealAnswer = record<AnnealAnswer>({
  task: id,
  state,
  packed: orElse(flag, false),
  energy,
  moves: count,
  lead: orElse(nullable(integer(-LONGEST_LEAD, LONGEST_LEAD)), null),
});
