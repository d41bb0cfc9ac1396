/**
 * REGISTER.Options._slot: what makes a registration a slot. Whoever defines one says which topic it takes its events from and
 * what becomes of those that fail; the other members of the group say the same, or nothing.
 */
import { type Refusal, WampError } from './errors.ts';
import type { Dict, Uri } from './messages.ts';
import { isDict } from './options.ts';
import { type Match, matchOption, type Pattern } from './uris.ts';

/** What becomes of an event a member answered with ERROR, or not in time. */
export type OnError =
  /** It is done with, and counted. */
  | 'ignore'
  /** It is done with, and a report of it is published. */
  | 'publish'
  /** It comes again, after growing waits; after its last attempt it lies among the dead letters. */
  | 'queue';

export interface SlotSpec {
  readonly topic: Pattern;
  /** Kept in the store: events that wait, and dead letters, survive the router; events are taken without any member too. */
  readonly durable: boolean;
  readonly onError: OnError;
  /** Deliveries of one event, at most. */
  readonly maxAttempts: number;
  /** Milliseconds a member has for one event; then it counts as failed. */
  readonly timeout: number;
  /** Milliseconds before the second attempt; doubled each time, up to LONGEST_WAIT. */
  readonly backoff: number;
  /** Events in hand at once, of all members together; undefined: as many as their concurrency allows. */
  readonly concurrency: number | undefined;
  /** Tells of the event in the keyword argument `_event` too, for clients whose library hides INVOCATION.Details. */
  readonly kwargs: boolean;
  /**
   * A durable slot of another topic that has this procedure, and no member now, becomes this one: what waits in it goes out first. No part
   * of what a slot is: members of one group may say it or not.
   */
  readonly rebind: boolean;
}

export const LONGEST_WAIT = 5 * 60_000;

const KEYS = [
  'topic',
  'match',
  'durable',
  'on_error',
  'max_attempts',
  'timeout',
  'backoff',
  'concurrency',
  'kwargs',
  'rebind',
];
const MATCHES: readonly unknown[] = ['exact', 'prefix', 'wildcard'] satisfies Match[];
const ON_ERROR: readonly unknown[] = ['ignore', 'publish', 'queue'] satisfies OnError[];

/** Timers count in 31 bits. */
const LONGEST_MILLIS = 2 ** 31 - 1;

/** What `_slot` says; null where there is none. */
export function slotSpec(value: unknown): SlotSpec | Refusal | null {
  if (value === undefined || value === null) return null;
  const problem = problemOf(value);
  if (problem !== undefined) return { error: WampError.invalidArgument, text: `_slot${problem}` };
  const slot = value as Dict;
  return {
    topic: { uri: slot.topic as Uri, match: matchOption(slot) },
    durable: slot.durable === true,
    onError: (slot.on_error as OnError | undefined) ?? 'queue',
    maxAttempts: (slot.max_attempts as number | undefined) ?? 8,
    timeout: (slot.timeout as number | undefined) ?? 60_000,
    backoff: (slot.backoff as number | undefined) ?? 1_000,
    concurrency: (slot.concurrency as number | undefined) ?? undefined,
    kwargs: slot.kwargs === true,
    rebind: slot.rebind === true,
  };
}

function problemOf(slot: unknown): string | undefined {
  if (!isDict(slot)) return ' must be a dictionary such as { topic: "app.order.placed" }';
  const unknown = Object.keys(slot).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return `.${unknown} is unknown; there are ${KEYS.join(', ')}`;
  if (typeof slot.topic !== 'string') return '.topic must be the URI of a topic, or a pattern of them';
  if (isGiven(slot.match) && !MATCHES.includes(slot.match))
    return `.match must be one of ${MATCHES.join(', ')}`;
  if (isGiven(slot.on_error) && !ON_ERROR.includes(slot.on_error))
    return `.on_error must be one of ${ON_ERROR.join(', ')}`;
  for (const key of ['durable', 'kwargs', 'rebind']) {
    if (isGiven(slot[key]) && typeof slot[key] !== 'boolean') return `.${key} must be a boolean`;
  }
  for (const key of ['max_attempts', 'timeout', 'backoff', 'concurrency']) {
    const number = slot[key];
    if (!isGiven(number)) continue;
    if (!Number.isInteger(number) || (number as number) < 1 || (number as number) > LONGEST_MILLIS)
      return `.${key} must be an integer of at least 1, and less than 2^31`;
  }
  return undefined;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** As `_slot` has it: what the meta API tells, and what the members of one group must agree in. */
export function toldSpec(spec: SlotSpec): Dict {
  return {
    topic: spec.topic.uri,
    match: spec.topic.match,
    durable: spec.durable,
    on_error: spec.onError,
    max_attempts: spec.maxAttempts,
    timeout: spec.timeout,
    backoff: spec.backoff,
    concurrency: spec.concurrency ?? null,
    kwargs: spec.kwargs,
  };
}

export function isSameSpec(a: SlotSpec, b: SlotSpec): boolean {
  return JSON.stringify(toldSpec(a)) === JSON.stringify(toldSpec(b));
}
