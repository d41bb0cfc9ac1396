/**
 * Whether something is under strain, with patience: it ends only when all has been well for a while, and the while grows when
 * the strain comes back soon, since then it is likely to be ours. Pure: levels and times in (milliseconds on one clock).
 *
 * 1. `high` is strain when it has lasted for `patience`. 2. It ends after `calm` milliseconds without anything above `low`. 3. `calm` doubles, up to a
 * bound, when strain comes back within a minute, and is short again when it does not.
 */
export type Level = 'low' | 'between' | 'high';

export interface Strain {
  readonly strained: boolean;
  /** How long all has to be well before it ends. */
  readonly calm: number;
  /** Since when all has been well; null while it is not. */
  readonly wellSince: number | null;
  /** Since when it has been high; null while it is not. */
  readonly highSince: number | null;
  /** When it last ended. */
  readonly endedAt: number;
}

const SHORTEST_CALM = 5_000;
const LONGEST_CALM = 320_000;
const SOON = 60_000;

export const NO_STRAIN: Strain = {
  strained: false,
  calm: SHORTEST_CALM,
  wellSince: null,
  highSince: null,
  endedAt: Number.NEGATIVE_INFINITY,
};

interface Look {
  readonly level: Level;
  readonly now: number;
  /** Milliseconds that it may be high without harm. */
  readonly patience: number;
}

export function strainAfter(strain: Strain, { level, now, patience }: Look): Strain {
  if (!strain.strained) {
    const highSince = level === 'high' ? (strain.highSince ?? now) : null;
    const over = highSince !== null && now - highSince >= patience;
    return over ? begun(strain, now) : { ...strain, highSince };
  }
  if (level !== 'low') return { ...strain, wellSince: null };
  const wellSince = strain.wellSince ?? now;
  const over = now - wellSince >= strain.calm;
  return { ...strain, wellSince, strained: !over, endedAt: over ? now : strain.endedAt };
}

function begun(strain: Strain, now: number): Strain {
  const again = now - strain.endedAt < SOON;
  const calm = again ? Math.min(LONGEST_CALM, strain.calm * 2) : SHORTEST_CALM;
  return { ...strain, strained: true, calm, wellSince: null, highSince: null };
}
