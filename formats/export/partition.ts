import type { ProblemView } from '../../peer/procedures.ts';
import { energyShown, type SpinUnit, spinUnitOf } from '../spin-unit.ts';

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
  const { title, energy } = partition;
  const unit = unitOf(partition);
  return `${JSON.stringify({ title, [unit.measure]: energyShown(energy, unit), values: valuesOf(partition) })}\n`;
}

function valuesOf(partition: Partition): number[] {
  const down = unitOf(partition).measure === 'value' ? 0 : -1;
  return Array.from(partition.spins, (spin) => (spin > 0 ? 1 : down));
}

function unitOf({ unit }: Partition): SpinUnit {
  const known = spinUnitOf(unit);
  if (known === null) throw new Error(`"${unit}" is no unit of spins`);
  return known;
}
