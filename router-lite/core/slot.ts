/**
 * One slot: its events from their coming to their end, and what it may hand out. It knows members only as a registration; who
 * gets an event is the dealer's to decide (slots.ts).
 *
 *   waiting (backlog) ──► in hand ──► done
 *                          │  ▲
 *              member left │  │ ERROR under `queue`, after a wait
 *                     again┘  └ backing off ──► dead letter
 *
 * Events go out in the order of their publication; one that comes again goes before all that came after it. So where no more than
 * one is out at a time, the next does not go before this one is done with or dead: order holds through failures.
 */
import type { Waiting } from './backlog.ts';
import { DeadLetters } from './dead-letters.ts';
import { Deadlines, sooner, type Timed } from './deadlines.ts';
import type { Dict, Id, Uri } from './messages.ts';
import type { Registration } from './registration.ts';
import type { DeadLetter, Entry, SlotEvent } from './slot-event.ts';
import type { KeptSlot, SlotFile } from './slot-file.ts';
import type { SlotLimits } from './slot-limits.ts';
import { backlogOf } from './slot-place.ts';
import { type SlotSpec, toldSpec } from './slot-spec.ts';
import type { Pattern } from './uris.ts';
import { MIB } from './weight.ts';

/** Events out at once, in members' hands or between two attempts, whatever the members' concurrency. */
const OUT_LIMIT = 10_000;
/** What those in hand weigh, the first aside. */
const OUT_BYTES = 16 * MIB;

export class Slot implements Timed {
  deadline: Timed['deadline'];
  readonly procedure: Uri;
  spec: SlotSpec;
  /** See slot-topics.ts. */
  earlier: readonly Pattern[] = [];
  readonly file: SlotFile | undefined;
  readonly deadLetters: DeadLetters;
  /** The registration that serves it now; one without endpoints serves nobody. */
  registration: Registration | undefined;
  /** SlotDelivery's own: it is among those that changed. */
  isChanged = false;
  /** Events in members' hands. */
  inHand = 0;
  /** Between two attempts, with the time of the next. */
  readonly backingOff = new Deadlines<Entry>();
  /** Of a slot that is not durable and has no member: when it takes no more events and forgets those it has. */
  graceEnds: number | null = null;
  /** Its grace is over. It is there for its dead letters only. */
  isClosed = false;
  /** A member left with them: they go out before all others. */
  readonly #again: Entry[] = [];
  readonly #backlog: Waiting;
  /** Its events lie among the facts, whose retention is its bound. */
  readonly #isStream: boolean;
  readonly #most: { readonly events: number; readonly bytes: number };
  #outWeight = 0;
  /** Whether it is empty, and it does not know yet. */
  #isAsked = false;
  /** Dead letters that go out again; on disk they are that until they are done with. */
  readonly #lent = new Map<Entry, DeadLetter>();

  constructor(procedure: Uri, spec: SlotSpec, limits: SlotLimits, kept: KeptSlot | undefined) {
    const file = kept?.file;
    this.procedure = procedure;
    this.spec = spec;
    this.file = file;
    this.#backlog = backlogOf(kept, spec.topic);
    this.#isStream = kept?.stream !== undefined;
    this.deadLetters = new DeadLetters(limits, file?.deadLetters);
    this.#most =
      file === undefined
        ? { events: limits.events, bytes: limits.bytes }
        : { events: limits.durableEvents, bytes: limits.durableBytes };
  }

  /** Events that wait for a member, between two attempts too. */
  get waiting(): number {
    return this.#backlog.length + this.#again.length + this.backingOff.size;
  }

  get length(): number {
    return this.waiting + this.inHand;
  }

  /**
   * Nothing waits, nor is in hand. Of a slot of facts it looks for its own in the log, where `length` counts those of others too;
   * undefined: it has to look on, and does as it is served, members or not, until it knows.
   */
  isEmpty(steps?: number): boolean | undefined {
    const out = this.inHand + this.#again.length + this.backingOff.size;
    const isEmpty = out === 0 && this.#backlog.isEmpty(steps);
    this.#isAsked = isEmpty === undefined;
    return isEmpty;
  }

  /** What all of them weigh, in bytes. */
  get weight(): number {
    return this.#backlog.weight + this.#outWeight;
  }

  get members(): number {
    return this.registration?.endpoints.length ?? 0;
  }

  isFull(weight: number): boolean {
    if (this.#isStream) return false;
    return this.length >= this.#most.events || (this.length > 0 && this.weight + weight > this.#most.bytes);
  }

  add(event: SlotEvent, weight: number): Promise<void> | undefined {
    return this.#backlog.add(event, weight);
  }

  /** Gives up the oldest of those that nobody has seen; false when there is none. */
  dropOldest(): boolean {
    return this.#backlog.dropOldest();
  }

  /** The next to go out now; undefined where there is none, or no room for it. */
  next(): Entry | undefined {
    if (this.#isAsked && !this.isSearching) this.isEmpty(1);
    if (!this.#hasRoom()) return undefined;
    const again = this.#again.shift();
    if (again !== undefined) return again;
    const entry = this.#backlog.next();
    if (entry !== undefined) this.#outWeight += entry.weight;
    return entry;
  }

  /** Its next event is far off, if there is one: whoever serves it calls searchOn(), and next() again, in a later step. */
  get isSearching(): boolean {
    return this.#backlog.isSearching === true;
  }

  searchOn(): void {
    this.#backlog.searchOn?.();
  }

  mark(): void {
    this.#backlog.mark?.();
  }

  #hasRoom(): boolean {
    const { registration, inHand, backingOff, spec } = this;
    if (registration?.hasFreeSlot !== true) return false;
    // Calls and re-routed events that wait for the same members come first.
    if (registration.waiting > 0 || inHand + backingOff.size >= OUT_LIMIT) return false;
    if (inHand > 0 && this.#outWeight >= OUT_BYTES) return false;
    const most = Math.min(registration.capacity, spec.concurrency ?? OUT_LIMIT);
    // One at a time: also while it waits for its next attempt, or the others would overtake it.
    return inHand + (most === 1 ? backingOff.size : 0) < most;
  }

  /** Out with it again, before all that came after it. */
  repeat(entry: Entry): void {
    let at = this.#again.length;
    while (at > 0 && this.#again[at - 1]!.number > entry.number) at -= 1;
    this.#again.splice(at, 0, entry);
  }

  /** Its delivery failed, and it will be tried again. */
  backOff(entry: Entry, until: number): void {
    this.backingOff.set(entry, until);
    if (!this.#lent.has(entry)) this.#backlog.failed(entry);
  }

  /** It is delivered, or given up. */
  done(entry: Entry): void {
    this.#outWeight -= entry.weight;
    const letter = this.#lent.get(entry);
    if (letter === undefined) this.#backlog.done(entry);
    else this.deadLetters.forget(letter);
    this.#lent.delete(entry);
  }

  /** Gives it up as a dead letter; how many older ones gave way. */
  bury(letter: DeadLetter, entry: Entry): number {
    // In this order: at no moment it is in neither place.
    const lost = this.deadLetters.bury(letter);
    const isLent = this.#lent.delete(entry);
    this.#outWeight -= entry.weight;
    if (!isLent) this.#backlog.done(entry);
    return lost;
  }

  /** A dead letter goes out again, before younger events; false where it is not there, or nobody can come for it. */
  replay(publication: Id): boolean {
    const letter = this.isClosed ? undefined : this.deadLetters.lend(publication);
    if (letter === undefined) return false;
    const { number, event, weight } = letter;
    const entry: Entry = { number, event, weight, attempts: 0 };
    this.#lent.set(entry, letter);
    this.#outWeight += weight;
    this.repeat(entry);
    return true;
  }

  /** No member came back: what waits is given up. How many that were. */
  close(): number {
    const given = this.waiting;
    this.isClosed = true;
    this.graceEnds = null;
    while (this.backingOff.size > 0) this.done(this.backingOff.takeDue(Number.POSITIVE_INFINITY)!);
    for (const entry of this.#again.splice(0)) this.done(entry);
    while (this.dropOldest());
    return given;
  }

  /** When tick() of its realm has something to do here; null: never. */
  get nextDeadline(): number | null {
    return sooner(this.graceEnds, this.backingOff.next);
  }
}

/** As the meta API tells of it. */
export function describedSlot(slot: Slot): Dict {
  return {
    procedure: slot.procedure,
    ...toldSpec(slot.spec),
    members: slot.members,
    waiting: slot.waiting,
    in_hand: slot.inHand,
    backing_off: slot.backingOff.size,
    bytes: slot.weight,
    dead: slot.deadLetters.size,
  };
}
