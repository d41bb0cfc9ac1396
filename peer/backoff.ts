/**
 * The pause before attempt `attempt` (1, 2 …) in milliseconds: doubles from `first` up to `longest`, then any part of its
 * upper half, so that 10,000 donors who lost one router do not come back in one instant. `random` is in 0..1.
 */
export function pauseBefore(
  attempt: number,
  bounds: { readonly first: number; readonly longest: number },
  random: number,
): number {
  const full = Math.min(bounds.longest, bounds.first * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full * (0.5 + random / 2));
}

/** Resolves after `millis`, or at once when the signal aborts. */
export function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    signal.addEventListener('abort', done, { once: true });
  });
}
