/**
 * Handing in a job on a line that may break: a call that was lost may have been done, and is made again with the same key, so
 * that there is one job however often it was asked for.
 */
import { pause, pauseBefore } from './backoff.ts';
import { ERRORS, isUnavailable, WampError } from './errors.ts';
import type { Job, JobSubmission } from './procedures.ts';

/** Pauses between the attempts, and for how long there are any. Milliseconds. */
const PAUSES = { first: 300, longest: 3_000 };
const PATIENCE = 60_000;

/** 32 random hex digits, also where a page is no secure context. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** Whoever had the call is gone, or we lost the router: nobody knows whether it was done. */
function isOpen(error: unknown): boolean {
  return (
    error instanceof WampError &&
    (error.uri === ERRORS.connectionLost || error.uri === ERRORS.canceled || error.uri === ERRORS.timeout)
  );
}

/**
 * Calls until there is an answer, for a minute. What was refused rejects at once, as does a call that nobody took before any
 * was lost: then nothing has happened.
 * @param call lehr.job.submit; not one that its own caller cancels
 */
export async function handIn(
  call: (submission: JobSubmission) => Promise<Job>,
  submission: JobSubmission & { readonly key: string },
): Promise<Job> {
  const patience = AbortSignal.timeout(PATIENCE);
  let lost = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(submission);
    } catch (error) {
      lost ||= isOpen(error);
      if (!lost || !(isOpen(error) || isUnavailable(error)) || patience.aborted) throw error;
    }
    await pause(pauseBefore(attempt, PAUSES, Math.random()), patience);
  }
}
