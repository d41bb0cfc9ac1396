/**
 * Events from their slot to a member and back. They go to the dealer as calls of a session that has no connection, and only as
 * many as members have room for: so policy, concurrency, time-out and re-routing are those of any registration. Answers are
 * worked on in drain(), never in the middle of somebody else's step.
 */
import { Deadlines } from './deadlines.ts';
import { type Turn, unixTime } from './delivery.ts';
import { IdTable } from './id-table.ts';
import type { Invocation } from './invocation.ts';
import type { Id, Message, Uri } from './messages.ts';
import { ownSession } from './own-session.ts';
import type { Session } from './session.ts';
import type { Slot } from './slot.ts';
import { callOf, type Offer } from './slot-call.ts';
import { noSlotCounts } from './slot-counts.ts';
import type { Entry, Failure } from './slot-event.ts';
import { type Outcome, waitBeforeNext } from './slot-outcome.ts';
import { reportOf } from './slot-report.ts';
import { SlotSearches } from './slot-searches.ts';

export interface SlotDeliveryOptions {
  readonly realm: Uri;
  /** In [0, 1): spreads the waits between attempts. */
  readonly random: () => number;
  /** Milliseconds that a slot which is not durable waits for a member. */
  readonly graceMillis: number;
  /** Reports go to `<prefix>.error.<procedure>`. */
  readonly prefix: Uri;
  readonly offer: Offer;
  readonly publish: (topic: Uri, args: () => unknown[], turn: Turn) => void;
  /** This session, of the router itself, has facts to look through: search() does, a step each, until isSearching is false. */
  readonly lagging: (session: Session) => void;
  /** Nothing of it is left, nor will anything come. */
  readonly over: (slot: Slot) => void;
  /** Told why a slot could not be worked on: its store could not be read. */
  readonly failed: (error: unknown) => void;
}

/** In a member's hands. */
interface Out {
  readonly slot: Slot;
  readonly entry: Entry;
  readonly request: Id;
  invocation: Invocation | undefined;
}

/** Before a slot is tried again that could not be worked on, in milliseconds. */
const RETRY = 5_000;

/** Lists without anything, in place of which others are put. */
const [NO_SLOTS, NO_OUTCOMES]: [Slot[], Outcome[]] = [[], []];

export class SlotDelivery {
  readonly #options: SlotDeliveryOptions;
  readonly #session: Session;
  /** By CALL.Request of ours. */
  readonly #out = new IdTable<Out>();
  readonly #deadlines = new Deadlines<Slot>();
  /** Slots that may have something to hand out, or may be over. */
  #changed: Slot[] = NO_SLOTS;
  readonly #searches: SlotSearches;
  #outcomes: Outcome[] = NO_OUTCOMES;
  #request = 0;
  readonly counts = noSlotCounts();

  constructor(options: SlotDeliveryOptions) {
    this.#options = options;
    this.#session = ownSession(options.realm, [], (message) => this.#hear(message));
    this.#searches = new SlotSearches(() => options.lagging(this.#session));
  }

  /** Something of it is not as it was: members, events, room. */
  changed(slot: Slot): void {
    if (slot.isChanged) return;
    slot.isChanged = true;
    // Mostly the only one: a list of one is smaller than one that grows.
    if (this.#changed.length === 0) this.#changed = [slot];
    else this.#changed.push(slot);
  }

  /** Hands out what can be handed out, and works on what came back; true where there was anything to do. */
  drain(turn: Turn): boolean {
    if (this.#changed.length === 0 && this.#outcomes.length === 0) return false;
    while (this.#changed.length > 0 || this.#outcomes.length > 0) {
      const outcomes = this.#outcomes;
      this.#outcomes = NO_OUTCOMES;
      for (const outcome of outcomes) this.#conclude(outcome, turn);
      const changed = this.#changed;
      this.#changed = NO_SLOTS;
      for (const slot of changed) {
        // Removed meanwhile.
        if (!slot.isChanged) continue;
        slot.isChanged = false;
        this.#serve(slot, turn);
      }
    }
    return true;
  }

  /** What fails for one slot is no fault of whoever's step this is, nor a loss of what the step has for others. */
  #failed(slot: Slot, error: unknown, turn: Turn): void {
    this.#deadlines.set(slot, turn.now + RETRY);
    this.#options.failed(error);
  }

  get nextDeadline(): number | null {
    return this.#deadlines.next;
  }

  isOwn(session: Session): boolean {
    return session === this.#session;
  }

  get isSearching(): boolean {
    return !this.#searches.isEmpty;
  }

  /** One of them looks a step further, in the drain() after this; they take turns. */
  search(): void {
    const slot = this.#searches.step();
    if (slot !== undefined) this.changed(slot);
  }

  tick(turn: Turn): void {
    for (let slot = this.#deadlines.takeDue(turn.now); slot; slot = this.#deadlines.takeDue(turn.now)) {
      for (let due = slot.backingOff.takeDue(turn.now); due; due = slot.backingOff.takeDue(turn.now))
        slot.repeat(due);
      if (slot.graceEnds !== null && slot.graceEnds <= turn.now) this.counts.dropped += slot.close();
      this.changed(slot);
    }
  }

  #serve(slot: Slot, turn: Turn): void {
    try {
      this.#handOut(slot, turn);
    } catch (error) {
      this.#failed(slot, error, turn);
    }
  }

  #handOut(slot: Slot, turn: Turn): void {
    for (let entry = slot.next(); entry !== undefined; entry = slot.next()) {
      this.#deliver(slot, entry, turn);
      // Refused at once: none may overtake it before that is concluded, and then this slot is served again.
      if (this.#outcomes.at(-1)?.slot === slot) break;
    }
    if (slot.members > 0) {
      slot.graceEnds = null;
      slot.isClosed = false;
    } else if (slot.isClosed) {
      this.counts.dropped += slot.close();
      if (slot.length === 0 && slot.deadLetters.size === 0) this.#options.over(slot);
    } else if (!slot.spec.durable) {
      slot.graceEnds ??= turn.now + this.#options.graceMillis;
    }
    this.#searches.add(slot);
    this.#schedule(slot);
  }

  #schedule(slot: Slot): void {
    const at = slot.nextDeadline;
    if (at === null) this.#deadlines.clear(slot);
    else this.#deadlines.set(slot, at);
  }

  #deliver(slot: Slot, entry: Entry, turn: Turn): void {
    entry.attempts += 1;
    if (entry.attempts > 1) this.counts.retried += 1;
    const request = ++this.#request;
    const out: Out = { slot, entry, request, invocation: undefined };
    slot.inHand += 1;
    this.#out.set(request, out);
    const { call, to } = callOf(slot, entry, request);
    out.invocation = this.#options.offer(this.#session, call, to, turn);
  }

  /** The dealer's last word on one of our calls. */
  #hear(message: Message): void {
    if (message.type !== 'RESULT' && message.type !== 'ERROR') return;
    const out = this.#out.get(message.request);
    if (out === undefined) return;
    this.#out.delete(message.request);
    const { slot, entry, invocation } = out;
    slot.inHand -= 1;
    const failure = message.type === 'ERROR' ? { code: message.error, payload: message.payload } : null;
    const state = invocation?.state;
    const left = failure !== null && state?.kind === 'running' && !state.endpoint.session.isOpen;
    const refused = failure !== null && invocation === undefined;
    const outcome: Outcome = { slot, entry, failure, left, refused };
    if (this.#outcomes.length === 0) this.#outcomes = [outcome];
    else this.#outcomes.push(outcome);
    this.changed(slot);
  }

  #conclude(outcome: Outcome, turn: Turn): void {
    const { slot, entry, failure } = outcome;
    try {
      if (failure !== null) {
        this.#concludeFailed(outcome, failure, turn);
      } else {
        this.counts.delivered += 1;
        slot.done(entry);
      }
    } catch (error) {
      this.#failed(slot, error, turn);
    }
  }

  #concludeFailed(outcome: Outcome, failure: Failure, turn: Turn): void {
    const { slot, entry } = outcome;
    const wait = waitBeforeNext(outcome, failure, this.#options.random);
    if (wait === null) this.#giveUp(slot, entry, failure, turn);
    else if (wait === 0) slot.repeat(entry);
    else slot.backOff(entry, turn.now + wait);
  }

  #giveUp(slot: Slot, entry: Entry, failure: Failure, turn: Turn): void {
    const { prefix, publish } = this.#options;
    const time = unixTime(turn);
    if (slot.spec.onError === 'queue') {
      this.counts.dead += 1;
      this.counts.dropped += slot.bury({ ...entry, failure, failed: time }, entry);
      return;
    }
    this.counts.failed += 1;
    const reports = `${prefix}.error.`;
    // A slot that fails at reports would report for ever.
    if (slot.spec.onError === 'publish' && !entry.event.topic.startsWith(reports)) {
      publish(`${reports}${slot.procedure}`, () => [reportOf(slot.procedure, entry, failure, time)], turn);
    }
    slot.done(entry);
  }

  /** Nothing more is to be done for it. */
  forget(slot: Slot): void {
    slot.isChanged = false;
    this.#searches.delete(slot);
    this.#deadlines.clear(slot);
    for (const out of this.#out.values()) if (out.slot === slot) this.#out.delete(out.request);
    slot.inHand = 0;
  }

  clear(): void {
    this.#out.clear();
    for (const slot of this.#changed) slot.isChanged = false;
    this.#changed = NO_SLOTS;
    this.#searches.clear();
    this.#outcomes = NO_OUTCOMES;
  }
}
