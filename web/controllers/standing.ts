import type { Job, JobBest, JobStats } from '../../peer/procedures.ts';
import { hotPicture } from '../art/earth.ts';
import { tourOf } from '../drawing/tour-of.ts';
import { type Format, type Measure, measureOf } from '../strings/format.ts';
import type { Live } from './live-job.ts';
import type { LiveStore } from './live-store.ts';

/** What the pages say and draw of the current job, put together from the latest values. */
export interface Standing {
  readonly job: Job | null;
  /** As the job's, but one that runs with nobody here waits. */
  readonly state: Job['state'] | 'none';
  /** Donors here now; null while unknown. */
  readonly donors: number | null;
  readonly best: JobBest | null;
  readonly stats: JobStats | null;
  readonly elapsed: number;
  /** 0..1 for colours: 1 before anything is known. */
  readonly heat: number;
  /** What the best is good for: a tour's length, or what the energy of spins is. */
  readonly measure: Measure;
  /** The best's length, cut … in words, or a dash. */
  readonly length: string;
  /** Part of one above the reference, for a cut below it; null without a reference or a result. */
  readonly gap: number | null;
  readonly view: Live['view'] | Pick<Live['view'], 'surface' | 'xy'>;
  readonly tour: Uint32Array | null;
}

let hot: { view: Pick<Live['view'], 'surface' | 'xy'>; tour: Uint32Array } | null = null;

/** The picture every page carries, for as long as there is no live one. */
export function stillHot(): { view: Pick<Live['view'], 'surface' | 'xy'>; tour: Uint32Array } {
  if (!hot) {
    const { xy, tour } = hotPicture();
    hot = { view: { surface: 'map', xy }, tour };
  }
  return hot;
}

export function standing(store: LiveStore<Live>, format: Format): Standing {
  const job = store.get('job') ?? null;
  const best = store.get('best');
  const status = store.get('jobStatus');
  const mine = job && best?.job === job.id ? best : null;
  const now = job && status?.job === job.id ? status : null;
  const view = store.get('view');
  const drawn = view?.surface === 'spins' ? null : mine;
  const picture = view ? { view, tour: drawn && tourOf(drawn) } : stillHot();
  const stats = now?.stats ?? job?.stats ?? null;
  const donors = store.get('donors')?.length ?? null;
  const state = now?.state ?? job?.state ?? 'none';
  return {
    job,
    state: state === 'running' && donors === 0 ? 'waiting' : state,
    donors,
    best: mine,
    stats,
    elapsed: now?.elapsed ?? job?.elapsed ?? 0,
    heat: view && mine ? Math.min(1, Math.max(0, now?.stats.heat ?? 1)) : 0.9,
    measure: measureOf(view?.unit ?? ''),
    length: mine ? format.length(mine.energy, view?.unit ?? '') : '\u2013',
    gap: mine && job?.reference?.energy ? gapTo(job.reference.energy, mine.energy) : null,
    ...picture,
  };
}

/** Energies may be negative, as of a cut. */
export function gapTo(reference: number, energy: number): number {
  return (energy - reference) / Math.abs(reference);
}
