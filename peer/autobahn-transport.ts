/**
 * The wire autobahn gets to see. autobahn 22.11.1 closes its transport at an INTERRUPT, announces features by its own list and
 * cannot tell of progressive results. So this file stands between:
 *
 * 1. HELLO leaves with what this peer is, and the roles and features it really has, `call_canceling` of the callee among them.
 * 2. INTERRUPT never reaches autobahn: it aborts the signal of its invocation.
 * 3. Calls never reach autobahn: what answers them goes to calls.ts.
 * 4. The YIELD of a progressive result does not come from it.
 * 5. The details of an EVENT, of which autobahn hands on a few, are there for as long as it is delivered.
 * 6. Nothing is sent once the link is closed; autobahn may go on talking, nobody listens.
 * 7. ABORT closes the link with the router's reason: within a session autobahn takes it for a violation of its own.
 */
import type { AutobahnSocket } from 'autobahn-browser';
import { agent } from './agent.ts';
import { Calls } from './calls.ts';
import { asWampError, ERRORS } from './errors.ts';
import type { Link } from './link.ts';
import { CODE, type Dict, dict } from './wamp-tuple.ts';

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
  /** Messages that arrived, of any kind. */
  heard = 0;
  readonly #link: Link;
  readonly #onClose: (reason: string) => void;
  /** The calls of this session. */
  readonly calls = new Calls((tuple) => this.send(tuple));
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

  send(tuple: unknown[]): void {
    if (!this.#open) return;
    const [code, first, second] = tuple;
    if (code === CODE.HELLO) {
      this.#link.send([code, first, { ...dict(second), agent: agent(), roles: ROLES }]);
      return;
    }
    if (code === CODE.YIELD) this.#answer(first as number, tuple);
    else if (code === CODE.ERROR) this.#answer(second as number, tuple);
    else this.#link.send(tuple);
  }

  /** An answer that no message can carry is an ERROR: autobahn would let it end the program, and its caller wait. */
  #answer(request: number, tuple: unknown[]): void {
    this.#invocations.delete(request);
    try {
      this.#link.send(tuple);
    } catch (thrown) {
      const { message } = asWampError(thrown);
      this.#link.send([CODE.ERROR, CODE.INVOCATION, request, {}, ERRORS.runtime, [message]]);
    }
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
    this.#onClose(reason);
  }

  #receive(tuple: unknown[]): void {
    if (!this.#open) return;
    this.heard += 1;
    const [code, first] = tuple;
    if (code === CODE.RESULT) this.calls.result(tuple);
    else if (code === CODE.ERROR && first === CODE.CALL) this.calls.error(tuple);
    else if (code === CODE.INTERRUPT) this.#invocations.get(first as number)?.abort();
    else if (code === CODE.EVENT) this.#hear(tuple);
    else if (code === CODE.INVOCATION) this.#enter(tuple);
    else if (code === CODE.ABORT) this.close(1000, reasonOf(tuple));
    else this.#deliver(tuple);
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

function reasonOf([, details, reason]: readonly unknown[]): string {
  const { message } = dict(details);
  return typeof message === 'string' ? `${reason}: ${message}` : String(reason);
}
