/**
 * When facts are read from their logs for those who lag behind: one short slice at a time, and never at the cost of the others.
 *
 * 1. A slice is followed by a turn of the event loop, in which what it made is written out. If anybody sent a message meanwhile the
 *    next slice waits for 49 times as long as both took: collecting its garbage, and what it pushed out of the processor's caches, cost
 *    as much again, so live traffic has nineteen twentieths of the time whenever there is any, and replays have all that is left.
 *    A rest ends after a second in any case.
 *    Whose transport was full, and drained, waits for the end of that rest as well.
 * 2. In a slice those who lag take turns, a step of some 64 KiB each. Who has no room is passed over until its transport drained.
 * 3. Nothing runs while nobody lags, or nobody who does has room.
 * 4. Who failed in its step, because the log could not be read, has its next some seconds later.
 */

import { soon } from './soon.ts';

/** How long a slice takes, in milliseconds: what a live message waits for it at most, but for the step it is in. */
const SLICE = 0.25;
/** Of a slice and its turn: how long replays rest where others are busy. */
const REST = 49;
/** However long that took, in milliseconds: a pause of the process or its disk of two seconds is no reason to read nothing for two minutes. */
const LONGEST_REST = 1_000;
/** Before a step that failed is tried again, in milliseconds. */
const RETRY = 5_000;

export interface ReplayPorts<S> {
  /** Milliseconds that never run backwards. */
  now(): number;
  /** There are facts to come for it. */
  lags(session: S): boolean;
  hasRoom(session: S): boolean;
  /** Hands on the next few facts; false where that failed. */
  step(session: S): boolean;
}

export class Replays<S> {
  readonly #ports: ReplayPorts<S>;
  /** Those that lag and had room when they were last looked at, in their order. */
  readonly #line = new Set<S>();
  #isAwake = false;
  #isStopped = false;
  #heard = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Those whose last step failed. */
  readonly #failed = new Set<S>();
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ReplayPorts<S>) {
    this.#ports = ports;
  }

  /** It has begun to lag. */
  add(session: S): void {
    if (this.#isStopped || this.#failed.has(session)) return;
    this.#line.add(session);
    if (this.#isAwake) return;
    this.#isAwake = true;
    soon(() => this.#slice());
  }

  /** Its transport drained. */
  roomFor(session: S): void {
    if (this.#ports.lags(session)) this.add(session);
  }

  forget(session: S): void {
    this.#line.delete(session);
    this.#failed.delete(session);
  }

  /** A message came, from whomever. */
  heard(): void {
    this.#heard = true;
  }

  #slice(): void {
    if (this.#line.size === 0) {
      this.#isAwake = false;
      return;
    }
    const { now, lags, hasRoom, step } = this.#ports;
    const began = now();
    this.#heard = false;
    for (const session of this.#line) {
      this.#line.delete(session);
      // Without room it comes back when its transport drained.
      if (!hasRoom(session)) continue;
      if (!step(session)) this.#later(session);
      // To the end of the line: this loop comes to it again.
      else if (lags(session)) this.#line.add(session);
      if (now() - began >= SLICE) break;
    }
    soon(() => this.#rest(now() - began));
  }

  #later(session: S): void {
    this.#failed.add(session);
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      const again = [...this.#failed];
      this.#failed.clear();
      for (const each of again) this.roomFor(each);
    }, RETRY);
  }

  #rest(took: number): void {
    if (this.#isStopped) return;
    if (this.#heard) this.#timer = setTimeout(() => this.#slice(), restAfter(took));
    else this.#slice();
  }

  stop(): void {
    this.#isStopped = true;
    this.#line.clear();
    this.#failed.clear();
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
  }
}

function restAfter(took: number): number {
  return Math.min(Math.ceil(took * REST), LONGEST_REST);
}
