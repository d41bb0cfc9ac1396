/** Milliseconds for which a gain is news. */
export const NEWS = 4_000;

/** How much better the best of one job has become lately. Pure: time is handed in. */
export class Gains {
  #job: string | null = null;
  #energy: number | null = null;
  #steps: { readonly at: number; readonly by: number }[] = [];

  /**
   * The best as it is now. The first of a job is no gain, nor is one that is worse: the server went on from older data.
   * @param energy null while there is none
   * @param now milliseconds, on any steady clock
   */
  take(job: string | null, energy: number | null, now: number): void {
    const by = job === this.#job && this.#energy !== null && energy !== null ? this.#energy - energy : 0;
    if (job !== this.#job || by < 0) this.#steps = [];
    [this.#job, this.#energy] = [job, energy ?? (job === this.#job ? this.#energy : null)];
    if (by > 0) this.#steps.push({ at: now, by });
  }

  /** The sum of what is news; 0: nothing. */
  lately(now: number): number {
    this.#steps = this.#steps.filter(({ at }) => now - at < NEWS);
    return this.#steps.reduce((sum, { by }) => sum + by, 0);
  }
}

/**
 * How exactly metres of a gain are said, as format.length takes it: whole kilometres, as the length beside it, but where there are
 * few; and what two decimals would say is nothing in metres.
 */
export function stepOfMetres(gain: number): number | undefined {
  if (gain >= 10_000) return 1_000;
  return gain < 10 ? 1 : undefined;
}
