/** Asks the authorizer of a session's role what its rules leave open, and lets its requests through in their order. */
import { overLimit } from './authorization.ts';
import type { Authorizer, Question } from './authorizer.ts';
import type { Turn } from './delivery.ts';
import { errorReply, ProtocolViolation } from './errors.ts';
import { Gate, questionOf } from './gate.ts';
import type { Id, Message, Payload } from './messages.ts';
import { sessionDetails } from './meta-sessions.ts';
import type { OwnCalls } from './own-calls.ts';
import type { Session } from './session.ts';
import type { UriRule } from './uris.ts';

export interface GatekeeperPorts {
  readonly uris: UriRule;
  readonly own: OwnCalls;
  /** A CALL that belongs to one under way. */
  readonly continues: (session: Session, request: Id) => boolean;
  /** A request that was let through. */
  readonly route: (session: Session, message: Message, turn: Turn) => void;
  /** What waited turns out to be what no client may send. */
  readonly violated: (session: Session, violation: ProtocolViolation, turn: Turn) => void;
}

export class Gatekeeper {
  readonly #ports: GatekeeperPorts;
  readonly #gate = new Gate();

  constructor(ports: GatekeeperPorts) {
    this.#ports = ports;
  }

  /** Sessions whose requests wait. */
  get size(): number {
    return this.#gate.size;
  }

  /** What waits of the session is nobody's any more. */
  forget(session: Session): void {
    this.#gate.take(session);
  }

  clear(): void {
    this.#gate.clear();
  }

  /** Lets a request through once the authorizer has decided, and what the session sends meanwhile after it. */
  admit(session: Session, message: Message, authorizer: Authorizer, turn: Turn): void {
    if (this.#gate.mustWait(session, message)) {
      if (!this.#gate.hold(session, message)) refuseHeld(session, message, turn);
      return;
    }
    const follows = message.type === 'CALL' && this.#ports.continues(session, message.request);
    const question = follows ? undefined : questionOf(session, message, this.#ports.uris);
    if (question === undefined || authorizer.recall(session, question, turn.now) !== undefined) {
      this.#ports.route(session, message, turn);
      return;
    }
    this.#gate.hold(session, message);
    const { procedure, timeoutMillis } = authorizer;
    const { uri, match } = question.pattern;
    const options = 'options' in message ? message.options : {};
    const args = [sessionDetails(session), uri, question.action, { ...options, match }];
    const use = (answer: Payload | null, at: Turn): void =>
      this.#authorized(session, authorizer, question, answer, at);
    this.#ports.own.call({ about: session, procedure, args, timeoutMillis }, use, turn);
  }

  #authorized(
    session: Session,
    authorizer: Authorizer,
    question: Question,
    answer: Payload | null,
    turn: Turn,
  ): void {
    const [first, ...rest] = this.#gate.take(session);
    // It left meanwhile.
    if (first === undefined || !session.isOpen) return;
    const mayRemember = authorizer.learn(session, question, answer, turn.now);
    this.#guarded(session, turn, () => this.#ports.route(session, first, turn));
    if (!mayRemember && session.isOpen) authorizer.forget(session, question);
    for (const message of rest) {
      if (!session.isOpen) return;
      this.#guarded(session, turn, () => this.admit(session, message, authorizer, turn));
    }
  }

  /** A violation found late is its sender's, not that of whoever's message brought it to light. */
  #guarded(session: Session, turn: Turn, step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.#ports.violated(session, error, turn);
    }
  }
}

/** The line of those who wait for the authorizer is full. */
function refuseHeld(session: Session, message: Message, turn: Turn): void {
  const { type } = message;
  if (type !== 'CALL' && type !== 'REGISTER' && type !== 'SUBSCRIBE' && type !== 'PUBLISH') return;
  if (type === 'PUBLISH' && message.options.acknowledge !== true) return;
  const refused = overLimit(1_000, 'requests that wait for the authorizer');
  turn.out.push({ to: session, message: errorReply(type, message.request, refused) });
}
