/**
 * Sessions whose role has a dynamic authorizer: their requests wait here, in order, while the authorizer thinks about the first.
 * A callee's answers (YIELD, ERROR) do not wait: an authorizer may be a callee of its own realm.
 */
import type { Message } from './messages.ts';
import type { Session } from './session.ts';
import { MIB, weightOf } from './weight.ts';

/** Requests of one session that may wait; the next is refused. */
const HELD_LIMIT = 1_000;
/** What they may weigh, the first aside. */
const HELD_BYTES = 16 * MIB;

interface Line {
  readonly messages: Message[];
  weight: number;
}

export class Gate {
  readonly #held = new Map<Session, Line>();

  /** Does this session's message have to stand in line? */
  mustWait(session: Session, { type }: Message): boolean {
    return type !== 'YIELD' && type !== 'ERROR' && this.#held.has(session);
  }

  /** The first of a line starts it; false when the line is full. */
  hold(session: Session, message: Message): boolean {
    const line = this.#held.get(session);
    if (line === undefined) {
      this.#held.set(session, { messages: [message], weight: 0 });
      return true;
    }
    const weight = line.weight + weightOfMessage(message);
    if (line.messages.length >= HELD_LIMIT || weight > HELD_BYTES) return false;
    line.messages.push(message);
    line.weight = weight;
    return true;
  }

  /** Whose request the authorizer thinks about; undefined: it left, and waits no more. */
  first(session: Session): Message | undefined {
    return this.#held.get(session)?.messages[0];
  }

  /** Ends the line and gives all who stood in it. */
  take(session: Session): Message[] {
    const line = this.#held.get(session)?.messages ?? [];
    this.#held.delete(session);
    return line;
  }

  /** Sessions that wait. */
  get size(): number {
    return this.#held.size;
  }

  clear(): void {
    this.#held.clear();
  }
}

function weightOfMessage(message: Message): number {
  const payload = 'payload' in message ? message.payload : {};
  return weightOf(payload, 'options' in message ? message.options : undefined);
}
