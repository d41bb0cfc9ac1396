/** How a job stands, in words for a terminal and in JSON for programs. */
import { energyShown, spinUnitOf } from '../formats/spin-unit.ts';
import type { AuditStats } from '../orchestrator/audit.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Job } from '../peer/procedures.ts';
import { asClock, asGap, asQuality, asResult, counted, gapOf, grouped, rounded } from './units.ts';

/** What is told of the jobs. `replays`: null where the orchestrator is another process. */
export interface Shown extends Pick<Orchestrator, 'current' | 'running' | 'donors'> {
  readonly replays: AuditStats | null;
}

/** What /healthz adds to the router's own word. `job` is the one that the pages show. */
export function healthOf({ current, running, donors, replays }: Shown) {
  return {
    job: current && jobHealth(current),
    jobs: running.map(jobHealth),
    donors: donors.count,
    replays: replays && {
      done: replays.replays,
      open: replays.open,
      lies: replays.lies,
      overhead: overheadOf(replays),
    },
  };
}

function jobHealth(job: Job) {
  return {
    id: job.id,
    title: job.title,
    state: job.state,
    weight: job.weight,
    energy: job.best?.energy ?? null,
    gap: jobGap(job),
    elapsed: job.elapsed,
    tasks: job.stats.tasks,
    reissued: job.stats.reissued,
    rejected: job.stats.rejected,
  };
}

/** Share of the strangers' moves that were done twice. */
function overheadOf({ moves, claimed }: AuditStats): number {
  return claimed === 0 ? 0 : Math.round((1_000 * moves) / claimed) / 1_000;
}

/** What /metrics adds, in Prometheus' text format. */
export function metricsOf({ replays }: Shown): string {
  if (replays === null) return '';
  const rows: readonly (readonly [string, string, string, number])[] = [
    [
      'lehr_claimed_moves_total',
      'counter',
      'Moves in answers of donors outside this process',
      replays.claimed,
    ],
    ['lehr_replays_total', 'counter', 'Answers that were computed again', replays.replays],
    ['lehr_replayed_moves_total', 'counter', 'Moves that were done twice', replays.moves],
    ['lehr_replays_open', 'gauge', 'Replays that wait or are under way', replays.open],
    [
      'lehr_judge_seconds_total',
      'counter',
      'Time this process spent on replays',
      replays.judgeMillis / 1_000,
    ],
    ['lehr_lies_total', 'counter', 'Donors caught in a lie', replays.lies],
  ];
  return rows
    .map(([name, type, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`)
    .join('');
}

/** Share above the reference, or null where there is no tour or no reference. */
export function jobGap(job: Job): number | null {
  return gapOf(job.best?.energy ?? null, job.reference);
}

/** `2 donors · 1.2 M moves/s · length 123,456 km · gap +0.41 % · 0:42` */
export function liveText({ current, running, donors }: Shown, unit: string): string {
  const people = `${donors.count} donor${donors.count === 1 ? '' : 's'}`;
  if (!current) return `${people} · no job`;
  const gap = jobGap(current);
  return [
    people,
    `${rounded(rateOf(running))} moves/s`,
    ...(running.length > 1 ? [`${running.length} jobs: ${shortened(current.title)}`] : []),
    current.best ? asQuality(current.best.energy, unit) : 'no result yet',
    ...(gap === null ? [] : [`gap ${asGap(gap)}`]),
    current.state === 'running' ? asClock(current.elapsed) : current.state,
  ].join(' · ');
}

function rateOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { stats }) => sum + stats.rate, 0);
}

function shortened(title: string): string {
  return title.length <= 24 ? title : `${title.slice(0, 23)}…`;
}

/** How it ended, where that says more than the result: `cancelled, `. */
export function endedText({ ended, failure }: Job): string {
  if (ended === 'cancelled') return 'cancelled, ';
  return ended === 'failed' ? `failed (${failure}), ` : '';
}

/** The end of a job, with the exact length, as a tour file has it; of spins, what their unit says. */
export function endText(job: Job, unit: string): string {
  const gap = jobGap(job);
  if (job.best === null) return 'no result';
  return `${asResult(job.best.energy, unit)}${gap === null ? '' : `, gap ${asGap(gap)}`}`;
}

/** `1,000 cities`, `2,000 spins`; `size 12` of a problem of one's own. */
export function sizeText(job: Job): string {
  if (job.kind === 'maxcut') return counted(job.n, 'spin');
  return job.kind.startsWith('tsp') ? counted(job.n, 'city', 'cities') : `size ${grouped(job.n)}`;
}

/** The result as one object: the last line of `--json`. */
export function resultJson(job: Job, unit: string) {
  const gap = jobGap(job);
  const energy = job.best?.energy ?? null;
  const spins = spinUnitOf(unit);
  const shown = (energy: number) => (spins === null ? energy : energyShown(energy, spins));
  const { donors, last } = job.finders;
  return {
    [spins?.measure ?? 'length']: energy === null ? null : shown(energy),
    moves: job.stats.moves,
    tasks: job.stats.tasks,
    reissued: job.stats.reissued,
    rejected: job.stats.rejected,
    seconds: Math.round(job.elapsed * 1_000) / 1_000,
    n: job.n,
    title: job.title,
    ...(gap === null ? {} : { gap }),
    ended: job.ended,
    finders: { donors, last: last.map((found) => ({ ...found, energy: shown(found.energy) })) },
  };
}

/** A job as one object, without the bytes of its best. */
export function jobJson({ best, ...job }: Job) {
  const gap = gapOf(best?.energy ?? null, job.reference);
  const { state: _, job: __, ...known } = best ?? { state: null, job: null };
  return { ...job, best: best && known, ...(gap === null ? {} : { gap }) };
}
