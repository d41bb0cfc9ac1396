import type { Job, JobSpec } from '../../peer/procedures.ts';
import type { Desk } from '../../worker/desk-api.ts';
import type { Parcel } from '../../worker/files/protocol.ts';
import type { Wishes } from './wishes.ts';

/** Of the bytes; the rest of the way is the job itself. */
const SENT = 0.99;

/**
 * Stores what a job needs and hands it in. Throws in words for people.
 *
 * A router that is lost in between leaves open whether the job was accepted: so the list is asked for one that was not there
 * before, and there are never two.
 * @param progress hears the share done, 0..1; 1 while the job is handed in
 */
export async function submit(
  desk: Pick<Desk, 'call' | 'putBlob'>,
  parcel: Parcel,
  wishes: Wishes,
  progress: (share: number) => void,
): Promise<Job> {
  const spec = await stored(desk, parcel, wishes, progress);
  const before = new Set((await desk.call('lehr.job.list', {})).jobs.map(({ id }) => id));
  progress(1);
  try {
    return await desk.call('lehr.job.submit', spec);
  } catch (error) {
    const accepted = await desk.call('lehr.job.list', {}).then(
      ({ jobs }) =>
        jobs.find(
          ({ id, problem, title }) => !before.has(id) && problem === spec.problem && title === spec.title,
        ),
      () => undefined,
    );
    if (accepted) return accepted;
    throw error;
  }
}

async function stored(
  desk: Pick<Desk, 'putBlob'>,
  { kind, problem, view, start }: Parcel,
  { title, budget, weight, moves, target, fromGiven }: Wishes,
  progress: (share: number) => void,
): Promise<JobSpec> {
  const given = fromGiven ? start : null;
  const all = problem.length + view.length + (given?.length ?? 0);
  let done = 0;
  const put = async (bytes: Uint8Array) => {
    // The door hears of whole bytes only of what is on its way.
    const name = await desk.putBlob(bytes, (part) =>
      progress((SENT * (done + part * bytes.length)) / Math.max(1, all)),
    );
    done += bytes.length;
    return name;
  };
  // One after the other, so that the progress is one.
  const names = { problem: await put(problem), view: await put(view), start: given && (await put(given)) };
  return { title, kind, ...names, budget, reference: null, moves, target, weight };
}
