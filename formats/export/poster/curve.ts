import type { JobSample } from '../../../peer/procedures.ts';
import type { Box } from './picture.ts';

/** How the best came down, as the path of a line and of what lies below it; null where there is no time or nothing to show. */
export function curveOf(
  history: readonly JobSample[],
  { left, top, width, height }: Box,
): { readonly line: string; readonly area: string } | null {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined || last.elapsed <= 0 || first.energy <= last.energy)
    return null;
  const x = (elapsed: number) => (left + (elapsed / last.elapsed) * width).toFixed(1);
  // The beginning is far above all that follows: by the square root of its share the end is seen too.
  const y = (energy: number) => {
    const share = Math.max(0, (energy - last.energy) / (first.energy - last.energy));
    return (top + height - Math.sqrt(Math.min(1, share)) * height).toFixed(1);
  };
  // A best stays until the next: steps.
  const steps = history.map(({ elapsed, energy }, i) =>
    i === 0 ? `M${x(0)},${y(energy)}H${x(elapsed)}` : `H${x(elapsed)}V${y(energy)}`,
  );
  const line = steps.join('');
  return { line, area: `${line}V${top + height}H${left}Z` };
}
