/** What wamp.subscription.get_events is asked (spec: "Event History"), and how it answers: a page at a time. */
import { audienceOf } from './audience.ts';
import { isoTime } from './delivery.ts';
import { type Refusal, WampError } from './errors.ts';
import type { PastEvent } from './history.ts';
import { isId } from './ids.ts';
import type { Dict, Id, Payload, Uri } from './messages.ts';
import type { Session } from './session.ts';
import { MIB, weightOf } from './weight.ts';

/** What one answer tells at most, of events and of what they weigh, but one at least: a longer message is for no peer to take. */
const PAGE = 1_000;
const PAGE_BYTES = 4 * MIB;

/** A publication at which the events asked for begin or end. One that is not there bounds to nothing. */
export interface Bound {
  readonly publication: Id;
  readonly side: 'begin' | 'end';
  /** The publication itself is asked for too. */
  readonly isIn: boolean;
}

export interface EventQuery {
  /** Whether one event meets the conditions that are on it alone. */
  readonly admits: (event: PastEvent) => boolean;
  readonly topic: Uri | undefined;
  /** Unix milliseconds: no event outside of these is asked for. */
  readonly earliest: number;
  readonly latest: number;
  readonly bounds: readonly Bound[];
  /** The newest first. */
  readonly reverse: boolean;
  /** As many as a page has room for, where the query has none. */
  readonly limit: number;
}

interface TimeCondition {
  readonly side: Bound['side'];
  readonly holds: (time: number, bound: number) => boolean;
}

const TIMES: Readonly<Record<string, TimeCondition>> = {
  from_time: { side: 'begin', holds: (time, bound) => time >= bound },
  after_time: { side: 'begin', holds: (time, bound) => time > bound },
  before_time: { side: 'end', holds: (time, bound) => time < bound },
  until_time: { side: 'end', holds: (time, bound) => time <= bound },
};
const PUBLICATIONS: Readonly<Record<string, Omit<Bound, 'publication'>>> = {
  from_publication: { side: 'begin', isIn: true },
  after_publication: { side: 'begin', isIn: false },
  before_publication: { side: 'end', isIn: false },
  until_publication: { side: 'end', isIn: true },
};

/** Refused where a condition is not of its type. */
export function eventQuery(asked: Dict): EventQuery | Refusal {
  const filters: ((event: PastEvent) => boolean)[] = [];
  let [earliest, latest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const [key, { side, holds }] of Object.entries(TIMES)) {
    const value = asked[key] ?? undefined;
    if (value === undefined) continue;
    const bound = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(bound))
      return invalid(`${key} must be an RFC 3339 time such as 2026-01-31T12:00:00.000Z`);
    filters.push(({ time }) => holds(time, bound));
    if (side === 'begin') earliest = Math.max(earliest, bound);
    else latest = Math.min(latest, bound);
  }
  const bounds: Bound[] = [];
  for (const [key, bound] of Object.entries(PUBLICATIONS)) {
    const publication = asked[key] ?? undefined;
    if (publication === undefined) continue;
    if (!isId(publication)) return invalid(`${key} must be an id`);
    bounds.push({ publication, ...bound });
  }
  const topic = asked.topic ?? undefined;
  const limit = asked.limit ?? undefined;
  if (limit !== undefined && !isId(limit)) return invalid('limit must be a positive integer');
  if (topic !== undefined && typeof topic !== 'string') return invalid('topic must be a URI');
  return {
    admits: (event) =>
      filters.every((filter) => filter(event)) && (topic === undefined || event.topic === topic),
    topic,
    earliest,
    latest,
    bounds,
    reverse: asked.reverse === true,
    limit: Math.min(limit ?? PAGE, PAGE),
  };
}

function invalid(text: string): Refusal {
  return { error: WampError.invalidArgument, text };
}

/** Whether this session is one of those the event was for. */
export function maySee(session: Session, { lists }: PastEvent): boolean {
  return lists === undefined || audienceOf(undefined, lists)?.(session) !== false;
}

/** An answer that is being made. */
export class EventPage {
  readonly #subscription: Id;
  readonly #limit: number;
  readonly #events: PastEvent[] = [];
  #weight = 0;

  constructor(subscription: Id, limit: number) {
    this.#subscription = subscription;
    this.#limit = limit;
  }

  /** False: it has no room for this one. */
  add(event: PastEvent): boolean {
    const weight = this.#weight + weightOfEvent(event);
    if (this.#events.length === this.#limit || (weight > PAGE_BYTES && this.#events.length > 0)) return false;
    this.#events.push(event);
    this.#weight = weight;
    return true;
  }

  get events(): readonly PastEvent[] {
    return this.#events;
  }

  /** `isLimitReached`: there is more of what was asked for. */
  payload(isLimitReached: boolean): Payload {
    const args = this.#events.map((event) => told(event, this.#subscription));
    return { args, kwargs: { is_limit_reached: isLimitReached } };
  }
}

export function weightOfEvent({ topic, payload, details, lists }: PastEvent): number {
  return topic.length + weightOf(payload, details) + (lists === undefined ? 0 : weightOf({}, lists));
}

/** How get_events tells of an event; `args` and `kwargs` only where it has them. */
function told({ time, publication, details, payload }: PastEvent, subscription: Id): Dict {
  const { args, kwargs, opaque } = payload;
  return {
    timestamp: isoTime(time),
    subscription,
    publication,
    details,
    ...(args === undefined && opaque === undefined ? {} : { args: args ?? opaque }),
    ...(kwargs === undefined ? {} : { kwargs }),
  };
}
