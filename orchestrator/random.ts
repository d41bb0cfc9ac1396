/** Where seeds and ids come from: a function that gives a uint32. */
export type Random = () => number;

/** Unpredictable; in Node, browsers and Workers. */
export const systemRandom: Random = () => crypto.getRandomValues(new Uint32Array(1))[0]!;

/** Repeatable: the same seed gives the same numbers (splitmix32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state);
  };
}

/** A uint32 that depends on every bit of the one given (the finaliser of MurmurHash3). */
export function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
