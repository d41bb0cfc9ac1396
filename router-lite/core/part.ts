/** What the dealer knows of one session, from its first call or invocation until it leaves, and what its calls cost. */
import { overLimit } from './authorization.ts';
import type { Refusal } from './errors.ts';
import { IdTable } from './id-table.ts';
import type { Invocation } from './invocation.ts';
import type { Session, SessionLimits } from './session.ts';

export class Part {
  /** By CALL.Request: the calls it is owed an answer of. */
  readonly calls = new IdTable<Invocation>();
  /** By INVOCATION.Request: the calls it has in hand as callee. */
  readonly work = new IdTable<Invocation>();
  /** What its calls weigh, in bytes. */
  #weight = 0;
  /** Calls it gave up, or that timed out, whose callees are still at work: they count as its open calls. */
  #abandoned = 0;

  begin(invocation: Invocation): void {
    this.calls.set(invocation.call.request, invocation);
    this.#weight += invocation.weight;
  }

  /** The caller has its answer. */
  end({ call, weight }: Invocation): void {
    if (this.calls.delete(call.request)) this.#weight -= weight;
  }

  /** A call of its keeps so much more, or less. */
  weigh(invocation: Invocation, more: number): void {
    invocation.weight += more;
    this.#weight += more;
  }

  abandon(more: 1 | -1): void {
    this.#abandoned += more;
  }

  /** Where it holds as many calls as it may, or as heavy ones: what is beyond that is one message at most. */
  refuse({ calls, callBytes }: SessionLimits): Refusal | undefined {
    if (this.calls.size + this.#abandoned >= calls) return overLimit(calls, 'open calls', 'calls');
    if (this.#weight >= callBytes) return overLimit(callBytes, 'bytes in open calls', 'callBytes');
    return undefined;
  }
}

/** By session. */
export class Parts extends Map<Session, Part> {
  static readonly none = new Part();

  /** Made where there is none yet. */
  of(session: Session): Part {
    let part = this.get(session);
    if (part === undefined) {
      part = new Part();
      this.set(session, part);
    }
    return part;
  }
}
