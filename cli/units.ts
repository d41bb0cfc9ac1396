/** Durations, counts and lengths as people type and read them. */
import { energyShown, spinUnitOf } from '../formats/spin-unit.ts';
import { badInput } from './failure.ts';

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 };

/** `10s`, `90`, `1.5m`, `2h` → seconds. */
export function parseDuration(flag: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  const seconds = match ? Number(match[1]) * SECONDS[match[2] ?? 's']! : 0;
  if (!(seconds > 0 && seconds <= 1e7)) throw badInput(`${flag} ${text}: give a time such as 10s, 5m or 1h`);
  return seconds;
}

/** An integer within bounds. */
export function parseCount(flag: string, text: string, [least, most]: readonly [number, number]): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw badInput(`${flag} ${text}: give a whole number in ${least}..${most}`);
  }
  return value;
}

/** A weight beside other jobs: 0.01..100, as the contract has it. */
export function parseWeight(flag: string, text: string): number {
  const value = /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= 0.01 && value <= 100)) throw badInput(`${flag} ${text}: give a number in 0.01..100`);
  return value;
}

/** `1,234,567`. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 task`, `1,234 tasks`, `2 cities`. */
export function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : several}`;
}

/** `0.8 M`, `57 k`, `950`: for rates that jump about. */
export function rounded(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(value >= 1e7 ? 0 : 1)} M`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(value >= 1e4 ? 0 : 1)} k`;
  return String(Math.round(value));
}

/** Metres are told as kilometres from here on. */
const FAR = 10_000;

/** A tour's length with its unit: `8,421 m`, `226,430 km`. */
export function asLength(energy: number, unit: string): string {
  if (unit === 'm' && energy >= FAR) return `${grouped(energy / 1_000)} km`;
  return `${grouped(energy)}${unit ? ` ${unit}` : ''}`;
}

/** How good a result is, in words: `length 226,430 km`, `cut 11,624`, `energy −4,072.5`. */
export function asQuality(energy: number, unit: string): string {
  const spins = spinUnitOf(unit);
  if (spins === null) return `length ${asLength(energy, unit)}`;
  const shown = energyShown(energy, spins);
  const [whole, decimals] = Math.abs(shown).toFixed(Math.log10(spins.per)).split('.');
  return `${spins.measure} ${shown < 0 ? '−' : ''}${grouped(Number(whole))}${decimals === undefined ? '' : `.${decimals}`}`;
}

/** The same to the last digit, as a tour file has it: `length 226430123 m`. */
export function asResult(energy: number, unit: string): string {
  return spinUnitOf(unit) ? asQuality(energy, unit) : `length ${energy}${unit ? ` ${unit}` : ''}`;
}

/** How far above the reference: 0.0123 for 1.23 %; null where there is no reference to compare with. */
export function gapOf(energy: number | null, reference: { readonly energy: number } | null): number | null {
  if (energy === null || reference === null || reference.energy === 0) return null;
  // Of a negative energy, as of a cut, the gap is how much is missing.
  return (energy - reference.energy) / Math.abs(reference.energy);
}

/** `+1.23 %`. */
export function asGap(gap: number): string {
  return `${gap < 0 ? '−' : '+'}${Math.abs(gap * 100).toFixed(2)} %`;
}

/** `20 s`, `0.5 s`. */
export function asSeconds(seconds: number): string {
  return `${Number(seconds.toPrecision(3))} s`;
}

/** `0:09`, `4:59`, `1:00:00`. */
export function asClock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
