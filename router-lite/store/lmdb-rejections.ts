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
  const { commitError } = (reason ?? {}) as { readonly commitError?: unknown };
  // Why, in a promise of its own.
  if (commitError instanceof Promise) commitError.catch(() => {});
  else if (process.listenerCount('unhandledRejection') === 1) throw reason;
}
