/**
 * Who gets the free slots, and who waits for one where. A call waits for whoever is free first (`anyone`), for one endpoint
 * (sticky: that endpoint's `pinned`), or for one of those that will do (`picky`). So every slot that frees and every endpoint that
 * joins looks at the heads of three queues, and no call that could run waits behind one that could not.
 */

import type { CallQueue } from './call-queue.ts';
import { busy, stranded } from './call-rules.ts';
import type { Turn } from './delivery.ts';
import type { Refusal } from './errors.ts';
import type { Invocation } from './invocation.ts';
import { isFree } from './policies.ts';
import type { Endpoint, Registration } from './registration.ts';

export interface PlacementOptions {
  readonly random: () => number;
  /** Calls, and parts of calls, that may wait per registration. */
  readonly queueLimit: number;
  /** Hands the call to the endpoint, whose slot is taken already. */
  readonly invoke: (invocation: Invocation, endpoint: Endpoint, turn: Turn) => void;
  /** Ends the call. */
  readonly refuse: (invocation: Invocation, refused: Refusal, turn: Turn) => void;
}

export class Placement {
  readonly #options: PlacementOptions;

  constructor(options: PlacementOptions) {
    this.#options = options;
  }

  /** Hands a call to an endpoint, or lets it wait for one; a new one only where there is room to wait. */
  place(invocation: Invocation, isNew: boolean, turn: Turn): void {
    const { registration } = invocation;
    if (registration.endpoints.length > 0 && !canRun(invocation)) {
      this.#options.refuse(invocation, stranded(invocation), turn);
      return;
    }
    const endpoint = this.#take(invocation);
    if (endpoint !== undefined) {
      this.remove(invocation);
      this.#options.invoke(invocation, endpoint, turn);
    } else if (isNew && this.isFull(registration)) {
      this.#options.refuse(invocation, busy(registration), turn);
    } else {
      this.#add(invocation, laneOf(invocation));
    }
  }

  /** Takes a free slot for the call, if one of those that will do has one. */
  #take(invocation: Invocation): Endpoint | undefined {
    const { registration, key } = invocation;
    if (registration.endpoints.length === 0) return undefined;
    if (key !== undefined) {
      const holder = registration.holderOf(key);
      if (!isFree(holder)) return undefined;
      registration.takeFrom(holder);
      return holder;
    }
    const { random } = this.#options;
    if (!invocation.isPicky) return registration.take(random);
    return registration.takeOf((endpoint) => invocation.mayRunOn(endpoint), random);
  }

  /** Gives the endpoint's free slots to those who wait for one. */
  serve(endpoint: Endpoint, turn: Turn): void {
    const { registration } = endpoint;
    while (registration.waiting > 0 && endpoint.active && isFree(endpoint)) {
      const next = registration.nextFor(endpoint);
      if (next === undefined) break;
      this.remove(next);
      registration.takeFrom(endpoint);
      this.#options.invoke(next, endpoint, turn);
    }
    registration.changed?.();
  }

  joined(endpoint: Endpoint, turn: Turn): void {
    const { registration } = endpoint;
    if (registration.endpoints.length === 1) {
      // Sticky calls that waited for nobody in particular wait for somebody again.
      for (const invocation of [...registration.anyone]) {
        if (invocation.key === undefined) continue;
        if (canRun(invocation)) this.#add(invocation, laneOf(invocation));
        else this.#options.refuse(invocation, stranded(invocation), turn);
      }
    }
    this.serve(endpoint, turn);
    this.#endStranded(registration, turn);
  }

  withdrawn(endpoint: Endpoint, turn: Turn): void {
    const { registration } = endpoint;
    for (const invocation of [...endpoint.pinned]) this.place(invocation, false, turn);
    this.#endStranded(registration, turn);
    registration.changed?.();
  }

  /** Ends the calls that wait for an endpoint that will do where there are others only. */
  #endStranded(registration: Registration, turn: Turn): void {
    if (registration.endpoints.length === 0) return;
    for (const invocation of [...registration.picky]) {
      if (invocation.state.kind !== 'waiting' || canRun(invocation)) continue;
      this.#options.refuse(invocation, stranded(invocation), turn);
    }
  }

  /** Hands a call that waits in a registration nobody serves to one that serves what it calls: to be new there, for all rules. */
  adopt(invocation: Invocation, registration: Registration, turn: Turn): void {
    this.remove(invocation);
    const { held, registration: room } = invocation;
    room.held -= held.length;
    invocation.moveTo(registration);
    registration.held += held.length;
    this.place(invocation, true, turn);
  }

  /** Ends a call that waits. */
  refuse(invocation: Invocation, refused: Refusal, turn: Turn): void {
    this.#options.refuse(invocation, refused, turn);
  }

  isFull({ waiting, held }: Registration): boolean {
    return waiting + held >= this.#options.queueLimit;
  }

  #add(invocation: Invocation, lane: CallQueue<Invocation>): void {
    this.remove(invocation);
    lane.add(invocation);
    invocation.state = { kind: 'waiting', lane };
    invocation.registration.waiting += 1;
  }

  /** The call waits no more. */
  remove(invocation: Invocation): void {
    const { state, registration } = invocation;
    if (state.kind !== 'waiting' || state.lane === undefined) return;
    state.lane.delete(invocation);
    invocation.state = { kind: 'waiting', lane: undefined };
    registration.waiting -= 1;
  }
}

/** Will any endpoint there is do for this call? */
export function canRun(invocation: Invocation): boolean {
  const { registration, key } = invocation;
  if (key !== undefined) return invocation.mayRunOn(registration.holderOf(key));
  return !invocation.isPicky || registration.endpoints.some((endpoint) => invocation.mayRunOn(endpoint));
}

/** Without any endpoint a sticky call waits with the others, until one comes that can be its own. */
function laneOf(invocation: Invocation): CallQueue<Invocation> {
  const { registration, key, isPicky } = invocation;
  if (key === undefined) return isPicky ? registration.picky : registration.anyone;
  return registration.endpoints.length === 0 ? registration.anyone : registration.holderOf(key).pinned;
}
