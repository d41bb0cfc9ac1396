/** Whose a request is: what a client may send in an open session, and which part of its realm sees to it. */
import type { Broker } from './broker.ts';
import type { Dealer } from './dealer.ts';
import type { Turn } from './delivery.ts';
import { Close, goodbye, ProtocolViolation } from './errors.ts';
import type { Message } from './messages.ts';
import type { Session } from './session.ts';

interface RealmParts {
  readonly broker: Broker;
  readonly dealer: Dealer;
  /** The session said goodbye. */
  readonly left: (session: Session, turn: Turn) => void;
}

export class Routing {
  readonly #parts: RealmParts;

  constructor(parts: RealmParts) {
    this.#parts = parts;
  }

  /** Throws ProtocolViolation for what no client may send in an open session. */
  route(session: Session, message: Message, turn: Turn): void {
    const { broker, dealer, left } = this.#parts;
    switch (message.type) {
      case 'CALL':
        dealer.call(session, message, turn);
        break;
      case 'YIELD':
        dealer.yield(session, message, turn);
        break;
      case 'PUBLISH':
        broker.publications.publish(session, message, turn);
        break;
      case 'ERROR':
        dealer.error(session, message, turn);
        break;
      case 'SUBSCRIBE':
        broker.subscribe(session, message, turn);
        break;
      case 'UNSUBSCRIBE':
        broker.unsubscribe(session, message, turn);
        break;
      case 'REGISTER':
        dealer.registrar.register(session, message, turn);
        break;
      case 'UNREGISTER':
        dealer.registrar.unregister(session, message, turn);
        break;
      case 'CANCEL':
        dealer.cancel(session, message, turn);
        broker.facts.past.cancel(session, message.request, turn);
        break;
      case 'GOODBYE':
        turn.out.push({ to: session, message: goodbye(Close.goodbyeAndOut), close: true });
        left(session, turn);
        break;
      default:
        throw new ProtocolViolation(`a client may not send ${message.type} in an open session`);
    }
  }
}
