/** Guards of who leads, and of the state that several orchestrators share. */
import type { Leader } from './procedures.ts';
import { integer, listOf, nullable, orElse, record, text } from './shape.ts';
import type { StateChange, StatePage } from './state.ts';
import { count, state } from './values.ts';

export const epoch = integer(1, Number.MAX_SAFE_INTEGER);
export const leader = record<Leader>({ name: text(64), epoch: nullable(epoch) });
const stateKey = text(1024, 1);
const [from, rest] = [orElse(count, 0), orElse(count, 0)];
export const statePage = record<StatePage>({
  entries: listOf(record({ key: stateKey, value: state, rest }), 1_000),
  next: nullable(stateKey),
  from,
});
export const stateChange = record<StateChange>({ key: stateKey, value: nullable(state), from, rest });
export const statePlace = { after: nullable(stateKey), from };
