/**
 * Where calls with `_queue` wait for any callee to appear: in registrations that nobody serves. Such a call waits in the registration
 * of its procedure that was there when it came, or by which it was last served; as soon as another one serves its procedure, by a
 * pattern or exactly, it goes there.
 */
import { crowded, noSuchProcedure } from './call-rules.ts';
import type { Turn } from './delivery.ts';
import type { Refusal } from './errors.ts';
import type { Invocation } from './invocation.ts';
import type { Call } from './messages.ts';
import type { Placement } from './placement.ts';
import type { Registration } from './registration.ts';
import type { Registrations } from './registrations.ts';
import { mayOverlap } from './uris.ts';

export interface WaitingRoomOptions {
  /** Calls that may wait here at once. */
  readonly most: number;
  readonly registrations: Registrations;
  readonly placement: Placement;
  /** Of a registration that nobody may wait in any more. */
  readonly sweep: (registration: Registration) => void;
}

export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  /** Those with such calls in them that nobody serves. */
  readonly #rooms = new Set<Registration>();
  #unserved = 0;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** Calls that nobody has served since they came. */
  get unserved(): number {
    return this.#unserved;
  }

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

  /** A registration is served: no call that waits in it counts here any more. */
  served(registration: Registration): void {
    if (!this.#rooms.delete(registration)) return;
    for (const invocation of waitingIn(registration)) this.leave(invocation);
  }

  /** Calls of other rooms that a registration serves from now on go to it, after those that waited in it. */
  gather(registration: Registration, turn: Turn): void {
    // With its first callee it got all there were.
    if (registration.endpoints.length > 1) return;
    for (const room of [...this.#rooms]) {
      if (mayOverlap(room.pattern, registration.pattern)) this.#handOver(room, turn);
    }
  }

  /** A registration is served no more: its calls go to another that serves them, or wait for one. */
  unserve(registration: Registration, turn: Turn): void {
    if (registration.endpoints.length > 0 || queuedIn(registration).length === 0) return;
    this.#rooms.add(registration);
    this.#handOver(registration, turn);
  }

  #handOver(room: Registration, turn: Turn): void {
    const { registrations, placement, sweep } = this.#options;
    for (const invocation of queuedIn(room)) {
      const serving = registrations.serving(invocation.call.procedure);
      // Handing over another may have ended this one.
      if (serving === undefined || invocation.state.kind !== 'waiting') continue;
      this.leave(invocation);
      placement.adopt(invocation, serving, turn);
    }
    if (queuedIn(room).length > 0) return;
    this.#rooms.delete(room);
    sweep(room);
  }

  forget(registration: Registration): void {
    this.#rooms.delete(registration);
  }

  clear(): void {
    this.#rooms.clear();
    this.#unserved = 0;
  }
}

/** Without endpoints no call waits for one of them. In order. */
export function waitingIn({ anyone, picky }: Registration): Invocation[] {
  return [...anyone, ...picky].sort((a, b) => a.order - b.order);
}

function queuedIn(registration: Registration): Invocation[] {
  return waitingIn(registration).filter(({ call }) => call.options._queue === true);
}
