/** How a job stands, in words for a terminal and in JSON for programs. */
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Job } from '../peer/procedures.ts';
import { asClock, asGap, asQuality, gapOf, grouped, isOfSpins, rounded } from './units.ts';

/** What /healthz adds to the router's own word. */
export function healthOf({ current, donors }: Orchestrator) {
  return {
    job: current && {
      id: current.id,
      title: current.title,
      state: current.state,
      energy: current.best?.energy ?? null,
      gap: jobGap(current),
      elapsed: current.elapsed,
      tasks: current.stats.tasks,
      reissued: current.stats.reissued,
      rejected: current.stats.rejected,
    },
    donors: donors.count,
  };
}

/** Share above the reference, or null where there is no tour or no reference. */
export function jobGap(job: Job): number | null {
  return gapOf(job.best?.energy ?? null, job.reference);
}

/** `2 donors · 1.2 M moves/s · length 123,456 km · gap +0.41 % · 0:42` */
export function liveText({ current, donors }: Orchestrator, unit: string): string {
  const people = `${donors.count} donor${donors.count === 1 ? '' : 's'}`;
  if (!current) return `${people} · no job`;
  const gap = jobGap(current);
  return [
    people,
    `${rounded(current.stats.rate)} moves/s`,
    current.best ? asQuality(current.best.energy, unit) : 'no result yet',
    ...(gap === null ? [] : [`gap ${asGap(gap)}`]),
    current.state === 'running' ? asClock(current.elapsed) : current.state,
  ].join(' · ');
}

/** The end of a job, with the exact length, as a tour file has it; of spins, what their unit says. */
export function endText(job: Job, unit: string): string {
  const gap = jobGap(job);
  if (job.best === null) return 'no result';
  const { energy } = job.best;
  const reached = isOfSpins(unit) ? asQuality(energy, unit) : `length ${energy}`;
  return `${reached}${gap === null ? '' : `, gap ${asGap(gap)}`}`;
}

/** `1,000 cities`, `2,000 spins`. */
export function sizeText(job: Job): string {
  return `${grouped(job.n)} ${job.kind === 'maxcut' ? 'spins' : 'cities'}`;
}

/** The result as one object: the last line of `--json`. */
export function resultJson(job: Job, unit: string) {
  const gap = jobGap(job);
  const energy = job.best?.energy ?? null;
  return {
    [isOfSpins(unit) ? unit : 'length']: unit === 'cut' && energy !== null ? 0 - energy : energy,
    moves: job.stats.moves,
    tasks: job.stats.tasks,
    reissued: job.stats.reissued,
    rejected: job.stats.rejected,
    seconds: Math.round(job.elapsed * 1_000) / 1_000,
    n: job.n,
    title: job.title,
    ...(gap === null ? {} : { gap }),
  };
}
