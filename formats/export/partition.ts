import type { ProblemView } from '../../peer/procedures.ts';

/** Spins as the exporters take them. */
export interface Partition {
  readonly title: string;
  readonly unit: ProblemView['unit'];
  /** +1 and −1, in the order of the file. */
  readonly spins: ArrayLike<number>;
  /** As the kind has it: minus the cut for a Max-Cut. */
  readonly energy: number;
}

/** A line for each spin, in the order of the file: 1 for up and −1 for down, and 1 and 0 for the variables of a QUBO. */
export function partitionText(partition: Partition): string {
  return `${valuesOf(partition).join('\n')}\n`;
}

/** One object: title, what was reached (`cut`, `energy` or `value`), and the values as in the text. */
export function partitionJson(partition: Partition): string {
  const { title, unit, energy } = partition;
  const reached = unit === 'cut' ? 0 - energy : energy;
  return `${JSON.stringify({ title, [unit]: reached, values: valuesOf(partition) })}\n`;
}

function valuesOf({ unit, spins }: Partition): number[] {
  return Array.from(spins, (spin) => (spin > 0 ? 1 : unit === 'value' ? 0 : -1));
}
