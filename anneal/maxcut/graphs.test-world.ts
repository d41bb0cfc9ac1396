import fc from 'fast-check';
import { graphOf } from './testing.ts';

/** Graphs of 2 to 14 spins; pairs may come again, and be loops when asked for. */
export const graphs = (loops = false) =>
  fc
    .tuple(
      fc.integer({ min: 2, max: 14 }),
      fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.integer({ min: -9, max: 9 })), { maxLength: 40 }),
    )
    .map(([n, triples]) => graphOf(n, triples, loops));
