/** What becomes of the jobs that an earlier process left unfinished. */
import type { JobSpec } from '../peer/procedures.ts';
import { type Archive, sameProblem } from './archive.ts';
import { endedRecord, type JobRecord, momentOf } from './job.ts';
import { judged, type NewJob } from './new-job.ts';
import { happened, submitted } from './run.ts';

/**
 * Submitted jobs go on as they are, and where nothing is wanted, all. Else of the house's unfinished jobs, one on the same
 * problem as a wanted one, and from the start that it names, takes its spec and goes on from its best, with a new clock where
 * the time already used would end it at once; the others are cancelled. Resolves with the ids of those that go on so, null for
 * a wanted job that is to be submitted.
 * @param at milliseconds since 1970
 */
export async function goOn(
  wanted: readonly JobSpec[],
  archive: Archive,
  { references, at }: Pick<NewJob, 'references'> & { readonly at: number },
): Promise<(string | null)[]> {
  if (wanted.length === 0) return [];
  const left = archive.in('running', 'waiting', 'paused').filter(({ record }) => record.house);
  const ids: (string | null)[] = [];
  for (const spec of wanted) {
    const known = left.findLast(({ record }) => goesOnAs(record.spec, spec));
    ids.push(known?.record.id ?? null);
    if (!known) continue;
    left.splice(left.indexOf(known), 1);
    await archive.keep(renewed(known.record, judged(spec, references), at), known.best);
  }
  for (const { record, best } of left)
    await archive.keep(endedRecord(record, at, { state: 'cancelled', ended: 'cancelled' }), best);
  return ids;
}

/** Who wants another start wants none of what came of the first. */
function goesOnAs(known: JobSpec, wanted: JobSpec): boolean {
  return sameProblem(known, wanted) && (wanted.start == null || wanted.start === known.start);
}

function renewed(record: JobRecord, spec: Required<JobSpec>, at: number): JobRecord {
  const { budget } = spec;
  const elapsed = budget !== null && record.elapsed >= budget * 1_000 ? 0 : record.elapsed;
  const next = { ...record, elapsed, spec };
  const isSame = elapsed === record.elapsed && JSON.stringify(spec) === JSON.stringify(record.spec);
  return isSame
    ? next
    : { ...next, run: happened(record.run, momentOf(next, at), submitted(spec, record.n)) };
}
