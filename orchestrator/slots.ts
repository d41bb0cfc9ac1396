/**
 * How many tasks may be out, and whom the next one is for. A donor says of a task that it is about to end; the next one is then
 * sent to it before its answer is here, so that its kernel does not stand still for the way there and back. Pure.
 *
 * Invariants, property-tested in slots.test.ts:
 * 1. Without word of calls that end, no more are out than there is capacity; each call about to end allows one more.
 * 2. The donor of each such call is served once at most, and waits no longer than its call.
 * 3. No session has more calls about to end than it has kernels: what it says beyond is not believed.
 */
export class Slots<Call> {
  /** Calls about to end, with the session that has them. */
  private readonly ending = new Map<Call, number>();
  /** How many each session has of them. */
  private readonly counts = new Map<number, number>();
  /** Those whose donor was sent nothing further yet; oldest first. */
  private readonly open = new Set<Call>();

  /** Calls that may be out, where the donors present can work on `capacity` at once. */
  limit(capacity: number): number {
    return capacity + this.ending.size;
  }

  /** A session of so many kernels says that a call is about to end: believed once of each call. */
  ends(call: Call, session: number, kernels: number): void {
    const count = this.counts.get(session) ?? 0;
    if (count >= kernels || this.ending.has(call)) return;
    this.counts.set(session, count + 1);
    this.ending.set(call, session);
    this.open.add(call);
  }

  over(call: Call): void {
    const session = this.ending.get(call);
    if (session === undefined) return;
    this.ending.delete(call);
    this.open.delete(call);
    const count = this.counts.get(session)! - 1;
    if (count > 0) this.counts.set(session, count);
    else this.counts.delete(session);
  }

  /** The session that is to have the next task, since it waits longest; null: whoever is free. */
  get waiting(): number | null {
    const [call] = this.open;
    return call === undefined ? null : this.ending.get(call)!;
  }

  /** The session that waits longest was sent a task. */
  served(): void {
    const [call] = this.open;
    if (call !== undefined) this.open.delete(call);
  }
}

/** Lanes to have for donors that can work on `capacity` tasks at once: a quarter more, ready for who is about to be free. */
export function lanesFor(capacity: number): number {
  return capacity + Math.floor(capacity / 4);
}
