export interface Spark {
  /** SVG path data within width × height. */
  readonly line: string;
  readonly end: { readonly x: number; readonly y: number };
}

/** Excess over the lowest below which the curve is flat, part of one: the scale's floor. */
const FLOOR = 0.0005;

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
  const lowest = Math.max(1, Math.min(...samples.map(([, energy]) => energy)));
  const energies = samples.map(([, energy]) => Math.log(Math.max(0, energy / lowest - 1) + FLOOR));
  const [low, high] = [Math.min(...energies), Math.max(...energies)];
  if (low === high) return null;
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
