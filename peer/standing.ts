/**
 * One thing a peer wants to stand on the router: a subscription or a registration. It is begun in every session anew, and
 * changes follow each other, never overlap: an UNSUBSCRIBE and a SUBSCRIBE of one topic that cross on the wire would leave
 * a listener that hears nothing.
 */
import type { Session, Undo } from './session.ts';

export interface StandingHost {
  /** Resolves with the live session, now or when there is one; rejects when the peer is closed. */
  session(): Promise<Session>;
}

export class Standing<Want> {
  readonly #host: StandingHost;
  readonly #begin: (session: Session, want: Want) => Promise<Undo>;
  #want: Want | null = null;
  #wire: { readonly session: Session; readonly want: Want; readonly undo: Undo } | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(host: StandingHost, begin: (session: Session, want: Want) => Promise<Undo>) {
    this.#host = host;
    this.#begin = begin;
  }

  wants(want: Want): boolean {
    return this.#want === want;
  }

  /**
   * Wants something else from now on, or nothing. Resolves when it stands so; rejects when the router refuses, and then
   * nothing is wanted any more. Where one want replaces another, both messages leave in one go: no gap in between.
   */
  want(want: Want | null): Promise<void> {
    this.#want = want;
    return this.settle().catch((error: unknown) => {
      if (this.#want === want) this.#want = null;
      throw error;
    });
  }

  /** Brings the router to what is wanted; also after a reconnect, when the same error leaves the want as it is. */
  settle(): Promise<void> {
    const work = this.#work.catch(() => {}).then(() => this.#step());
    this.#work = work;
    return work;
  }

  async #step(): Promise<void> {
    for (;;) {
      const old = this.#wire?.session.alive ? this.#wire : null;
      if (this.#want === (old?.want ?? null)) return;
      const session = old?.session ?? (await this.#host.session());
      if (!session.alive) continue;
      try {
        await this.#change(session, old?.undo ?? null);
        return;
      } catch (error) {
        if (session.alive) throw error;
      }
    }
  }

  async #change(session: Session, undo: Undo | null): Promise<void> {
    const want = this.#want;
    this.#wire = null;
    const undone = undo?.().catch(() => {});
    if (want !== null) this.#wire = { session, want, undo: await this.#begin(session, want) };
    await undone;
  }
}
