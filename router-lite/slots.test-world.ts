import { expect } from 'vitest';
import { type Client, Testbed } from './core/testbed.ts';
import { slotStore } from './slot-store.ts';
import { memoryStore } from './store/memory.ts';

export const TOPIC = 'app.t';
const SLOT = 'app.slot';
export const MAX_ATTEMPTS = 3;
export const BACKOFF = 10;

export interface Shape {
  /** Events out at once, over all members. */
  readonly concurrency: number | undefined;
  readonly onError: 'ignore' | 'queue';
  readonly durable: boolean;
  /** Events the slot keeps. */
  readonly events: number;
}

export interface Fate {
  readonly number: number;
  attempts: number;
  /** Attempts that are on disk. */
  written: number;
  /** Who has it in hand. */
  holder: Client | null;
  end: 'acknowledged' | 'given up' | null;
}

export class World {
  readonly shape: Shape;
  readonly #store = memoryStore();
  bed: Testbed;
  publisher: Client;
  members: { readonly client: Client; readonly concurrency: number; readonly inHand: Map<number, Fate> }[] =
    [];
  /** By what its only argument says. */
  readonly fates: Fate[] = [];
  /** What the routers before this one had counted. */
  readonly #before = { dropped: 0, refused: 0 };
  refused = 0;

  constructor(shape: Shape) {
    this.shape = shape;
    this.bed = this.#start();
    this.publisher = this.bed.join();
    // The slot is there from the beginning.
    this.join(1);
    this.leave(0);
  }

  #start(): Testbed {
    const { events } = this.shape;
    const slotLimits = { events, durableEvents: events };
    const store = slotStore(this.#store, 'test', (error) => {
      throw error;
    });
    const waitFor = () => {};
    return new Testbed({ slotStore: store, slotLimits, graceMillis: 1e9 }, { waitFor });
  }

  get slot() {
    return this.bed.core.realm('test')!.slots.get(SLOT)!;
  }

  get counts() {
    const { dropped, refused } = this.bed.core.realm('test')!.slots.delivery.counts;
    return { dropped: dropped + this.#before.dropped, refused: refused + this.#before.refused };
  }

  join(concurrency: number): void {
    const client = this.bed.join();
    const { durable, onError: on_error } = this.shape;
    const _slot = {
      topic: TOPIC,
      durable,
      on_error,
      max_attempts: MAX_ATTEMPTS,
      backoff: BACKOFF,
      timeout: 1e9,
      ...(this.shape.concurrency === undefined ? {} : { concurrency: this.shape.concurrency }),
    };
    client.register(SLOT, { _slot, invoke: 'load', concurrency });
    this.members.push({ client, concurrency, inHand: new Map() });
    this.settle();
  }

  leave(at: number): void {
    const [member] = this.members.splice(at % Math.max(this.members.length, 1), 1);
    if (member === undefined) return;
    for (const fate of member.inHand.values()) this.#failed(fate);
    member.client.disconnect();
    this.settle();
  }

  publish(acknowledge: boolean): void {
    const fate: Fate = { number: this.fates.length, attempts: 0, written: 0, holder: null, end: null };
    const isFull = this.slot.length >= this.shape.events;
    this.fates.push(fate);
    this.publisher.publish(TOPIC, acknowledge ? { acknowledge } : {}, [fate.number]);
    const refused = this.publisher.take().some(({ type }) => type === 'ERROR');
    expect(refused).toBe(acknowledge && isFull);
    if (refused) fate.end = 'given up';
    if (refused) this.refused += 1;
    this.settle();
  }

  answer(at: number, how: 'yield' | 'error'): void {
    const busy = this.members.filter(({ inHand }) => inHand.size > 0);
    const member = busy[at % Math.max(busy.length, 1)];
    if (member === undefined) return;
    const [[request, fate]] = [...member.inHand] as [[number, Fate]];
    member.inHand.delete(request);
    if (how === 'yield') {
      fate.holder = null;
      fate.end = 'acknowledged';
      member.client.yield(request);
    } else {
      this.#failed(fate);
      if (this.shape.onError === 'ignore') fate.end = 'given up';
      fate.written = fate.attempts;
      member.client.fail(request);
    }
    this.settle();
  }

  #failed(fate: Fate): void {
    fate.holder = null;
    if (fate.attempts === MAX_ATTEMPTS) fate.end = 'given up';
  }

  tick(millis: number): void {
    this.bed.tick(millis);
    this.settle();
  }

  /** The process dies, and all are thrown out. What members had in hand was not answered. */
  crash(): void {
    if (!this.shape.durable) return;
    Object.assign(this.#before, this.counts);
    for (const fate of this.fates) {
      fate.holder = null;
      fate.attempts = fate.written;
    }
    this.members = [];
    this.bed = this.#start();
    this.publisher = this.bed.join();
  }

  /** Reads what members got, and checks the invariants. */
  settle(): void {
    for (const member of this.members) {
      for (const message of member.client.take()) {
        if (message.type !== 'INVOCATION') continue;
        const fate = this.fates[message.payload.args?.[0] as number]!;
        // 1, 2: not done with, in nobody's hands, not too often.
        expect([fate.end, fate.holder]).toEqual([null, null]);
        fate.attempts += 1;
        expect(message.details.attempt).toBe(fate.attempts);
        expect(fate.attempts).toBeLessThanOrEqual(MAX_ATTEMPTS);
        fate.holder = member.client;
        member.inHand.set(message.request, fate);
        this.#checkOrder(fate);
      }
      expect(member.inHand.size).toBeLessThanOrEqual(member.concurrency);
    }
    const out = this.members.reduce((sum, { inHand }) => sum + inHand.size, 0);
    if (this.shape.concurrency !== undefined) expect(out).toBeLessThanOrEqual(this.shape.concurrency);
    expect(this.slot.inHand).toBe(out);
    // 4
    expect(this.slot.length).toBeLessThanOrEqual(this.shape.events);
    // 5
    const ready = this.slot.waiting - this.slot.backingOff.size;
    const isFree = this.members.some(({ inHand, concurrency }) => inHand.size < concurrency);
    const capacity = Math.min(
      this.members.reduce((sum, { concurrency }) => sum + concurrency, 0),
      this.shape.concurrency ?? Infinity,
    );
    const held = out + (capacity === 1 ? this.slot.backingOff.size : 0);
    if (isFree && held < capacity) expect(ready).toBe(0);
    // 1: each is done with, waits, or was dropped at a bound.
    const open = this.fates.filter(({ end }) => end === null).length;
    expect(this.slot.length).toBe(open - this.counts.dropped);
    expect(this.counts.refused).toBe(this.refused);
  }

  /** 3: where one is out at a time, all that came before it are done with, unless they were dropped. */
  #checkOrder({ number }: Fate): void {
    if (this.shape.concurrency !== 1) return;
    const open = this.fates.slice(0, number).filter(({ end }) => end === null).length;
    expect(open).toBeLessThanOrEqual(this.counts.dropped);
  }

  /** Every member answers, until nothing is left. */
  finish(): void {
    this.join(1);
    for (let rounds = 0; this.slot.length > 0; rounds++) {
      expect(rounds).toBeLessThan(10_000);
      this.answer(0, 'yield');
      this.tick(BACKOFF * 2 ** MAX_ATTEMPTS);
    }
    const ends = (end: Fate['end']) => this.fates.filter((fate) => fate.end === end).length;
    expect(ends(null)).toBe(this.counts.dropped);
    if (this.shape.onError === 'queue') {
      const dead = [...this.slot.deadLetters].map(({ event }) => event.payload.args?.[0]);
      const given = this.fates.filter(({ end }) => end === 'given up').length - this.refused;
      expect(new Set(dead).size).toBe(given);
    }
  }
}

export type Step = (world: World) => void;
