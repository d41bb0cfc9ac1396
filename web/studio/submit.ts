import { pipe } from '../../peer/compose/compose.ts';
import { type PartContext, run } from '../../peer/compose/part.ts';
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
  /** Gives it up: what is being packed or sent is broken off. Of no use any more once the share is 1: the job may be there. */
  readonly signal?: AbortSignal;
}

/**
 * From what was read to a job: packed, stored, handed in. Throws in words for people. A router that is lost in between leaves open
 * whether the job was accepted: by its key it is the same job when it is handed in again.
 */
export function submit(
  desk: Pick<Desk, 'call' | 'callRaw' | 'putBlob'>,
  pack: () => Promise<Parcel>,
  { wishes, key, progress, signal }: Submitting,
): Promise<Job> {
  const way = pipe(
    pack,
    (parcel: Parcel, context: PartContext) => stored(desk, parcel, { wishes, progress, ...context }),
    (spec: JobSpec) => {
      progress(1);
      return handIn((submission) => desk.call('lehr.job.submit', submission), { ...spec, key });
    },
  );
  return run(desk, way, undefined as never, signal ? { signal } : {});
}

async function stored(
  desk: Pick<Desk, 'putBlob'>,
  { kind, problem, view, start }: Parcel,
  { wishes, progress, signal }: Pick<Submitting, 'wishes' | 'progress'> & PartContext,
): Promise<JobSpec> {
  const { title, budget, weight, moves, target, fromGiven } = wishes;
  const given = fromGiven ? start : null;
  const all = problem.length + view.length + (given?.length ?? 0);
  let done = 0;
  const put = async (bytes: Uint8Array) => {
    // The door hears of whole bytes only of what is on its way.
    const onProgress = (part: number) => progress((SENT * (done + part * bytes.length)) / Math.max(1, all));
    const name = await desk.putBlob(bytes, { onProgress, signal });
    done += bytes.length;
    return name;
  };
  // One after the other, so that the progress is one.
  const names = { problem: await put(problem), view: await put(view), start: given && (await put(given)) };
  return { title, kind, ...names, budget, reference: null, moves, target, weight };
}
