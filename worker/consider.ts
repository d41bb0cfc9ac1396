/** Why a donor should not work now. Pure: what the visitor chose and what the pages see in, one reason or none out. */
import type { Consideration, DonorSettings, PageSignals } from './api.ts';

export interface Surroundings {
  /** No page of this origin has been in view for a while. */
  readonly hidden: boolean;
  /** Of all pages that lend kernels: they are on one device. */
  readonly pages: readonly PageSignals[];
  /** Of the device. */
  readonly cores: number;
}

/**
 * The first that holds, in this order; null: go on.
 *
 * 1. What the visitor held stays held, whatever else is.
 * 2. A reason the visitor chose to pass over silences no other.
 * 3. One page that sees trouble is enough, and what any page knows of the device's power counts before what others do not.
 * 4. Pressure tells of the whole device. Who lends more than half of it has asked for that: then only lag tells what is ours.
 * 5. Whose power nobody knows counts as on battery where it is a handheld device.
 */
export function considerPause(
  settings: DonorSettings,
  { hidden, pages, cores }: Surroundings,
): Consideration | null {
  if (settings.held) return 'held';
  if (hidden && !settings.background) return 'hidden';
  if (!settings.battery && onBattery(pages)) return 'battery';
  if (!settings.dataSaver && pages.some(({ dataSaver }) => dataSaver)) return 'data saver';
  const half = settings.cores * settings.share <= cores / 2;
  if (half && !settings.pressure && pages.some(({ pressure }) => pressure)) return 'pressure';
  return pages.some(({ lag }) => lag) ? 'lag' : null;
}

function onBattery(pages: readonly PageSignals[]): boolean {
  if (pages.some(({ power }) => power === 'battery')) return true;
  const known = pages.some(({ power }) => power === 'mains');
  return !known && pages.some(({ handheld }) => handheld);
}
