/**
 * Composition of calls. What stands here makes a Composition and does nothing yet; run() runs it, as often as one likes.
 * Compositions are parts, so they nest. A run that is given up rejects at once: see part.ts.
 */
import { after } from '../after.ts';
import { ERRORS, WampError } from '../errors.ts';
import { AllFailed } from './all-failed.ts';
import { Fate } from './fate.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import {
  type AnyPart,
  type Composition,
  type InputOf,
  type OutputOf,
  perform,
  type Running,
  type Taking,
} from './part.ts';

type Parts = readonly AnyPart[];
type SomeParts = readonly [AnyPart, ...AnyPart[]];

/** What all of them can take: the intersection of their inputs. */
type InputOfAll<T extends Parts> = {
  [K in keyof T]: (input: InputOf<T[K]>) => void;
}[number] extends (input: infer I) => void
  ? I
  : never;

type OutputOfLast<T extends Parts> = T extends readonly [...AnyPart[], infer L] ? OutputOf<L> : never;
type OutcomesOf<T extends Parts> = { -readonly [K in keyof T]: Outcome<OutputOf<T[K]>> };

/** Calls at once, where nobody says how many. */
const CONCURRENCY = 16;

/** Each part takes what the one before gave; ends with the last output, or with the first error. */
export function pipe<A extends AnyPart, B>(
  a: A,
  b: B & Taking<OutputOf<A>>,
): Composition<InputOf<A>, OutputOf<B>>;
export function pipe<A extends AnyPart, B, C>(
  a: A,
  b: B & Taking<OutputOf<A>>,
  c: C & Taking<OutputOf<B>>,
): Composition<InputOf<A>, OutputOf<C>>;
export function pipe<A extends AnyPart, B, C, D>(
  a: A,
  b: B & Taking<OutputOf<A>>,
  c: C & Taking<OutputOf<B>>,
  d: D & Taking<OutputOf<C>>,
): Composition<InputOf<A>, OutputOf<D>>;
export function pipe(...parts: SomeParts): Composition<never, unknown> {
  return {
    async perform(input, running) {
      let value: unknown = input;
      for (const part of parts) value = await perform(part, value as never, running);
      return value;
    },
  };
}

/**
 * All parts take the same input, one after another: the next starts only when the last succeeded. Ends with the output of
 * the last part, or with the first error.
 */
export function andand<const T extends SomeParts>(...parts: T): Composition<InputOfAll<T>, OutputOfLast<T>> {
  return {
    async perform(input, running) {
      let output: unknown;
      for (const part of parts) output = await perform(part, input as never, running);
      return output as OutputOfLast<T>;
    },
  };
}

/**
 * All parts take the same input, one after another: the next starts only when the last failed. Ends with the first output,
 * or with an AllFailed that carries every error. A part whose own time is over has failed; a run given up tries no other.
 */
export function oror<const T extends SomeParts>(
  ...parts: T
): Composition<InputOfAll<T>, OutputOf<T[number]>> {
  return {
    async perform(input, running) {
      const causes: WampError[] = [];
      for (const part of parts) {
        const outcome = await outcomeOf(part, input as never, running);
        if (outcome.ok) return outcome.output as OutputOf<T[number]>;
        causes.push(outcome.error);
      }
      throw new AllFailed(causes);
    },
  };
}

/** All parts take the same input, one after another, whatever becomes of each: ends with all outcomes in order. */
export function batch<const T extends Parts>(parts: T): Composition<InputOfAll<T>, OutcomesOf<T>> {
  return { perform: (input, running) => outcomes(parts, input as never, { running, lanes: 1 }) };
}

/**
 * All parts take the same input, `concurrency` of them (default 16) at once, whatever becomes of each: ends with all
 * outcomes, in the order of the parts.
 */
export function parallel<const T extends Parts>(
  parts: T,
  { concurrency = CONCURRENCY }: { readonly concurrency?: number } = {},
): Composition<InputOfAll<T>, OutcomesOf<T>> {
  checkCount('concurrency', concurrency);
  return { perform: (input, running) => outcomes(parts, input as never, { running, lanes: concurrency }) };
}

/** The part with its input decided here: it takes anything. */
export function given<P extends AnyPart>(part: P, input: InputOf<P>): Composition<unknown, OutputOf<P>> {
  return { perform: (_input, running) => perform(part, input, running) };
}

/**
 * The part, ended after `millis` with `wamp.error.timeout`: everything in it is given up. Each call in it may take as long,
 * also where that is more than the peer's default.
 */
export function within<P extends AnyPart>(part: P, millis: number): Composition<InputOf<P>, OutputOf<P>> {
  return {
    async perform(input, running) {
      const fate = new Fate();
      const giveUp = () => fate.give(new WampError(ERRORS.timeout, `no answer in ${millis} ms`));
      const atEase = after(millis, giveUp);
      const unlisten = running.fate.onEnd((end) => fate.give(end));
      try {
        return await perform(part, input, { ...running, fate, timeout: millis });
      } finally {
        atEase();
        unlisten();
      }
    },
  };
}

/** Throws a RangeError that says what to give. */
export function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${name} must be a whole number from 1 on, and is ${value}`);
}

async function outcomes<T extends Parts>(
  parts: T,
  input: never,
  { running, lanes }: { readonly running: Running; readonly lanes: number },
): Promise<OutcomesOf<T>> {
  const ended: Outcome<unknown>[] = [];
  let next = 0;
  const lane = async () => {
    while (next < parts.length) {
      const index = next;
      next += 1;
      ended[index] = await outcomeOf(parts[index]!, input, running);
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, parts.length) }, lane));
  return ended as unknown as OutcomesOf<T>;
}
