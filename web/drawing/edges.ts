/**
 * The edges of the tour and when each was born. An edge keeps its age as long as successive tours contain it, so what
 * changed lately can be drawn hot. Direction and start of a tour do not matter.
 */
export interface Edge {
  readonly a: number;
  readonly b: number;
  /** Milliseconds on the drawer's clock. */
  readonly bornAt: number;
  /** How it is drawn: see `Layout.edge`. */
  readonly lines: readonly (readonly number[])[];
}

/** Decodes a TSP state: city numbers, uint16 little-endian up to 65,536 cities, uint32 above. */
export function decodeTour(state: Uint8Array): Uint32Array {
  const bytes = new DataView(state.buffer, state.byteOffset, state.byteLength);
  // A tour of n cities has 2n bytes up to n = 65,536 and 4n above, so no short tour has more than 131,072 bytes.
  const short = state.byteLength <= 2 * 65_536;
  const width = short ? 2 : 4;
  return Uint32Array.from({ length: Math.floor(state.byteLength / width) }, (_, i) =>
    short ? bytes.getUint16(i * 2, true) : bytes.getUint32(i * 4, true),
  );
}

/** @returns the edges of `tour`; those that `before` has too keep their age, others are born at `now`. */
export function ageEdges(
  tour: Uint32Array,
  before: ReadonlyMap<number, Edge>,
  birth: { readonly now: number; readonly lines: (a: number, b: number) => Edge['lines'] },
): Map<number, Edge> {
  const edges = new Map<number, Edge>();
  for (let i = 0; i < tour.length; i++) {
    const [p, q] = [tour[i] ?? 0, tour[(i + 1) % tour.length] ?? 0];
    if (p === q) continue;
    const [a, b] = p < q ? [p, q] : [q, p];
    const key = a * 2 ** 26 + b;
    edges.set(key, before.get(key) ?? { a, b, bornAt: birth.now, lines: birth.lines(a, b) });
  }
  return edges;
}
