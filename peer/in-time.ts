/** The execution time-out: a handler that takes too long is told to stop, and its caller learns no more than that. */
import { after } from './after.ts';
import { ERRORS, WampError } from './errors.ts';

interface Limit {
  readonly uri: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Of the invocation: it aborts when the caller gave up. */
  readonly signal: AbortSignal;
  /** Counts what is brought after all. */
  readonly tally: { late: number };
}

/** As `serve`, with a signal that also aborts when its time is over; rejects then, whatever `serve` does. */
export async function inTime<T>(
  serve: (signal: AbortSignal) => Promise<T>,
  { uri, timeout, signal, tally }: Limit,
): Promise<T> {
  const own = new AbortController();
  const giveUp = () => own.abort(signal.reason);
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  let isLate = false;
  let atEase = () => {};
  const late = new Promise<never>((_, reject) => {
    atEase = after(timeout, () => {
      isLate = true;
      const error = new WampError(ERRORS.timeout, `${uri} took longer than ${timeout} ms`);
      own.abort(error);
      reject(error);
    });
  });
  const served = serve(own.signal).finally(() => {
    if (isLate) tally.late += 1;
    atEase();
    signal.removeEventListener('abort', giveUp);
  });
  // Once it is late nobody hears how it ends.
  served.catch(() => {});
  return Promise.race([served, late]);
}
