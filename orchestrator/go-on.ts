/** What becomes of the jobs that an earlier process left unfinished. */
import type { JobSpec } from '../peer/procedures.ts';
import { type Archive, sameProblem } from './archive.ts';
import type { JobEntry } from './job.ts';
import { judged, type NewJob } from './new-job.ts';

/**
 * Submitted jobs go on as they are, and where nothing is wanted, all. Else of the house's unfinished jobs, one on the same
 * problem as a wanted one, and from the start that it names, takes its spec and goes on from its best, with a new clock where
 * the time already used would end it at once; the others are cancelled. Resolves with the ids of those that go on so, null for
 * a wanted job that is to be submitted.
 */
export async function goOn(
  wanted: readonly JobSpec[],
  archive: Archive,
  references: NewJob['references'],
): Promise<(string | null)[]> {
  if (wanted.length === 0) return [];
  const left = archive.in('running', 'waiting', 'paused').filter(({ record }) => record.house);
  const ids: (string | null)[] = [];
  for (const spec of wanted) {
    const known = left.findLast(({ record }) => goesOnAs(record.spec, spec));
    ids.push(known?.record.id ?? null);
    if (!known) continue;
    left.splice(left.indexOf(known), 1);
    await renew(known, judged(spec, references), archive);
  }
  for (const { record, best, story } of left)
    await archive.keep({ ...record, state: 'cancelled', ended: 'cancelled' }, best, story);
  return ids;
}

/** Who wants another start wants none of what came of the first. */
function goesOnAs(known: JobSpec, wanted: JobSpec): boolean {
  return sameProblem(known, wanted) && (wanted.start == null || wanted.start === known.start);
}

async function renew({ record, best, story }: JobEntry, spec: Required<JobSpec>, archive: Archive) {
  const { budget } = spec;
  const elapsed = budget !== null && record.elapsed >= budget * 1_000 ? 0 : record.elapsed;
  await archive.keep({ ...record, elapsed, spec }, best, story);
}
