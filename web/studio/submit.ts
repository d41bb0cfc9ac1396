import { handIn } from '../../peer/hand-in.ts';
import type { Job, JobSpec } from '../../peer/procedures.ts';
import type { Desk } from '../../worker/desk-api.ts';
import type { Parcel } from '../../worker/files/protocol.ts';
import type { Wishes } from './wishes.ts';

/** Of the bytes; the rest of the way is the job itself. */
const SENT = 0.99;

/** What one start of a job needs beside its bytes. */
export interface Submitting {
  readonly wishes: Wishes;
  /** The same for each attempt to start this very job: see newKey. */
  readonly key: string;
  /** Hears the share done, 0..1; 1 while the job is handed in. */
  readonly progress: (share: number) => void;
}

/**
 * Stores what a job needs and hands it in. Throws in words for people. A router that is lost in between leaves open whether the
 * job was accepted: by its key it is the same job when it is handed in again.
 */
export async function submit(
  desk: Pick<Desk, 'call' | 'putBlob'>,
  parcel: Parcel,
  { wishes, key, progress }: Submitting,
): Promise<Job> {
  const spec = await stored(desk, parcel, wishes, progress);
  progress(1);
  return handIn((submission) => desk.call('lehr.job.submit', submission), { ...spec, key });
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
