/** Asks the authorizer of a session's role what its rules leave open, and lets its requests through in their order. */
import { overLimit } from './authorization.ts';
import { type Authorizer, isSameQuestion, read, type Said } from './authorizer.ts';
import type { Turn } from './delivery.ts';
import { errorReply, ProtocolViolation } from './errors.ts';
import { Gate } from './gate.ts';
import type { Id, Message } from './messages.ts';
import { sessionDetails } from './meta-sessions.ts';
import type { OwnCalls } from './own-calls.ts';
import type { Need } from './questions.ts';
import { verdict } from './roles.ts';
import type { Session } from './session.ts';
import { isReserved, isUri, type UriRule } from './uris.ts';

export interface GatekeeperPorts {
  readonly uris: UriRule;
  readonly own: OwnCalls;
  /** What the request needs permission for, as things are now. */
  readonly needs: (message: Message) => readonly Need[];
  /** A CALL that belongs to one under way. */
  readonly continues: (session: Session, request: Id) => boolean;
  /** A request that was let through. */
  readonly route: (session: Session, message: Message, turn: Turn) => void;
  /** What waited turns out to be what no client may send. */
  readonly violated: (session: Session, violation: ProtocolViolation, turn: Turn) => void;
}

/** A request, and what the authorizer said to it so far: that is for this request alone until it is let through. */
interface Applicant {
  readonly session: Session;
  readonly message: Message;
  readonly authorizer: Authorizer;
  readonly said: readonly Said[];
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
    const applicant: Applicant = { session, message, authorizer, said: [] };
    const follows = message.type === 'CALL' && this.#ports.continues(session, message.request);
    const need = follows ? undefined : this.#open(applicant, turn.now);
    if (need === undefined) {
      this.#ports.route(session, message, turn);
      return;
    }
    this.#gate.hold(session, message);
    this.#ask(applicant, need, turn);
  }

  /**
   * The first that neither syntax nor a rule nor the authorizer has decided; undefined: there is none, or it is refused already. Each
   * answer leaves one less, but for what others change meanwhile of the slot it would serve.
   */
  #open({ session, message, authorizer, said }: Applicant, now: number): Need | undefined {
    for (const need of this.#ports.needs(message)) {
      const { action, pattern } = need;
      if (!isUri(pattern.uri, this.#ports.uris, pattern.match)) return undefined;
      if ((action === 'register' || action === 'publish') && isReserved(pattern.uri)) return undefined;
      const ruled = verdict(session.open.role, action, pattern);
      if (ruled === true) continue;
      if (ruled === false) return undefined;
      const told = said.find(({ question }) => isSameQuestion(question, need))?.verdict;
      const known = told ?? authorizer.recall(session, need, now);
      if (known === undefined) return need;
      if (!known.allow) return undefined;
    }
    return undefined;
  }

  #ask(applicant: Applicant, need: Need, turn: Turn): void {
    const { session, authorizer } = applicant;
    const { procedure, timeoutMillis } = authorizer;
    const { action, pattern, options } = need;
    const args = [sessionDetails(session), pattern.uri, action, { ...options, match: pattern.match }];
    this.#ports.own.call(
      { about: session, procedure, args, timeoutMillis },
      (answer, at) => {
        const said = [...applicant.said, read({ action, pattern }, answer, at.now)];
        this.#answered({ ...applicant, said }, at);
      },
      turn,
    );
  }

  #answered(applicant: Applicant, turn: Turn): void {
    const { session, message, authorizer, said } = applicant;
    // It left meanwhile.
    if (this.#gate.first(session) !== message || !session.isOpen) return;
    const need = this.#open(applicant, turn.now);
    if (need !== undefined) {
      this.#ask(applicant, need, turn);
      return;
    }
    const [, ...rest] = this.#gate.take(session);
    const forgets = said.map((each) => authorizer.learn(session, each));
    this.#guarded(session, turn, () => this.#ports.route(session, message, turn));
    for (const forget of forgets) forget();
    for (const each of rest) {
      if (!session.isOpen) return;
      this.#guarded(session, turn, () => this.admit(session, each, authorizer, turn));
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
