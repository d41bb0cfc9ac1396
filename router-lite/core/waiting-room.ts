/**
 * Registrations that nobody serves, and the calls that wait in them. A call whose last callee left has a grace. One with `_queue`
 * waits as long as it says for any callee to appear: in the registration of its procedure that was there when it came, or by which it
 * was last served. As soon as another serves its procedure, by a pattern or exactly, it goes there.
 */
import type { CallDeadlines } from './call-deadlines.ts';
import { crowded, deserted, noSuchProcedure } from './call-rules.ts';
import type { Turn } from './delivery.ts';
import type { Refusal } from './errors.ts';
import type { Invocation } from './invocation.ts';
import type { Call } from './messages.ts';
import type { Placement } from './placement.ts';
import type { Endpoint, Registration } from './registration.ts';
import type { Registrations } from './registrations.ts';
import { mayOverlap } from './uris.ts';

export interface WaitingRoomOptions {
  /** Calls that may wait here for any callee. */
  readonly most: number;
  readonly registrations: Registrations;
  readonly placement: Placement;
  readonly deadlines: CallDeadlines;
}

export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  /** Those with calls in them that wait for any callee. */
  readonly #rooms = new Set<Registration>();
  #unserved = 0;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** Calls that wait for any callee, and that nobody has served since they came. */
  get unserved(): number {
    return this.#unserved;
  }

  // --- calls

  /** Where a call waits whose procedure nobody serves, if it wants to. */
  roomFor({ procedure, options }: Call): Registration | Refusal {
    if (options._queue !== true) return noSuchProcedure(procedure);
    const { most, registrations, placement } = this.#options;
    const pattern = { uri: procedure, match: 'exact' } as const;
    const known = registrations.get(pattern);
    const isFull = known !== undefined && placement.isFull(known);
    if (isFull || this.#unserved >= most) return crowded(procedure, this.#unserved);
    const room = known ?? registrations.create(pattern, 'single');
    this.#rooms.add(room);
    return room;
  }

  /** A call is about to be placed: where nobody serves its procedure, it is one of those counted. */
  enter(invocation: Invocation): void {
    if (invocation.call.options._queue !== true || invocation.registration.endpoints.length > 0) return;
    invocation.unserved = true;
    this.#unserved += 1;
  }

  /** It has a callee, or is over. */
  leave(invocation: Invocation): void {
    if (!invocation.unserved) return;
    invocation.unserved = false;
    this.#unserved -= 1;
  }

  // --- registrations

  /** An endpoint takes calls from now on: those that waited where it is, then those for it that wait elsewhere. */
  joined(endpoint: Endpoint, turn: Turn): void {
    const { registration } = endpoint;
    this.#options.deadlines.clear(registration);
    if (this.#rooms.delete(registration)) {
      for (const invocation of waitingIn(registration)) this.leave(invocation);
    }
    this.#options.placement.joined(endpoint, turn);
    // With its first callee it got all there were.
    if (registration.endpoints.length > 1) return;
    for (const room of [...this.#rooms]) {
      if (mayOverlap(room.pattern, registration.pattern)) this.#handOver(room, turn);
    }
  }

  /** Without endpoints, a registration's calls go to another that serves them, or wait; one that nobody waits for is none. */
  withdrawn(endpoint: Endpoint, turn: Turn): void {
    const { registration } = endpoint;
    this.#options.placement.withdrawn(endpoint, turn);
    if (registration.endpoints.length > 0) return;
    if (queuedIn(registration).length > 0) {
      this.#rooms.add(registration);
      this.#handOver(registration, turn);
    }
    if (registration.waiting === 0) this.sweep(registration);
    else this.#options.deadlines.grace(registration, turn);
  }

  #handOver(room: Registration, turn: Turn): void {
    const { registrations, placement } = this.#options;
    for (const invocation of queuedIn(room)) {
      const serving = registrations.serving(invocation.call.procedure);
      // Handing over another may have ended this one.
      if (serving === undefined || invocation.state.kind !== 'waiting') continue;
      this.leave(invocation);
      placement.adopt(invocation, serving, turn);
    }
    if (queuedIn(room).length > 0) return;
    this.#rooms.delete(room);
    this.sweep(room);
  }

  /** The grace is over: nobody came to serve the calls that wait. Those with `_queue` have more time, their own. */
  giveUp(registration: Registration, turn: Turn): void {
    const { deadlines, placement } = this.#options;
    const refused = deserted(registration, deadlines.graceMillis);
    for (const each of waitingIn(registration)) {
      if (each.call.options._queue !== true) placement.refuse(each, refused, turn);
    }
    this.sweep(registration);
  }

  /** Forgets a registration that nobody serves and nobody waits for. */
  sweep(registration: Registration): void {
    if (!this.#options.registrations.sweep(registration)) return;
    this.#options.deadlines.clear(registration);
    this.#rooms.delete(registration);
  }

  clear(): void {
    this.#rooms.clear();
    this.#unserved = 0;
  }
}

/** Without endpoints no call waits for one of them. In order. */
function waitingIn({ anyone, picky }: Registration): Invocation[] {
  return [...anyone, ...picky].sort((a, b) => a.order - b.order);
}

function queuedIn(registration: Registration): Invocation[] {
  return waitingIn(registration).filter(({ call }) => call.options._queue === true);
}
