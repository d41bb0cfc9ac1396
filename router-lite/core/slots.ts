/**
 * The slots of a realm: which there are, who may serve them, and which take an event; how it gets to a member is
 * slot-delivery.ts. What must hold, and is tested as properties (slots.property.test.ts):
 *
 *  1. Every event a slot took is delivered until a member acknowledges it by YIELD, its policy gives it up, or a bound does:
 *     one of these, once.
 *  2. It is in one member's hands at a time, and comes at most `max_attempts` times.
 *  3. Where one event is out at a time (the members' concurrency, or the slot's, is 1) they come in the order of publication,
 *     through failures.
 *  4. No bound of SlotLimits is exceeded.
 *  5. No event waits while it could go out.
 */
import { lastingLists, namesSessions } from './audience.ts';
import { type Turn, unixTime } from './delivery.ts';
import { type Refusal, WampError } from './errors.ts';
import type { Dict, Uri } from './messages.ts';
import type { SlotDesk, Wanted } from './registrar.ts';
import type { Registration } from './registration.ts';
import type { Session } from './session.ts';
import { Slot } from './slot.ts';
import { SlotDelivery, type SlotDeliveryOptions } from './slot-delivery.ts';
import { type SlotEvent, weightOfEvent } from './slot-event.ts';
import type { SlotStore } from './slot-file.ts';
import type { SlotLimits } from './slot-limits.ts';
import { SlotLines } from './slot-lines.ts';
import { covering, refuseStart, type Streams } from './slot-place.ts';
import { goesOn, refuseMember } from './slot-rules.ts';
import { isSameSpec, type SlotSpec, slotSpec } from './slot-spec.ts';
import { forgetEarlier, goOnAs, keepSpec } from './slot-topics.ts';
import type { Pattern, UriRule } from './uris.ts';

export interface SlotsOptions extends Omit<SlotDeliveryOptions, 'over'> {
  readonly uris: UriRule;
  readonly limits: SlotLimits;
  /** Absent: no slot can be durable. */
  readonly store: SlotStore | undefined;
  readonly streams: Streams;
}

const [NONE, NOTHING]: [readonly Slot[], readonly Promise<void>[]] = [[], []];
const NO_DETAILS: Dict = {};
/** Facts after which every slot writes down how far it is: what it would look through again at the next start. */
const MARKED = 4_096;

export class Slots implements SlotDesk {
  readonly #options: SlotsOptions;
  readonly delivery: SlotDelivery;
  readonly #slots = new Map<Uri, Slot>();
  readonly #lines = new SlotLines();

  constructor(options: SlotsOptions) {
    this.#options = options;
    this.delivery = new SlotDelivery({ ...options, over: (slot) => this.remove(slot) });
    for (const { procedure, spec } of options.store?.found ?? []) this.#reopen(procedure, spec);
  }

  /** A slot of before; throws where this configuration would lose what it was to get. */
  #reopen(procedure: Uri, { earlier = [], ...told }: Dict): void {
    const { store, streams, prefix, realm } = this.#options;
    const spec = slotSpec(told);
    const refused =
      spec === null || 'error' in spec
        ? `this router cannot read what it is: start with the one that wrote it, or have that remove the slot`
        : refuseStart(spec.topic, store!.open(procedure), streams);
    if (refused !== undefined) {
      throw new Error(`the durable slot ${procedure} of ${realm}: ${refused} (${prefix}.slot.remove)`);
    }
    this.#open(procedure, spec as SlotSpec).earlier = earlier as readonly Pattern[];
  }

  get(procedure: Uri): Slot | undefined {
    return this.#slots.get(procedure);
  }

  [Symbol.iterator](): Iterator<Slot> {
    return this.#slots.values();
  }

  // --- members

  refuse(session: Session, pattern: Pattern, wanted: Wanted): Refusal | undefined {
    const site = { ...this.#options, count: this.#slots.size, isKept: this.#options.store !== undefined };
    const slot = this.#at(pattern);
    const refused = refuseMember({ session, pattern, ...wanted }, slot, site);
    if (slot?.isSearching) this.delivery.changed(slot);
    return refused;
  }

  serve(registration: Registration, { options }: Wanted): boolean {
    const { pattern } = registration;
    const spec = slotSpec(options._slot) as SlotSpec | null;
    const slot = spec === null ? this.#at(pattern) : this.#define(pattern.uri, spec);
    if (slot === undefined) return false;
    slot.registration = registration;
    registration.changed = () => this.delivery.changed(slot);
    return true;
  }

  #at({ uri, match }: Pattern): Slot | undefined {
    return match === 'exact' ? this.#slots.get(uri) : undefined;
  }

  /** By members: calls alone make no slot. */
  isServed(procedure: Uri): boolean {
    return (this.#slots.get(procedure)?.members ?? 0) > 0;
  }

  /** A slot without members yet: what refuse() let through. */
  define(procedure: Uri, options: Dict): void {
    this.delivery.changed(this.#define(procedure, slotSpec(options) as SlotSpec));
  }

  /** The slot of this name, as it is to be from now on. */
  #define(procedure: Uri, spec: SlotSpec): Slot {
    const slot = this.#slots.get(procedure);
    if (slot === undefined) {
      const opened = this.#open(procedure, spec);
      keepSpec(opened);
      return opened;
    }
    if (isSameSpec(slot.spec, spec)) return slot;
    if (!goesOn(slot.spec, spec, this.#options.streams)) {
      // What waits in memory gets no place on disk after the fact.
      if (!slot.spec.durable) this.delivery.counts.dropped += slot.close();
      this.remove(slot);
      return this.#define(procedure, spec);
    }
    this.#lines.delete(slot);
    goOnAs(slot, spec);
    this.#lines.add(slot);
    return slot;
  }

  #open(procedure: Uri, spec: SlotSpec): Slot {
    const { store, streams, limits } = this.#options;
    const kept =
      spec.durable && store !== undefined
        ? {
            file: store.open(procedure),
            stream: covering(streams, spec.topic),
            onLost: (count: number) => {
              this.delivery.counts.dropped += count;
            },
          }
        : undefined;
    const slot = new Slot(procedure, spec, limits, kept);
    this.#slots.set(procedure, slot);
    this.#lines.add(slot);
    return slot;
  }

  /** Forgets it, and all that it has. */
  remove(slot: Slot): void {
    this.#slots.delete(slot.procedure);
    this.#lines.delete(slot);
    this.delivery.forget(slot);
    slot.file?.destroy();
    if (slot.registration !== undefined) slot.registration.changed = undefined;
  }

  // --- events

  /** Those that take events of this topic. */
  #taking(topic: Uri): readonly Slot[] {
    return this.#slots.size === 0 ? NONE : this.#lines.taking(topic);
  }

  covers(topic: Uri): boolean {
    return this.#taking(topic).length > 0;
  }

  /** See EventTakers. */
  countOf(topic: Uri, options: Dict): number {
    return this.#slots.size === 0 || namesSessions(options) ? 0 : this.#taking(topic).length;
  }

  /** Why a publication that waits for its acknowledgement is refused: a slot has no room for it. */
  refuseEvent(event: Pick<SlotEvent, 'topic' | 'payload'>, options: Dict): Refusal | undefined {
    if (this.#slots.size === 0 || namesSessions(options)) return undefined;
    const slots = this.#taking(event.topic);
    if (slots.length === 0) return undefined;
    const { topic, payload } = event;
    const weight = weightOfEvent({ topic, payload, details: NO_DETAILS, lists: lastingLists(options) });
    const full = slots.find((slot) => slot.isFull(weight));
    if (full === undefined) return undefined;
    this.delivery.counts.refused += 1;
    const text = `the slot ${full.procedure} is full: ${full.length} events wait; publish again later`;
    return { error: WampError.unavailable, text, limit: 'slotEvents' };
  }

  /**
   * Gives an event to the slots of its topic. One that is restricted to some sessions by their ids is a message to these, and no
   * slot's affair. The promises: that it is on disk.
   */
  take(event: Omit<SlotEvent, 'time' | 'lists'>, options: Dict, turn: Turn): readonly Promise<void>[] {
    if (this.#slots.size === 0 || namesSessions(options)) return NOTHING;
    const stored = this.#take(event, options, turn);
    const { _seq: seq } = event.details;
    // Once it is with all whose it is: those whose it is not have a place in its log too.
    if (typeof seq === 'number' && seq % MARKED === 0) for (const slot of this.#slots.values()) slot.mark();
    return stored;
  }

  #take(event: Omit<SlotEvent, 'time' | 'lists'>, options: Dict, turn: Turn): readonly Promise<void>[] {
    const slots = this.#taking(event.topic);
    if (slots.length === 0) return NOTHING;
    const { topic, publication, details, payload, trust } = event;
    const lists = lastingLists(options);
    const taken: SlotEvent = { topic, publication, time: unixTime(turn), details, payload, trust, lists };
    const weight = weightOfEvent(taken);
    let stored: Promise<void>[] | undefined;
    for (const slot of slots) {
      const promise = this.#add(slot, taken, weight);
      if (promise === undefined) continue;
      if (stored === undefined) stored = [promise];
      else stored.push(promise);
    }
    return stored ?? NOTHING;
  }

  #add(slot: Slot, event: SlotEvent, weight: number): Promise<void> | undefined {
    const { counts } = this.delivery;
    forgetEarlier(slot);
    while (slot.isFull(weight)) {
      counts.dropped += 1;
      if (!this.#giveWay(slot)) return undefined;
    }
    counts.taken += 1;
    this.delivery.changed(slot);
    return slot.add(event, weight);
  }

  /** Its oldest event does, for a new one; false: that one does, where all there are in members' hands, or cannot be read. */
  #giveWay(slot: Slot): boolean {
    try {
      return slot.dropOldest();
    } catch (error) {
      // No fault of the publisher's, nor of the other slots'.
      this.#options.failed(error);
      return false;
    }
  }

  /** All sessions are gone without a word. */
  clear(): void {
    // First: then no slot is looked for among all that is out.
    this.delivery.clear();
    for (const slot of [...this.#slots.values()]) if (!slot.spec.durable) this.remove(slot);
  }
}
