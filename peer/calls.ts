/**
 * The caller's half of one session: the calls under way and their answers. autobahn is not asked: it closes its transport at an
 * answer that comes after a cancel, drops the details of a RESULT and of an ERROR, has no progressive results, and each call was
 * several promises and objects more, which is what an orchestrator pays for a hundred times a second.
 *
 * 1. A call ends once: by its answer, by its caller's patience or with the session. Then nothing of it is kept here.
 * 2. What comes for a call that is not open is dropped; a final answer is counted, unless the router only says that it cancelled.
 * 3. Nothing a router sends makes this throw: what has the wrong type counts as absent. Nor does what a listener throws.
 */
import type { CancelMode } from './client.ts';
import { asWampError, ERRORS, WampError } from './errors.ts';
import type { Patience } from './patience.ts';
import { tell } from './tell.ts';
import { CODE, type Dict, dict, list } from './wamp-tuple.ts';

/** A RESULT. */
export interface Answer {
  readonly args: readonly unknown[];
  readonly kwargs: Dict;
  readonly details: Dict;
}

/** Hears the progressive results of one call. */
export type Progress = (part: Answer) => void;

/** What a CALL names and carries. */
export interface Calling {
  readonly uri: string;
  readonly args: readonly unknown[];
  readonly kwargs?: Dict | undefined;
  readonly options: Dict;
  /** Hears progressive results; asked of the router where it is there. */
  readonly progress?: Progress | undefined;
}

/** When a call is given up, and what the router is asked to do then. */
export interface GivingUp {
  readonly patience: Patience;
  readonly mode: CancelMode;
}

interface OpenCall {
  resolve(answer: Answer): void;
  reject(error: WampError): void;
  readonly calling: Calling;
}

export class Calls {
  /** Answers that came after their call was given up here. */
  late = 0;
  readonly #open = new Map<number, OpenCall>();
  readonly #send: (tuple: unknown[]) => void;

  constructor(send: (tuple: unknown[]) => void) {
    this.#send = send;
  }

  /** Sends the CALL before it returns; rejects with `lehr.error.connection_lost` where it cannot be sent. */
  make(request: number, calling: Calling, { patience, mode }: GivingUp): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.#open.set(request, { resolve, reject, calling });
      try {
        this.#send(callOf(request, calling));
      } catch (thrown) {
        this.#open.delete(request);
        reject(asWampError(thrown, ERRORS.connectionLost));
        return;
      }
      patience.tell((reason) => {
        reject(reason);
        if (this.#open.delete(request)) this.#send([CODE.CANCEL, request, { mode }]);
      });
    });
  }

  result(tuple: readonly unknown[]): void {
    const request = tuple[1] as number;
    const call = this.#open.get(request);
    const details = dict(tuple[2]);
    const isPart = details.progress === true;
    if (!call) {
      if (!isPart) this.late += 1;
      return;
    }
    const answer: Answer = { args: list(tuple[3]), kwargs: dict(tuple[4]), details };
    if (isPart) {
      const { uri, progress } = call.calling;
      if (progress) tell(uri, () => progress(answer));
      return;
    }
    this.#open.delete(request);
    call.resolve(answer);
  }

  /** `tuple` is an ERROR whose request is a CALL. */
  error(tuple: readonly unknown[]): void {
    const request = tuple[2] as number;
    const call = this.#open.get(request);
    if (call) {
      this.#open.delete(request);
      call.reject(errorOf(tuple));
      // To a CANCEL the router says so: that is no answer.
    } else if (tuple[4] !== ERRORS.canceled) this.late += 1;
  }

  /** The session is over: so is every call. */
  lose(error: WampError): void {
    const calls = [...this.#open.values()];
    this.#open.clear();
    for (const call of calls) call.reject(error);
  }
}

function callOf(request: number, { uri, args, kwargs, options, progress }: Calling): unknown[] {
  const asked = progress ? { ...options, receive_progress: true } : options;
  const tuple: unknown[] = [CODE.CALL, request, asked, uri];
  // A link within the process hands over the objects themselves: what the caller still holds is copied.
  if (args.length > 0 || kwargs) tuple.push([...args]);
  if (kwargs) tuple.push({ ...kwargs });
  return tuple;
}

/** Whose it is goes into its kwargs, `_callee`, where nobody but the router can say so. */
function errorOf([, , , details, error, args, kwargs]: readonly unknown[]): WampError {
  const { _callee: _, ...own } = dict(kwargs);
  const { _callee } = dict(details);
  const uri = typeof error === 'string' ? error : ERRORS.runtime;
  const given = list(args);
  const message = typeof given[0] === 'string' ? given[0] : uri;
  return new WampError(uri, message, {
    args: given,
    kwargs: typeof _callee === 'number' ? { ...own, _callee } : own,
  });
}
