/** What many messages of the contract carry. */
import { bytes, integer, text } from './shape.ts';

const STATE_BYTES = 4_000_000;

export const count = integer(0, Number.MAX_SAFE_INTEGER);
export const energy = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
/** Of a job, a task, a donor. */
export const id = text(64);
export const seed = integer(0, 2 ** 32 - 1);
/** An encoded state, or a change of one. */
export const state = bytes(STATE_BYTES);
