/**
 * The wire autobahn gets to see. autobahn 22.11.1 closes its transport at an INTERRUPT and at a RESULT or ERROR that comes
 * after a cancel, announces features by its own list and drops the details of a RESULT. So this file stands between:
 *
 * 1. HELLO leaves with what this peer is, and the roles and features it really has, `call_canceling` of the callee among them.
 * 2. INTERRUPT never reaches autobahn: it aborts the signal of its invocation.
 * 3. A final answer to a call that is no longer open is dropped and counted; one to an open call arrives whole, as an Answer.
 * 4. A progressive RESULT never reaches autobahn, whose promises cannot tell of it: it goes to who asked for it. Nor does the
 *    YIELD of one come from it.
 * 5. The details of an EVENT, of which autobahn hands on a few, are there for as long as it is delivered.
 * 6. Nothing is sent once the link is closed; autobahn may go on talking, nobody listens.
 */
import type { AutobahnSocket } from 'autobahn-browser';
import { agent } from './agent.ts';
import type { Link } from './link.ts';
import { CODE, type Dict, dict, list } from './wamp-tuple.ts';

/** A RESULT with its details, which autobahn would drop. */
export interface Answer {
  readonly args: readonly unknown[];
  readonly kwargs: Dict;
  readonly details: Dict;
}

/** Hears the progressive results of one call. */
export type Progress = (part: Answer) => void;

/** What an endpoint may know of the INVOCATION that entered it. */
export interface Entering {
  readonly details: Dict;
  readonly signal: AbortSignal;
  /** Sends a progressive result as long as the invocation is open; null where the caller did not ask for any. */
  readonly progress: ((...args: unknown[]) => void) | null;
}

/** Announced in HELLO: what the tests of this folder prove. */
const ROLES = {
  caller: {
    features: {
      caller_identification: true,
      call_canceling: true,
      call_timeout: true,
      progressive_call_results: true,
    },
  },
  callee: {
    features: {
      caller_identification: true,
      call_canceling: true,
      shared_registration: true,
      progressive_call_results: true,
    },
  },
  publisher: { features: { publisher_identification: true } },
  subscriber: { features: { publisher_identification: true } },
};

const NO_DETAILS: Dict = {};

export class AutobahnTransport implements AutobahnSocket {
  onmessage: ((tuple: unknown[]) => void) | null = null;
  /** Answers that came after their call was cancelled or timed out here. */
  late = 0;
  /** Messages that arrived, of any kind. */
  heard = 0;
  readonly #link: Link;
  readonly #onClose: (reason: string) => void;
  /** Calls without their answer, and who hears what comes before it. */
  readonly #calls = new Map<number, Progress | null>();
  #progress: Progress | null = null;
  readonly #invocations = new Map<number, AbortController>();
  #entering: Entering | null = null;
  /** Details of the event being delivered; empty between. */
  hearing: Dict = NO_DETAILS;
  #open = true;

  /** `onClose` is called once: when the link closes, or within close(). */
  constructor(link: Link, onClose: (reason: string) => void) {
    this.#link = link;
    this.#onClose = onClose;
    link.onMessage = (tuple) => this.#receive(tuple);
    link.onClose = (reason) => this.#closed(reason);
  }

  /** The invocation being delivered: autobahn enters an endpoint synchronously, so it is this one. */
  get entering(): Entering {
    if (!this.#entering)
      throw new Error('no invocation is being delivered: read `entering` before any await');
    return this.#entering;
  }

  /** `begin` sends one CALL, synchronously: its progressive results go to `progress`. */
  calling<T>(progress: Progress | undefined, begin: () => T): T {
    this.#progress = progress ?? null;
    try {
      return begin();
    } finally {
      this.#progress = null;
    }
  }

  send(tuple: unknown[]): void {
    if (!this.#open) return;
    const [code, first, second] = tuple;
    if (code === CODE.HELLO) {
      this.#link.send([code, first, { ...dict(second), agent: agent(), roles: ROLES }]);
      return;
    }
    if (code === CODE.CALL) this.#calls.set(first as number, this.#progress);
    else if (code === CODE.CANCEL) this.#calls.delete(first as number);
    else if (code === CODE.YIELD) this.#invocations.delete(first as number);
    else if (code === CODE.ERROR) this.#invocations.delete(second as number);
    this.#link.send(tuple);
  }

  close(_code?: number, reason = 'closed'): void {
    if (!this.#open) return;
    this.#link.close(reason);
    this.#closed(reason);
  }

  #closed(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    for (const controller of this.#invocations.values()) controller.abort();
    this.#invocations.clear();
    this.#calls.clear();
    this.#onClose(reason);
  }

  #receive(tuple: unknown[]): void {
    if (!this.#open) return;
    this.heard += 1;
    const [code, first, second] = tuple;
    if (code === CODE.INTERRUPT) this.#invocations.get(first as number)?.abort();
    else if (code === CODE.EVENT) this.#hear(tuple);
    else if (code === CODE.INVOCATION) this.#enter(tuple);
    else if (code === CODE.RESULT) this.#result(tuple);
    else if (code === CODE.ERROR && first === CODE.CALL && !this.#calls.delete(second as number)) {
      // To a CANCEL the router says so: that is no answer.
      if (tuple[4] !== 'wamp.error.canceled') this.late += 1;
    } else if (code === CODE.ERROR && first === CODE.CALL) this.#deliver(withCallee(tuple));
    else this.#deliver(tuple);
  }

  #result(tuple: unknown[]): void {
    const request = tuple[1] as number;
    const answer: Answer = { args: list(tuple[3]), kwargs: dict(tuple[4]), details: dict(tuple[2]) };
    if (answer.details.progress === true) {
      this.#calls.get(request)?.(answer);
      return;
    }
    if (!this.#calls.delete(request)) {
      this.late += 1;
      return;
    }
    this.#deliver([CODE.RESULT, tuple[1], {}, [answer]]);
  }

  #enter(tuple: unknown[]): void {
    const controller = new AbortController();
    const request = tuple[1] as number;
    this.#invocations.set(request, controller);
    const details = dict(tuple[3]);
    const progress =
      details.receive_progress === true ? (...args: unknown[]) => this.#part(request, args) : null;
    this.#entering = { details, signal: controller.signal, progress };
    this.#deliver(tuple);
    this.#entering = null;
  }

  #hear(tuple: unknown[]): void {
    this.hearing = dict(tuple[3]);
    this.#deliver(tuple);
    this.hearing = NO_DETAILS;
  }

  #part(request: number, args: unknown[]): void {
    if (this.#invocations.has(request)) this.#link.send([CODE.YIELD, request, { progress: true }, args]);
  }

  /** A tuple autobahn cannot take apart ends this connection, not the program. */
  #deliver(tuple: unknown[]): void {
    try {
      this.onmessage?.(tuple);
    } catch (error) {
      this.close(3002, `the router sent what nobody can read: ${error}`);
    }
  }
}

/** autobahn drops an ERROR's details: whose it is goes into its kwargs, `_callee`, where nobody but the router can say so. */
function withCallee([code, type, request, details, uri, args, kwargs]: unknown[]): unknown[] {
  const { _callee: _, ...own } = dict(kwargs);
  const { _callee } = dict(details);
  const told = typeof _callee === 'number' ? { ...own, _callee } : own;
  return [code, type, request, details, uri, list(args), told];
}
