/** The calls of a Peer: each waits for a session, and is one message there and one answer (calls.ts). */
import type { Beat } from './beat.ts';
import type { Answer, Calling } from './calls.ts';
import type { CallOptions, CallResult } from './client.ts';
import type { Connection } from './connection.ts';
import { asWampError, ERRORS, isWampError, WampError } from './errors.ts';
import { parseOutput } from './guards.ts';
import { Patience } from './patience.ts';
import type { Input, Output, Procedure } from './procedures.ts';
import type { Dict } from './wamp-tuple.ts';

/** Patience with a call, or a publication, that names none. */
export const CALL_MILLIS = 30_000;
/** Calls that change nothing, however often they are made. */
const LOOKS: ReadonlySet<Procedure> = new Set([
  'lehr.job.list',
  'lehr.job.get',
  'lehr.job.proof',
  'lehr.donor.list',
  'lehr.donor.stats',
  'lehr.leaderboard.get',
]);
/** CALL.Options: of a call of the contract, and of one whose callee is asked for. */
const NAMED = { disclose_me: true };
const DISCLOSED = { disclose_me: true, _disclose_callee: true };

/** What a call asks: the rest, CallOptions, says how. */
type Asking = Pick<Calling, 'uri' | 'args' | 'kwargs'> & { readonly options?: Dict | undefined };

export class Caller {
  readonly #connection: Connection;
  readonly #beat: Beat | undefined;

  constructor(connection: Connection, beat: Beat | undefined) {
    this.#connection = connection;
    this.#beat = beat;
  }

  async call<P extends Procedure>(procedure: P, input: Input<P>, options?: CallOptions): Promise<Output<P>> {
    const call = () => this.ask({ uri: procedure, args: [input], options: NAMED }, options);
    const answer = await call().catch((error: unknown) => {
      // Whoever had it is gone, and another may be there: what only looks is asked again, once.
      if (!LOOKS.has(procedure) || options?.signal?.aborted || !isWampError(error, ERRORS.canceled))
        throw error;
      return call();
    });
    return parseOutput(procedure, answer.args[0]);
  }

  async callWithCallee<P extends Procedure>(
    procedure: P,
    input: Input<P>,
    options?: CallOptions,
  ): Promise<CallResult<Output<P>>> {
    const answer = await this.ask({ uri: procedure, args: [input], options: DISCLOSED }, options);
    const callee = typeof answer.details._callee === 'number' ? answer.details._callee : null;
    try {
      return { output: parseOutput(procedure, answer.args[0]), callee };
    } catch (error) {
      const { uri, message } = asWampError(error);
      throw new WampError(uri, message, { kwargs: { _callee: callee } });
    }
  }

  /** Of anybody, in anybody's words. */
  async ask({ uri, args, kwargs, options: further }: Asking, call: CallOptions = {}): Promise<Answer> {
    const { timeout = CALL_MILLIS, signal, cancel: mode = 'killnowait', rkey, onProgress: progress } = call;
    const beat = call.unhurried === true ? undefined : this.#beat;
    const patience = new Patience({ uri, timeout, signal, beat });
    try {
      // On the wire it is an integer: Infinity, for a call without end, would be a broken message.
      const whole = Math.min(Math.ceil(timeout), Number.MAX_SAFE_INTEGER);
      // What is spread comes last: V8 takes a microsecond and a half for a field behind it, and here for none of a name it has.
      const options: Record<string, unknown> = { timeout: whole, ...further };
      options.timeout = whole;
      if (rkey !== undefined) options.rkey = rkey;
      if (call.eligible) options._eligible = call.eligible;
      if (call.queue === true) options._queue = true;
      const calling = { uri, args, kwargs, options, progress };
      for (;;) {
        const session = await this.#connection.session(patience);
        try {
          return await session.call(calling, { patience, mode });
        } catch (error) {
          // What cannot be sent, and a callee that lost a connection of its own, say the same while this one lives.
          if (call.again !== true || session.alive || !isWampError(error, ERRORS.connectionLost)) throw error;
        }
      }
    } finally {
      patience.end();
    }
  }
}
