import type { DonorSettings } from '../../worker/api.ts';
import { LONGEST_MINUTES, SHARES } from '../../worker/page/settings.ts';

/** What somebody, such as a page that embeds us, asks not to be exceeded. Null: as the visitor likes. */
export interface Limits {
  /** Kernels, at least 1. */
  readonly cores: number | null;
  /** Part of the time each works, one of SHARES. */
  readonly share: number | null;
  /** Minutes a yes lasts, above 0. */
  readonly minutes: number | null;
}

export const NO_LIMITS: Limits = { cores: null, share: null, minutes: null };

/** As the visitor chose, or less; never more. */
export function limited(settings: DonorSettings, { cores, share, minutes }: Limits): DonorSettings {
  return {
    ...settings,
    cores: Math.min(settings.cores, cores ?? settings.cores),
    share: Math.min(settings.share, share ?? settings.share),
    minutes: Math.min(settings.minutes, minutes ?? settings.minutes),
  };
}

/** @param query of the frame's address: `max-cores`, `max-share` (per cent), `max-minutes`. What is there and no positive number is the lowest limit. */
export function limitsOf(query: URLSearchParams): Limits {
  const cores = positive(query.get('max-cores'));
  const percent = positive(query.get('max-share'));
  const minutes = positive(query.get('max-minutes'));
  return {
    cores: cores && Math.max(1, Math.floor(cores)),
    share: percent && (SHARES.findLast((share) => share * 100 <= percent) ?? SHARES[0]),
    minutes: minutes && Math.min(LONGEST_MINUTES, minutes),
  };
}

function positive(text: string | null): number | null {
  if (text === null) return null;
  const value = Number(text);
  return value > 0 && Number.isFinite(value) ? value : 1;
}
