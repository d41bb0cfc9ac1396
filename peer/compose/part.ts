/**
 * What a composition is made of, and how one part is run. A part is a procedure of the contract by its name, any other WAMP
 * procedure (remote.ts), a local function, or a composition of parts. Invariants, for every part that runs:
 *
 * 1. It ends once its run is given up, whether or not what it waits for heeds its signal; the router is told CANCEL.
 * 2. It does not start once its run was given up.
 * 3. It fails with a WampError: one it was given stays as it is; any other thrown value becomes `wamp.error.runtime_error`
 *    with that value as its `cause`.
 */
import type { CallOptions, CancelMode, Peer } from '../client.ts';
import { asWampError } from '../errors.ts';
import type { Input, Output, Procedure } from '../procedures.ts';
import { Fate } from './fate.ts';

/** The part of a Peer that compositions need; a page's signed-in session has it too. */
export type Caller = Pick<Peer, 'call' | 'callRaw'>;

/** What a local function may know of the run it is part of. */
export interface PartContext {
  /** Aborts when the run was cancelled or its time is over: the answer is not waited for any more. */
  readonly signal: AbortSignal;
}

/** How a part is run: by whom, until when. */
export interface Running {
  readonly peer: Caller;
  readonly fate: Fate;
  /** What the router is asked to do with calls that are given up. */
  readonly cancel: CancelMode;
  /** Milliseconds each call may take; undefined: the peer's default. */
  readonly timeout: number | undefined;
}

/** Parts put together: a part itself. Made by pipe(), parallel() …; run by run(). */
export interface Composition<in I, out O> {
  readonly perform: (input: I, running: Running) => Promise<O>;
}

export type AnyPart =
  | Procedure
  | Composition<never, unknown>
  | ((input: never, context: PartContext) => unknown);

export type InputOf<P> = P extends Procedure
  ? Input<P>
  : P extends Composition<infer I, unknown>
    ? I
    : P extends (input: infer I, context: PartContext) => unknown
      ? I
      : never;

export type OutputOf<P> = P extends Procedure
  ? Output<P>
  : P extends Composition<never, infer O>
    ? O
    : P extends (input: never, context: PartContext) => infer R
      ? Awaited<R>
      : never;

/** The parts that can be fed with a T. */
export type Taking<T> =
  | { [P in Procedure]: [T] extends [Input<P>] ? P : never }[Procedure]
  | Composition<T, unknown>
  | ((input: T, context: PartContext) => unknown);

export interface RunOptions {
  /** Cancels: every running part is given up, no further one starts. */
  readonly signal?: AbortSignal;
  /** What the router shall do with calls that are given up; default `killnowait`: the callee is interrupted. */
  readonly cancel?: CancelMode;
}

/**
 * Runs a part over a peer. Rejects with a WampError and nothing else: `wamp.error.canceled` when the signal aborts, or the
 * signal's reason where that is a WampError.
 */
export async function run<P extends AnyPart>(
  peer: Caller,
  part: P,
  input: InputOf<P>,
  { signal, cancel = 'killnowait' }: RunOptions = {},
): Promise<OutputOf<P>> {
  const fate = new Fate();
  const unfollow = fate.follow(signal);
  try {
    return await perform(part, input, { peer, fate, cancel, timeout: undefined });
  } finally {
    unfollow();
  }
}

/** Runs one part of a run. The types are the caller's: a composition was checked when it was put together. */
export async function perform<P extends AnyPart>(
  part: P,
  input: InputOf<P>,
  running: Running,
): Promise<OutputOf<P>> {
  const { fate } = running;
  if (fate.ended) throw fate.ended;
  try {
    if (typeof part === 'object') return (await part.perform(input as never, running)) as OutputOf<P>;
    const begin = (signal: AbortSignal) =>
      typeof part === 'function'
        ? part(input as never, { signal })
        : running.peer.call(part as Procedure, input as never, callOptions(running, signal));
    return (await whileWanted(begin, fate)) as OutputOf<P>;
  } catch (error) {
    throw fate.ended ?? asWampError(error);
  }
}

/** Of a run, as a Peer's call takes it. */
export function callOptions({ cancel, timeout }: Running, signal: AbortSignal): CallOptions {
  return { signal, cancel, ...(timeout === undefined ? {} : { timeout }) };
}

/**
 * Begins something with a signal of its own, which aborts when the run is given up; rejects then at once. What is brought
 * later is dropped.
 */
export function whileWanted<T>(begin: (signal: AbortSignal) => T | Promise<T>, fate: Fate): Promise<T> {
  const giving = new AbortController();
  let unlisten = () => {};
  const given = new Promise<never>((_, reject) => {
    unlisten = fate.onEnd((end) => {
      reject(end);
      giving.abort(end);
    });
  });
  const begun = (async () => begin(giving.signal))();
  return Promise.race([begun, given]).finally(unlisten);
}
