/**
 * Calls the router makes itself, to procedures that decide something for it. They go through the dealer like any other, from a
 * session that has no connection; what they bring is handed on by drain(), never in the middle of somebody else's step.
 */
import type { Dealer } from './dealer.ts';
import type { Turn } from './delivery.ts';
import { peerFeatures } from './features.ts';
import type { Id, Message, Payload, Uri } from './messages.ts';
import { role } from './roles.ts';
import { Session } from './session.ts';

/** What to do with the answer; null where there was none: ERROR, time-out, nobody who serves it. */
type Then = (answer: Payload | null, turn: Turn) => void;

interface Question {
  readonly procedure: Uri;
  readonly args: readonly unknown[];
  readonly timeoutMillis: number;
}

export class OwnCalls {
  readonly #dealer: Dealer;
  readonly #session: Session;
  readonly #pending = new Map<Id, Then>();
  #answered: { readonly then: Then; readonly answer: Payload | null }[] = [];
  #request = 0;

  constructor(realm: Uri, dealer: Dealer) {
    this.#dealer = dealer;
    this.#session = new Session({ kind: 'router', peer: 'local', serializer: 'none' }, undefined, (message) =>
      this.#hear(message),
    );
    const identity = {
      id: 0,
      authid: 'router',
      authrole: 'router',
      authmethod: 'internal',
      authprovider: 'static',
    };
    const everything = role('router', [{ uri: '', match: 'prefix', allow: { call: true } }]);
    this.#session.state = { kind: 'open', realm, identity, role: everything, features: peerFeatures({}) };
  }

  call({ procedure, args, timeoutMillis }: Question, then: Then, turn: Turn): void {
    this.#request += 1;
    this.#pending.set(this.#request, then);
    const options = { timeout: timeoutMillis };
    const payload = { args };
    this.#dealer.call(
      this.#session,
      { type: 'CALL', request: this.#request, options, procedure, payload },
      turn,
    );
  }

  #hear(message: Message): void {
    if (message.type !== 'RESULT' && message.type !== 'ERROR') return;
    const then = this.#pending.get(message.request);
    if (then === undefined) return;
    this.#pending.delete(message.request);
    this.#answered.push({ then, answer: message.type === 'RESULT' ? message.payload : null });
  }

  /** Hands on what was answered since; what that brings about may be answered at once too. */
  drain(turn: Turn): void {
    while (this.#answered.length > 0) {
      const answered = this.#answered;
      this.#answered = [];
      for (const { then, answer } of answered) then(answer, turn);
    }
  }

  /** The realm is forgotten: nobody waits any more. */
  clear(): void {
    this.#pending.clear();
    this.#answered = [];
  }
}
