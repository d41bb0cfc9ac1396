/**
 * The edges of the tour and when each was born. An edge keeps its age as long as successive tours contain it, so what
 * changed lately can be drawn hot. Direction and start of a tour do not matter.
 */
export interface Edge {
  /** The cities it joins, a < b. */
  readonly a: number;
  readonly b: number;
  /** Milliseconds on the drawer's clock. */
  readonly bornAt: number;
  /** How it is drawn, each x0, y0, x1, y1 … in the units of the layout; null: straight. See `Layout.curve`. */
  readonly lines: Lines | null;
}

export type Lines = readonly (readonly number[])[];

export interface Edges {
  /** In the order of the tour. */
  readonly list: readonly Edge[];
  /** The two edges of city i at 2i and 2i + 1. */
  readonly ofCity: readonly (Edge | undefined)[];
}

/** Decodes a TSP state: city numbers, uint16 little-endian up to 65,536 cities, uint32 above. */
export function decodeTour(state: Uint8Array): Uint32Array {
  const bytes = new DataView(state.buffer, state.byteOffset, state.byteLength);
  // A tour of n cities has 2n bytes up to n = 65,536 and 4n above, so no short tour has more than 131,072 bytes.
  const short = state.byteLength <= 2 * 65_536;
  const width = short ? 2 : 4;
  const tour = new Uint32Array(Math.floor(state.byteLength / width));
  for (let i = 0; i < tour.length; i++)
    tour[i] = short ? bytes.getUint16(2 * i, true) : bytes.getUint32(4 * i, true);
  return tour;
}

/** @returns the edges of `tour`, a permutation; those that `before` has too keep their age, others are born at `now`. */
export function ageEdges(
  tour: Uint32Array,
  before: Edges | null,
  birth: { readonly now: number; readonly curve: ((a: number, b: number) => Lines | null) | null },
): Edges {
  const list: Edge[] = [];
  const ofCity: (Edge | undefined)[] = new Array(2 * tour.length).fill(undefined);
  const put = (city: number, edge: Edge) => {
    ofCity[ofCity[2 * city] === undefined ? 2 * city : 2 * city + 1] = edge;
  };
  for (let i = 0; i < tour.length; i++) {
    const p = tour[i];
    const q = tour[i + 1 === tour.length ? 0 : i + 1];
    if (p === q) continue;
    const a = Math.min(p, q);
    const b = Math.max(p, q);
    // A tour of two cities has one edge, there and back.
    if (edgeOf(ofCity, a, b)) continue;
    const old = before ? edgeOf(before.ofCity, a, b) : undefined;
    const edge = old ?? { a, b, bornAt: birth.now, lines: birth.curve?.(a, b) ?? null };
    list.push(edge);
    put(a, edge);
    put(b, edge);
  }
  return { list, ofCity };
}

function edgeOf(ofCity: Edges['ofCity'], a: number, b: number): Edge | undefined {
  const first = ofCity[2 * a];
  if (first && first.b === b && first.a === a) return first;
  const second = ofCity[2 * a + 1];
  return second && second.b === b && second.a === a ? second : undefined;
}
