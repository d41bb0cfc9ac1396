/**
 * What the energies of spins are, as a view's `unit` says: `cut`, `energy` or `value`; where the file's weights have decimals a
 * power of ten follows, as in `value/1000`: energies are integers, and a thousandth of them is what the file means.
 */
export interface SpinUnit {
  readonly measure: 'cut' | 'energy' | 'value';
  /** 1, 10, 100 … */
  readonly per: number;
}

/** Decimals that a unit can say. */
export const MOST_DECIMALS = 15;

/** null: the unit of a tour. */
export function spinUnitOf(unit: string): SpinUnit | null {
  const [, measure, zeros = ''] = /^(cut|energy|value)(?:\/1(0{1,15}))?$/.exec(unit) ?? [];
  return measure === undefined ? null : { measure: measure as SpinUnit['measure'], per: Number(`1${zeros}`) };
}

/** The other way round. */
export function spinUnitText({ measure, per }: SpinUnit): string {
  return per === 1 ? measure : `${measure}/${per}`;
}

/** An energy as people and files mean it: of a cut, its weight, and with its decimals. The nearest double. */
export function energyShown(energy: number, { measure, per }: SpinUnit): number {
  return (measure === 'cut' ? 0 - energy : energy) / per;
}

/** The highest energy that is as good as what is shown; a cut is taken without its sign. An integer: 7.5 of a QUBO is reached at 7. */
export function energyMeant(shown: number, { measure, per }: SpinUnit): number {
  const energy = (measure === 'cut' ? -Math.abs(shown) : shown) * per;
  const nearest = Math.round(energy);
  // 0.29 · 100 is a little less than the 29 that is meant.
  return Math.abs(energy - nearest) <= 1e-9 * Math.max(1, Math.abs(nearest)) ? nearest : Math.floor(energy);
}
