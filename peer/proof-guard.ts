/** The guard of a proof: on the wire, in the journal and in a result's file. */
import type { GivenStep, Proof, ProofStep, SpliceStep, TaskStep } from './proof.ts';
import {
  bounded,
  finite,
  flag,
  type Guard,
  hex,
  integer,
  listOf,
  nullable,
  oneOf,
  record,
  taggedOf,
  text,
} from './shape.ts';
import { count, energy, seed, state } from './values.ts';

/**
 * Most moves of one task, so that no number in a file or a call is work without an end: ten times what the orchestrator ever
 * asks for (orchestrator/pace.ts).
 */
export const MOST_MOVES = 10_000_000_000;
const MOST_STEPS = 4_096;
/** States beside its own that a task may carry. */
export const MOST_MATES = 8;
const made = { state: hex(64), energy };
const at = integer(0, MOST_STEPS);

const given = record<GivenStep>({ is: oneOf('given'), state, energy: nullable(energy), behind: count });
const anyTask = record<TaskStep>({
  ...made,
  is: oneOf('task'),
  from: nullable(at),
  mates: listOf(at, MOST_MATES),
  scope: nullable(state),
  seed,
  schedule: record({ from: finite(0), to: finite(0) }),
  moves: integer(1, MOST_MOVES),
  until: integer(1, MOST_MOVES),
  by: text(64),
  replayed: flag,
});
const task = bounded(anyTask, 'until', ({ moves }) => moves);
const splice = record<SpliceStep>({
  ...made,
  is: oneOf('splice'),
  into: at,
  parts: listOf(at, MOST_STEPS),
  seed,
});
const step = taggedOf<ProofStep>('a step: given, task or splice', { given, task, splice });

export const proof: Guard<Proof> = record<Proof>({
  kind: text(32),
  kernel: text(64),
  problem: hex(64),
  steps: listOf(step, MOST_STEPS),
});
