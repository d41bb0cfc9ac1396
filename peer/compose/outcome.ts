/** How a part ended, where its failure does not end the whole: as a value. */
import { asWampError, type WampError } from '../errors.ts';
import { type AnyPart, type InputOf, type OutputOf, perform, type Running } from './part.ts';

export type Outcome<O> =
  | { readonly ok: true; readonly output: O }
  | { readonly ok: false; readonly error: WampError };

/** Runs one part. Rejects only when the run itself was given up. */
export async function outcomeOf<P extends AnyPart>(
  part: P,
  input: InputOf<P>,
  running: Running,
): Promise<Outcome<OutputOf<P>>> {
  try {
    return { ok: true, output: await perform(part, input, running) };
  } catch (error) {
    if (running.fate.ended) throw error;
    return { ok: false, error: asWampError(error) };
  }
}

/** The outputs of all, in order; throws the first error where one failed. */
export function outputsOf<const T extends readonly Outcome<unknown>[]>(
  outcomes: T,
): { -readonly [K in keyof T]: T[K] extends Outcome<infer O> ? O : never } {
  const outputs = outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.output;
  });
  return outputs as { -readonly [K in keyof T]: T[K] extends Outcome<infer O> ? O : never };
}
