export interface Spark {
  /** SVG path data within width × height. */
  readonly line: string;
  readonly end: { readonly x: number; readonly y: number };
}

/**
 * The path of a falling curve, highest at the top: logarithmic in y, since the last per cents are what the evening is
 * about; steps, since a best stays until a better one comes.
 * @param samples `[seconds, energy]` in order of time; fewer than one give null.
 */
export function spark(
  samples: readonly (readonly [number, number])[],
  width: number,
  height: number,
): Spark | null {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (!first || !last) return null;
  const energies = samples.map(([, energy]) => Math.log(Math.max(1, energy)));
  const [low, high] = [Math.min(...energies), Math.max(...energies)];
  const x = (t: number) => round((width * (t - first[0])) / (last[0] - first[0] || 1));
  const y = (e: number) => round(height - (height * (e - low)) / (high - low || 1));
  const steps = samples.map(([t], i) =>
    i === 0 ? `M0 ${y(energies[0] ?? 0)}` : `H${x(t)}V${y(energies[i] ?? 0)}`,
  );
  return { line: steps.join(''), end: { x: x(last[0]), y: y(energies[energies.length - 1] ?? 0) } };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
