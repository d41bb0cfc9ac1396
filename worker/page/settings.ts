/** What a visitor can choose, and what stands for it before they did. */
import type { DonorSettings } from '../api.ts';

/** Parts of the time a core works. */
export const SHARES = [0.25, 0.5, 0.75, 1] as const;
/** Minutes a yes lasts; the longest is the longest there is. */
export const MINUTES = [15, 60, 240, 720] as const;
export const LONGEST_MINUTES = 720;

const DEFAULTS = {
  share: 1,
  minutes: 60,
  background: false,
  battery: false,
  dataSaver: false,
  pressure: false,
  held: false,
} satisfies Omit<DonorSettings, 'name' | 'cores'>;

/** What there is to know of a device before consent. */
export interface Device {
  readonly cores: number;
  readonly tellsPower: boolean;
  readonly handheld: boolean;
}

/** What a first visitor's form begins with: half of the cores; of a device that does not tell its power, less of their time. */
export function firstSettings({ cores, tellsPower, handheld }: Device): DonorSettings {
  return {
    ...DEFAULTS,
    name: '',
    cores: Math.max(1, Math.floor(cores / 2)),
    share: tellsPower ? 1 : handheld ? 0.25 : 0.5,
  };
}

/**
 * Where a handheld device does not tell its power, it could never learn that it charges: the only yes there is one to the
 * battery, and the button has to say so.
 */
export function impliesBattery({ tellsPower, handheld }: Device): boolean {
  return handheld && !tellsPower;
}

/** What anybody may have written is believed as far as it fits; what an older page did not ask has its default. Null: it is none. */
export function settingsFrom(value: unknown): DonorSettings | null {
  if (typeof value !== 'object' || value === null) return null;
  const given = { ...DEFAULTS, ...value } as DonorSettings;
  const { name, cores, share, minutes, background, battery, dataSaver, pressure, held } = given;
  const fits =
    typeof name === 'string' &&
    Number.isInteger(cores) &&
    cores >= 1 &&
    typeof share === 'number' &&
    share >= SHARES[0] &&
    share <= 1 &&
    typeof minutes === 'number' &&
    minutes > 0 &&
    minutes <= LONGEST_MINUTES &&
    [background, battery, dataSaver, pressure, held].every((flag) => typeof flag === 'boolean');
  return fits ? { name, cores, share, minutes, background, battery, dataSaver, pressure, held } : null;
}
