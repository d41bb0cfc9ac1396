/**
 * Sends each donor its next task before the answer to the one it works on is here: by foresight where the donor's answers say how
 * early its tasks come, else by its own word that a task is about to end (docs/decisions/prefetch.md). Pure.
 */
import { Foresight } from './foresight.ts';
import { Slots } from './slots.ts';
import type { Tempo } from './tempo.ts';

/** Who is here. */
export interface Crowd<Donor> {
  find(session: number | null): Donor | null;
  /** Tasks that it works on at once. */
  kernelsOf(donor: Donor): number;
}

/** How a call goes out. */
export interface Sending {
  /** The session that is to have it; null: whoever is free. */
  readonly session: number | null;
  /** Whoever has it is asked to say that it is about to end. */
  readonly asks: boolean;
}

/** How a call ended: VisitEnd in foresight.ts, and whose it was. */
export interface Ending {
  /** On the clock. */
  readonly now: number;
  readonly session: number | null;
  readonly lead: number | null;
  readonly isFull: boolean;
}

export class Prefetch<Call, Donor extends { readonly session: number; readonly paused?: boolean }> {
  private readonly slots = new Slots<Call>();
  private readonly foresight = new Foresight<Call, Donor>();

  constructor(
    private readonly crowd: Crowd<Donor>,
    private readonly tempo: Pick<Tempo, 'rest'>,
  ) {}

  /** Calls that may be out, where the donors present can work on `capacity` at once. */
  limit(capacity: number): number {
    return this.slots.limit(capacity);
  }

  /** The session that the next call is for; null: whoever is free. */
  get waiting(): number | null {
    return this.slots.waiting;
  }

  /** A call goes out. @param task `millis` of kernel time */
  sent(call: Call, task: { readonly millis: number }, now: number): Sending {
    const session = this.slots.waiting;
    if (session === null) return { session, asks: true };
    this.slots.served();
    const donor = this.crowd.find(session);
    if (!donor) return { session, asks: true };
    this.foresight.sent(call, donor, { millis: task.millis, now });
    return { session, asks: !this.foresight.knows(donor) };
  }

  /** A session says that a call it has is about to end. */
  ending(call: Call, session: number | null): void {
    const donor = this.crowd.find(session);
    if (donor && !donor.paused) this.slots.ends(call, donor.session, this.crowd.kernelsOf(donor));
  }

  ended(call: Call, { session, now, lead, isFull }: Ending): void {
    this.slots.over(call);
    const donor = this.crowd.find(session);
    const kernels = donor ? this.crowd.kernelsOf(donor) : 1;
    this.foresight.ended(call, donor, { now, lead, isFull, kernels, lay: this.tempo.rest });
  }

  /** Looks whose tasks are about to end. */
  look(now: number): void {
    for (const { call, donor } of this.foresight.due(now, this.tempo.rest)) this.ending(call, donor.session);
  }

  /** When look() has something to see, at the latest. */
  get nextDue(): number | null {
    return this.foresight.nextDue;
  }
}
