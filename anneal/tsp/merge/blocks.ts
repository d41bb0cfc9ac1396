import type { Steps } from '../../steps.ts';
import type { AbCycles } from './ab-cycles.ts';

/** Cities of cycles looked at in one step: some milliseconds. */
const STEP = 20_000;
/** Blocks put together in one step. */
const STEP_BLOCKS = 1_000;

/** AB-cycles, by their numbers, that hang together by the cities they share: where two tours differ in one place. */
export type Block = readonly number[];

/**
 * AB-cycles by the places where they are: the components of partition crossover (D. Whitley, D. Hains and A. Howe, "Tunneling
 * between Optima: Partition Crossover for the Traveling Salesman Problem", GECCO 2009). How a place falls into cycles is
 * chance's, and a mate's way through it may be better as a whole where no cycle of it is.
 */
export class Blocks {
  /** The first cycle at each city; −1 where there is none. A second one there belongs to the same block. */
  private readonly cycleAt: Int32Array;
  /** By the cycles' numbers. */
  private readonly blockOf = new Map<number, Block>();

  constructor(n: number) {
    this.cycleAt = new Int32Array(n);
  }

  /** Groups these cycles; in the order of their first ones. O(n). In steps. */
  *find({ cities, starts }: AbCycles, cycles: readonly number[]): Steps<readonly Block[]> {
    const { cycleAt, blockOf } = this;
    const joint = new Map<number, number[]>();
    cycleAt.fill(-1);
    blockOf.clear();
    let seen = 0;
    for (const cycle of cycles) {
      seen += starts[cycle + 1] - starts[cycle];
      if (seen > STEP) {
        yield;
        seen = 0;
      }
      for (let k = starts[cycle]; k < starts[cycle + 1]; k++) {
        const other = this.enter(cities[k], cycle);
        if (other >= 0) {
          listOf(joint, cycle).push(other);
          listOf(joint, other).push(cycle);
        }
      }
    }
    const blocks: Block[] = [];
    for (const first of cycles) {
      if (blockOf.has(first)) continue;
      if (blocks.length % STEP_BLOCKS === 0) yield;
      const block = [first];
      blockOf.set(first, block);
      for (const cycle of block) {
        for (const other of joint.get(cycle) ?? []) {
          if (blockOf.has(other)) continue;
          blockOf.set(other, block);
          block.push(other);
        }
      }
      blocks.push(block);
    }
    return blocks;
  }

  /** The block that a city belongs to. */
  at(city: number): Block | null {
    return this.blockOf.get(this.cycleAt[city]) ?? null;
  }

  /** Notes a cycle at a city; returns the other one there, or −1. */
  private enter(city: number, cycle: number): number {
    const first = this.cycleAt[city];
    if (first < 0) this.cycleAt[city] = cycle;
    return first === cycle ? -1 : first;
  }
}

function listOf(lists: Map<number, number[]>, key: number): number[] {
  const list = lists.get(key);
  if (list) return list;
  const made: number[] = [];
  lists.set(key, made);
  return made;
}
