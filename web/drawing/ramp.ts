/** sRGB, 0..255 each. */
export type Rgb = readonly [number, number, number];

/** Colours from cold (0) to hot (1), at even distances. */
export type Ramp = readonly Rgb[];

/** `at` 0 is cold, 1 is hot; outside is clamped. */
export function colourAt(ramp: Ramp, at: number): Rgb {
  const place = Math.min(1, Math.max(0, at)) * (ramp.length - 1);
  const i = Math.min(ramp.length - 2, Math.floor(place));
  const [from, to] = [ramp[i] ?? [0, 0, 0], ramp[i + 1] ?? [0, 0, 0]];
  const mixed = (c: 0 | 1 | 2) => Math.round(from[c] + (to[c] - from[c]) * (place - i));
  return [mixed(0), mixed(1), mixed(2)];
}

/** How long a fresh edge glows, and the time in which a settled one gives off most of the kiln's warmth; milliseconds. */
export const GLOW_MILLIS = 6000;
export const SETTLE_MILLIS = 25_000;

/**
 * Heat of an edge: 1 when born, then down fast to the warmth of the kiln around it, then slowly to cold the longer it
 * outlives every change. So a hot picture is a young one, and a lone glow is news.
 * @param age   milliseconds since it was born
 * @param kiln  0..1, how hot the whole kiln is
 */
export function edgeHeat(age: number, kiln: number): number {
  const past = Math.max(0, age);
  const glow = past >= GLOW_MILLIS ? 0 : Math.exp((-4 * past) / GLOW_MILLIS);
  return Math.max(glow, kiln * Math.exp(-past / SETTLE_MILLIS));
}

/** Milliseconds between two frames of a glow: it fades over seconds, more frames would only cost. */
const GLOW_FRAME = 100;

/** Milliseconds until an edge of this age is worth drawing anew; infinite when it has cooled. */
export function nextLook(age: number, kiln: number): number {
  if (age < GLOW_MILLIS) return GLOW_FRAME;
  return kiln * Math.exp(-age / SETTLE_MILLIS) > 0.02 ? 1000 : Number.POSITIVE_INFINITY;
}
