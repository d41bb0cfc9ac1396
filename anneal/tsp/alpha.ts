import type { Steps } from '../steps.ts';
import type { Distance } from './distance.ts';

/** Cities looked at in one step, each O(n): some milliseconds at 3,000. */
const STEP = 20;

/**
 * Candidates without coordinates. The nearest few of a city in a cluster all lie in that cluster; α-nearness looks
 * beyond it: α(i,j) is how much longer the minimum spanning tree becomes when it must have the edge (i,j), and zero for
 * the tree's own edges, which hold the clusters together (K. Helsgaun, 2000; here without his subgradient step).
 *
 * Half of each list is the nearest cities, the rest the α-nearest of the others; by distance. O(n²), in steps.
 */
export function* alphaLists(distance: Distance, k: number): Steps<Int32Array> {
  const { n } = distance;
  const tree = yield* spanningTree(distance);
  const lists = new Int32Array(n * k);
  const widest = new Float64Array(n);
  const byDistance = new Float64Array(n);
  const byAlpha = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (i % STEP === 0) yield;
    widestEdges(tree, i, widest);
    for (let j = 0; j < n; j++) {
      const d = distance.between(i, j);
      // Ties by the lower number: 2^28 · 2^12 · 2 stays exact.
      byDistance[j] = d * 4096 + j;
      byAlpha[j] = (d - widest[j]) * 4096 + j;
    }
    byDistance[i] = Infinity;
    byAlpha[i] = Infinity;
    const chosen = new Set<number>();
    take(byDistance, chosen, k >> 1);
    take(byAlpha, chosen, k);
    const row = [...chosen].sort((a, b) => distance.between(i, a) - distance.between(i, b) || a - b);
    lists.set(row, i * k);
  }
  return lists;
}

/** Adds the cities of the smallest keys until there are `count`. */
function take(keys: Float64Array, chosen: Set<number>, count: number): void {
  while (chosen.size < count) {
    let best = -1;
    for (let j = 0; j < keys.length; j++)
      if (keys[j] < (best < 0 ? Infinity : keys[best]) && !chosen.has(j)) best = j;
    chosen.add(best);
  }
}

interface Tree {
  /** Cities as they joined the tree: every parent before its children. */
  readonly joined: Int32Array;
  readonly parent: Int32Array;
  /** Length of the edge to the parent; 0 for the root, city 0. */
  readonly edge: Float64Array;
}

/** R. C. Prim, 1957. */
function* spanningTree(distance: Distance): Steps<Tree> {
  const { n } = distance;
  const joined = new Int32Array(n);
  const parent = new Int32Array(n);
  const edge = new Float64Array(n);
  const outside = new Float64Array(n).fill(Infinity);
  const inside = new Uint8Array(n);
  inside[0] = 1;
  let latest = 0;
  for (let i = 1; i < n; i++) {
    if (i % STEP === 0) yield;
    let next = -1;
    for (let j = 0; j < n; j++) {
      if (inside[j] === 1) continue;
      const d = distance.between(latest, j);
      if (d < outside[j]) {
        outside[j] = d;
        parent[j] = latest;
      }
      if (next < 0 || outside[j] < outside[next]) next = j;
    }
    inside[next] = 1;
    edge[next] = outside[next];
    joined[i] = next;
    latest = next;
  }
  return { joined, parent, edge };
}

/** Writes the longest edge on the tree path from `city` to each other. O(n). */
function widestEdges(tree: Tree, city: number, widest: Float64Array): void {
  const { joined, parent, edge } = tree;
  widest.fill(-1);
  widest[city] = 0;
  for (let child = city; child !== 0; child = parent[child])
    widest[parent[child]] = Math.max(widest[child], edge[child]);
  for (const j of joined) if (widest[j] < 0) widest[j] = Math.max(widest[parent[j]], edge[j]);
}
