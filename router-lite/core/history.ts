/**
 * Event history (spec: "Event History"): what was published under the patterns the realm is told to remember. A subscription
 * that such a pattern covers can be asked for its past events with wamp.subscription.get_events.
 */
import { audienceOf } from './audience.ts';
import { isoTime } from './delivery.ts';
import { type Refusal, WampError } from './errors.ts';
import { isId } from './ids.ts';
import type { Dict, Id, Payload, Uri } from './messages.ts';
import type { Session } from './session.ts';
import { covers, type Match, matches, type Pattern } from './uris.ts';
import { MIB, weightOf } from './weight.ts';

/** One pattern of topics to remember. */
export interface HistoryRule {
  readonly uri: Uri;
  /** Default exact. */
  readonly match?: Match;
  /** Events kept; the oldest goes first. Default 1,000. */
  readonly limit?: number;
  /** What they may weigh in memory; default 64 MiB. The oldest goes first. */
  readonly bytes?: number;
}

export interface PastEvent {
  /** Unix milliseconds. */
  readonly time: number;
  readonly topic: Uri;
  readonly publication: Id;
  readonly details: Dict;
  readonly payload: Payload;
  /** PUBLISH.Options that list authids and authroles; absent when all may see it. */
  readonly lists?: Dict;
}

/** Where a rule's events are kept: plain data, in the order of publication. A store may stand behind it. */
export interface EventLog {
  append(event: PastEvent): void;
  /** Oldest first; at most the rule's limit. */
  events(): Iterable<PastEvent>;
}

export type OpenEventLog = (pattern: Pattern, limit: number, bytes: number) => EventLog;

/** In memory. */
export const memoryLog: OpenEventLog = (_pattern, limit, bytes) => {
  // A Set gives up its oldest at once, however many there are.
  const kept = new Set<PastEvent>();
  let weight = 0;
  return {
    append(event) {
      kept.add(event);
      weight += weightOfEvent(event);
      for (const oldest of kept) {
        if (kept.size <= limit && weight <= bytes) return;
        kept.delete(oldest);
        weight -= weightOfEvent(oldest);
      }
    },
    events: () => kept.values(),
  };
};

function weightOfEvent({ topic, payload, details, lists }: PastEvent): number {
  return topic.length + weightOf(payload, details) + (lists === undefined ? 0 : weightOf({}, lists));
}

/** An answer tells of events of this weight at most, and of one at least: a longer message is for no peer to take. */
const ANSWER_BYTES = 4 * MIB;

interface Chapter {
  readonly pattern: Pattern;
  readonly log: EventLog;
}

export class History {
  readonly #chapters: readonly Chapter[];

  constructor(rules: readonly HistoryRule[], open: OpenEventLog) {
    this.#chapters = rules.map(({ uri, match = 'exact', limit = 1_000, bytes = 64 * MIB }) => {
      const pattern: Pattern = { uri, match };
      return { pattern, log: open(pattern, limit, bytes) };
    });
  }

  get patterns(): readonly Pattern[] {
    return this.#chapters.map(({ pattern }) => pattern);
  }

  /** True when an event on this topic would be remembered: `event` need not be built otherwise. */
  covers(topic: Uri): boolean {
    return this.#chapters.some(({ pattern: { uri, match } }) => matches(uri, match, topic));
  }

  append(event: PastEvent): void {
    for (const { pattern, log } of this.#chapters) {
      if (matches(pattern.uri, pattern.match, event.topic)) log.append(event);
    }
  }

  /** The events of a subscription that this session may see and that the query asks for; `events`: where they are kept elsewhere. */
  select(
    subscription: { id: Id; pattern: Pattern },
    session: Session,
    { query, events }: { readonly query: Dict; readonly events: readonly PastEvent[] | undefined },
  ): Payload | Refusal {
    const { pattern } = subscription;
    const asked = filtersOf(query);
    if ('error' in asked) return asked;
    const chapter = this.#chapters.find((each) => covers(each.pattern, pattern));
    const seen = [...(events ?? chapter?.log.events() ?? [])].filter(
      ({ topic, lists }) =>
        matches(pattern.uri, pattern.match, topic) &&
        (lists === undefined || audienceOf(undefined, lists)?.(session) !== false),
    );
    const found = between(seen, query).filter((event) => asked.filters.every((filter) => filter(event)));
    if (query.reverse === true) found.reverse();
    const limit = typeof query.limit === 'number' ? query.limit : found.length;
    const args = first(found, limit).map((event) => told(event, subscription.id));
    return { args, kwargs: { is_limit_reached: found.length > args.length } };
  }
}

function first(events: readonly PastEvent[], limit: number): readonly PastEvent[] {
  let count = 0;
  for (let weight = 0; count < Math.min(limit, events.length); count++) {
    weight += weightOfEvent(events[count]!);
    if (weight > ANSWER_BYTES && count > 0) break;
  }
  return events.slice(0, count);
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

type Filter = (event: PastEvent) => boolean;

const TIMES: Readonly<Record<string, (time: number, bound: number) => boolean>> = {
  from_time: (time, bound) => time >= bound,
  after_time: (time, bound) => time > bound,
  before_time: (time, bound) => time < bound,
  until_time: (time, bound) => time <= bound,
};
const PUBLICATIONS = ['from_publication', 'after_publication', 'before_publication', 'until_publication'];

/** The query's conditions on one event alone; refused where one is not of its type. */
function filtersOf(query: Dict): { filters: Filter[] } | Refusal {
  const filters: Filter[] = [];
  for (const [key, holds] of Object.entries(TIMES)) {
    const value = query[key] ?? undefined;
    if (value === undefined) continue;
    const bound = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(bound))
      return invalid(`${key} must be an RFC 3339 time such as 2026-01-31T12:00:00.000Z`);
    filters.push(({ time }) => holds(time, bound));
  }
  for (const key of PUBLICATIONS) {
    if ((query[key] ?? undefined) !== undefined && !isId(query[key])) return invalid(`${key} must be an id`);
  }
  const { topic, limit } = query;
  if ((limit ?? undefined) !== undefined && !isId(limit)) return invalid('limit must be a positive integer');
  if ((topic ?? undefined) !== undefined) {
    if (typeof topic !== 'string') return invalid('topic must be a URI');
    filters.push((event) => event.topic === topic);
  }
  return { filters };
}

/** Publication ids have no order: they stand for places in the list. One that is not there bounds to nothing. */
function between(events: readonly PastEvent[], query: Dict): PastEvent[] {
  let from = 0;
  let until = events.length;
  for (const key of PUBLICATIONS) {
    const id = query[key] ?? undefined;
    if (id === undefined) continue;
    const at = events.findIndex(({ publication }) => publication === id);
    if (at === -1) return [];
    if (key === 'from_publication') from = Math.max(from, at);
    else if (key === 'after_publication') from = Math.max(from, at + 1);
    else if (key === 'before_publication') until = Math.min(until, at);
    else until = Math.min(until, at + 1);
  }
  return events.slice(from, until);
}

function invalid(text: string): Refusal {
  return { error: WampError.invalidArgument, text };
}
