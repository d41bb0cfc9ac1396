import { defineProblem, type Permutation, permutations, type Swap } from '../../anneal/define-problem.ts';

/** Of n customers; place 0 is the depot. `d`: distances, row by row. */
type Instance = { n: number; capacity: number; demand: number[]; d: number[] };

/**
 * Vehicles of one capacity that leave a depot, serve every customer once and come back (CVRPLIB: TSPLIB's TYPE CVRP with EUC_2D): the
 * length of their routes. A state is the order of all customers in one row; where it is best cut into routes is worked out anew
 * (C. Prins, 2004), so every state is a plan that can be driven.
 */
export const problem = defineProblem<Instance, Permutation, Swap>({
  name: 'cvrp',
  version: 1,
  ...permutations(({ n }) => n),
  /** Not a swap: from a up to b the row is turned round, or what stands at a moves forward to b. */
  apply(_, p, [a, b]) {
    const moved = p[a];
    if (a < b) p.subarray(a, b + 1).reverse();
    else p.copyWithin(b + 1, b, a)[b] = moved;
  },
  decode(bytes) {
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    const numbersAfter = (word: string) => {
      const [, rest = ''] = text.split(new RegExp(`^\\s*${word}\\s*:?`, 'm'));
      return rest
        .split(/[A-Z]{2}/)[0]
        .trim()
        .split(/\s+/)
        .map(Number);
    };
    const [[size], [capacity], [first]] = ['DIMENSION', 'CAPACITY', 'DEPOT_SECTION'].map(numbersAfter);
    const [xy, demands] = ['NODE_COORD_SECTION', 'DEMAND_SECTION'].map(numbersAfter);
    const isNumbered = (all: number[], width: number) =>
      all.length === width * size && all.every((x, i) => i % width > 0 || x === i / width + 1);
    if (!/EDGE_WEIGHT_TYPE\s*:\s*EUC_2D/.test(text) || !isNumbered(xy, 3) || !isNumbered(demands, 2))
      throw new Error(`no CVRP: EUC_2D, and NODE_COORD_SECTION and DEMAND_SECTION of 1 to ${size} in order`);
    if (
      !(size >= 2 && size <= 2_000 && first >= 1 && first <= size && xy.every((x) => x >= -1e6 && x <= 1e6))
    )
      throw new Error('2 to 2,000 places, one of them the depot, with coordinates up to 10^6');
    const places = Array.from({ length: size }, (_, i) => (i === 0 ? first - 1 : i < first ? i - 1 : i));
    const demand = places.map((place) => demands[2 * place + 1]);
    if (!demand.every((load) => load >= 0 && load <= capacity && load % 1 === 0))
      throw new Error(`a demand is no integer in 0..${capacity}, the capacity`);
    const square = (x: number) => x * x;
    const between = (a: number, b: number) =>
      Math.sqrt(square(xy[3 * a + 1] - xy[3 * b + 1]) + square(xy[3 * a + 2] - xy[3 * b + 2]));
    return {
      n: size - 1,
      capacity,
      demand,
      d: places.flatMap((a) => places.map((b) => Math.round(between(a, b)))),
    };
  },
  energy({ n, capacity, demand, d }, p) {
    // The shortest way to serve the first i customers of the row.
    const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY, 1);
    for (let begin = 0; begin < n; begin++) {
      let [load, length, at] = [0, best[begin], 0];
      for (let i = begin; i < n; i++) {
        const customer = p[i] + 1;
        load += demand[customer];
        if (load > capacity) break;
        length += d[at * (n + 1) + customer];
        at = customer;
        best[i + 1] = Math.min(best[i + 1], length + d[at * (n + 1)]);
      }
    }
    return best[n];
  },
  delta(instance, p, move) {
    const after = p.slice();
    this.apply(instance, after, move);
    return this.energy(instance, after) - this.energy(instance, p);
  },
  sample: (chance) => {
    const rows = Array.from({ length: 31 }, (_, i) => `${i + 1} ${chance.below(100)} ${chance.below(100)}`);
    const loads = rows.map((_, i) => `${i + 1} ${i === 0 ? 0 : 1 + chance.below(20)}`);
    const head = `DIMENSION : 31\nCAPACITY : 50\nEDGE_WEIGHT_TYPE : EUC_2D`;
    const text = `${head}\nNODE_COORD_SECTION\n${rows.join('\n')}\nDEMAND_SECTION\n${loads.join('\n')}\nDEPOT_SECTION\n1 -1\n`;
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  },
});
