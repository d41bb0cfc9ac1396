/**
 * Calls the router makes itself, to procedures that decide something for it. They go through the dealer like any other, from a
 * session that has no connection; what they bring is handed on by drain(), never in the middle of somebody else's step.
 */
import type { Dealer } from './dealer.ts';
import type { Turn } from './delivery.ts';
import type { Id, Message, Payload, Uri } from './messages.ts';
import { ownSession } from './own-session.ts';
import type { Session } from './session.ts';

/** What to do with the answer; null where there was none: ERROR, time-out, nobody who serves it. */
type Use = (answer: Payload | null, turn: Turn) => void;

interface Question {
  /** Whom it is about: one question at a time, and none once the session left. */
  readonly about: Session;
  readonly procedure: Uri;
  readonly args: readonly unknown[];
  readonly timeoutMillis: number;
}

export class OwnCalls {
  readonly #dealer: Dealer;
  readonly #session: Session;
  readonly #pending = new Map<Id, { readonly about: Session; readonly use: Use }>();
  readonly #asked = new Map<Session, Id>();
  #answered: { readonly use: Use; readonly answer: Payload | null }[] = [];
  #request = 0;

  constructor(realm: Uri, dealer: Dealer) {
    this.#dealer = dealer;
    // A session that nobody can look up is shown to nobody.
    const rule = { uri: '', match: 'prefix', allow: { call: true }, disclose: { caller: false } } as const;
    this.#session = ownSession(realm, [rule], (message) => this.#hear(message));
  }

  call({ about, procedure, args, timeoutMillis }: Question, use: Use, turn: Turn): void {
    this.#request += 1;
    this.#pending.set(this.#request, { about, use });
    this.#asked.set(about, this.#request);
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
    const pending = this.#pending.get(message.request);
    if (pending === undefined) return;
    this.#pending.delete(message.request);
    this.#asked.delete(pending.about);
    this.#answered.push({ use: pending.use, answer: message.type === 'RESULT' ? message.payload : null });
  }

  /** Nobody needs the answer any more. */
  cancel(about: Session, turn: Turn): void {
    const request = this.#asked.get(about);
    if (request === undefined) return;
    this.#asked.delete(about);
    this.#pending.delete(request);
    this.#dealer.cancel(this.#session, { type: 'CANCEL', request, options: {} }, turn);
  }

  /** Hands on what was answered since; what that brings about may be answered at once too. */
  drain(turn: Turn): void {
    while (this.#answered.length > 0) {
      const answered = this.#answered;
      this.#answered = [];
      for (const { use, answer } of answered) use(answer, turn);
    }
  }

  /** The realm is forgotten: nobody waits any more. */
  clear(): void {
    this.#pending.clear();
    this.#asked.clear();
    this.#answered = [];
  }
}
