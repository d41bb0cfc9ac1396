/**
 * Where the disk refuses a commit, lmdb rejects a promise that it gives to nobody, and Node ends a process for that. Those who asked for a
 * write were told; so these rejections are passed over, and only these.
 */
let isListening = false;

/** From now on, as long as the process lives. */
export function passOverLmdbRejections(): void {
  if (isListening) return;
  isListening = true;
  process.on('unhandledRejection', passOver);
}

/** Node asks nobody else where somebody listens: what is not of lmdb ends the process as it would without this. */
function passOver(reason: unknown): void {
  if (!hasCause(reason) && process.listenerCount('unhandledRejection') === 1) throw reason;
}

/** Whether it is a commit that failed. Why is in a promise of its own, which is so looked at. */
function hasCause(error: unknown): boolean {
  const { commitError } = (error ?? {}) as { readonly commitError?: unknown };
  if (!(commitError instanceof Promise)) return false;
  commitError.catch(() => {});
  return true;
}

/** For who awaits a write of lmdb. */
export async function withCause<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    hasCause(error);
    throw error;
  }
}
