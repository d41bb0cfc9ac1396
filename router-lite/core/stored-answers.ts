/**
 * Answers to publications that durable slots took: each once all of these have it on disk, or cannot have it. Those of one
 * write come with each other.
 */
import type { Turn, WaitFor } from './delivery.ts';
import { errorReply, WampError } from './errors.ts';
import type { Id, Publish } from './messages.ts';
import type { Session } from './session.ts';

export interface Taken {
  readonly session: Session;
  readonly message: Publish;
  readonly publication: Id;
}

export class StoredAnswers {
  readonly #waitFor: WaitFor;
  /** Those that wait for the write that the last of them waits for. */
  #last: { readonly written: Promise<void>; readonly waiting: Taken[] } | null = null;

  constructor(waitFor: WaitFor) {
    this.#waitFor = waitFor;
  }

  /** `written`: the writes it waits for, at least one. */
  add(taken: Taken, written: readonly Promise<void>[]): void {
    // What fails is told to the operator, whether or not a publisher waits for its answer.
    const waiting = taken.message.options.acknowledge === true ? [taken] : [];
    const only = written.length === 1 ? written[0]! : null;
    if (only !== null && this.#last?.written === only) {
      this.#last.waiting.push(...waiting);
      return;
    }
    if (only !== null) this.#last = { written: only, waiting };
    this.#waitFor(only ?? Promise.all(written), (failure, turn) => {
      if (this.#last?.waiting === waiting) this.#last = null;
      for (const each of waiting) answer(each, failure, turn);
    });
  }
}

function answer({ session, message, publication }: Taken, failure: string | null, turn: Turn): void {
  if (!session.isOpen) return;
  const { request } = message;
  turn.out.push({
    to: session,
    message:
      failure === null
        ? { type: 'PUBLISHED', request, publication }
        : errorReply('PUBLISH', request, {
            error: WampError.unavailable,
            text: `not stored: ${failure}; publish it again`,
          }),
  });
}
