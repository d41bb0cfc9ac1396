/** sRGB, 0..255 each. */
export type Rgb = readonly [number, number, number];

/** Colours from cold (0) to hot (1), at even distances. */
export type Ramp = readonly Rgb[];

/** `at` 0 is cold, 1 is hot; outside is clamped. */
export function colourAt(ramp: Ramp, at: number): string {
  const place = Math.min(1, Math.max(0, at)) * (ramp.length - 1);
  const i = Math.min(ramp.length - 2, Math.floor(place));
  const [from, to] = [ramp[i] ?? [0, 0, 0], ramp[i + 1] ?? [0, 0, 0]];
  const mixed = from.map((v, c) => Math.round(v + ((to[c] ?? 0) - v) * (place - i)));
  return `rgb(${mixed.join(' ')})`;
}

/** How long a fresh edge glows, in milliseconds. */
export const GLOW_MILLIS = 6000;

/** Heat of an edge: 1 when born, falling as warm things do, never below what the whole kiln still has. */
export function edgeHeat(age: number, kiln: number): number {
  const own = age >= GLOW_MILLIS ? 0 : Math.exp((-4 * Math.max(0, age)) / GLOW_MILLIS);
  return Math.max(own, kiln);
}
