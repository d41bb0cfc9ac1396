/**
 * Publishing a fact on a line that may break: a publication that was lost may have been stored, and is made again with the same key,
 * so that the fact is there once however often it was told.
 */
import { pause, pauseBefore } from './backoff.ts';
import type { Peer } from './client.ts';
import { isUnavailable } from './errors.ts';
import { newKey } from './hand-in.ts';

/** Between the attempts, in milliseconds. */
const PAUSES = { first: 200, longest: 5_000 };

export interface FactOptions {
  /** What makes it safe to repeat, 256 characters at most; default: one at random, so that it is safe within this call. */
  readonly key?: string;
  /** `seq` of an earlier fact of the topic that this one corrects. */
  readonly corrects?: number;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Gives up: rejects with `wamp.error.canceled`, and nobody knows whether the fact is stored. */
  readonly signal?: AbortSignal;
}

/**
 * Resolves with the publication's id once the fact is stored, however long the router is away or has no room. Rejects with what will
 * not pass by waiting: what the router refuses, as where the topic's events are no facts, and `lehr.error.closed`.
 */
export async function publishFact(
  peer: Pick<Peer, 'publishRaw'>,
  topic: string,
  args: readonly unknown[],
  { key = newKey(), corrects, kwargs, signal }: FactOptions = {},
): Promise<number> {
  const options = { _key: key, ...(corrects === undefined ? {} : { _corrects: corrects }) };
  const publication = { options, ...(kwargs ? { kwargs } : {}), ...(signal ? { signal } : {}) };
  const until = signal ?? new AbortController().signal;
  for (let attempt = 1; ; attempt++) {
    try {
      return await peer.publishRaw(topic, args, publication);
    } catch (error) {
      if (until.aborted || !isUnavailable(error)) throw error;
    }
    await pause(pauseBefore(attempt, PAUSES, Math.random()), until);
  }
}
