import type { Donor } from '../../peer/procedures.ts';

/** A donor who is back within this many milliseconds was never away: a reload, or a router that restarted. */
const BACK_SOON = 60_000;

/**
 * Tells who joined from successive lists of who is here. Who was here before the first list is known by the clock of the
 * server, which both times are of.
 */
export class Joins {
  readonly #since: number;
  readonly #seen = new Map<string, number>();
  #first = true;

  /** @param since milliseconds since 1970 on the server's clock: joins before it are not news. */
  constructor(since: number) {
    this.#since = since;
  }

  /** @param now milliseconds, on any steady clock. @returns the names of those who are new. */
  take(donors: readonly Donor[], now: number): string[] {
    const names: string[] = [];
    for (const { donor, name, joinedAt } of donors) {
      const seen = this.#seen.get(donor);
      const news = this.#first ? joinedAt >= this.#since : seen === undefined || now - seen > BACK_SOON;
      if (news) names.push(name);
      this.#seen.set(donor, now);
    }
    for (const [donor, seen] of this.#seen) if (now - seen > BACK_SOON) this.#seen.delete(donor);
    this.#first = false;
    return names;
  }
}
