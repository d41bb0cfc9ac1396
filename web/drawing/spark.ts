export interface Spark {
  /** SVG path data within width × height. */
  readonly line: string;
  readonly end: { readonly x: number; readonly y: number };
}

/** The scale's floor as a part of the whole fall: without one the newest step, which ends at nothing, would look deepest. */
const FLOOR = 0.03;

/**
 * The path of a falling curve, highest at the top. The scale is the logarithm of the excess over the lowest, since the
 * last per cent is most of the evening; it goes in steps, since a best stays until a better one comes.
 * @param samples `[seconds, energy]` in order of time; null where they show no fall.
 */
export function spark(
  samples: readonly (readonly [number, number])[],
  width: number,
  height: number,
): Spark | null {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (!first || !last) return null;
  const plain = samples.map(([, energy]) => energy);
  const [lowest, highest] = [Math.min(...plain), Math.max(...plain)];
  const energies = plain.map((energy) => Math.log(energy - lowest + FLOOR * (highest - lowest)));
  const [low, high] = [Math.min(...energies), Math.max(...energies)];
  if (!(low < high)) return null;
  const x = (t: number) => round((width * (t - first[0])) / (last[0] - first[0] || 1));
  const y = (e: number) => round(height - (height * (e - low)) / (high - low));
  const steps = samples.map(([t], i) =>
    i === 0 ? `M0 ${y(energies[0] ?? 0)}` : `H${x(t)}V${y(energies[i] ?? 0)}`,
  );
  return { line: steps.join(''), end: { x: x(last[0]), y: y(energies[energies.length - 1] ?? 0) } };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
