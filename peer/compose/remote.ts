/** A WAMP procedure outside our contract as a part: its types are what the two functions say and prove. */
import { asWampError, ERRORS } from '../errors.ts';
import { type Composition, callOptions, whileWanted } from './part.ts';

export interface RemoteShape<I, O> {
  /** The positional arguments of the CALL. */
  readonly args: (input: I) => readonly unknown[];
  /** Checks and converts the first positional result; what it throws becomes `lehr.error.invalid_answer`. */
  readonly result: (value: unknown) => O;
}

/** `remote('com.example.sum', { args: (xs: number[]) => xs, result: Number })` */
export function remote<I, O>(uri: string, { args, result }: RemoteShape<I, O>): Composition<I, O> {
  return {
    async perform(input, running) {
      const answer = await whileWanted(
        (signal) => running.peer.callRaw(uri, args(input), callOptions(running, signal)),
        running.fate,
      );
      try {
        return result(answer.args[0]);
      } catch (error) {
        throw asWampError(error, ERRORS.invalidAnswer);
      }
    },
  };
}
