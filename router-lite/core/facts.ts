/**
 * Facts: events that are kept, in order, for those who come later.
 *
 * 1. A fact is acknowledged, and told to anybody, only once it is stored; the facts of a stream are told in their order.
 * 2. Whoever subscribes with `_replay` is told every fact of its pattern from there on that it may see, each once, in order, for as
 *    long as it is subscribed and the fact is kept: none is dropped for it, however slowly it reads.
 * 3. Of all publications on a topic with one key, one becomes a fact; the others are answered with its publication id.
 * 4. A session that left is told nothing, and leaves nothing behind here.
 */
import { audienceOf, lastingLists } from './audience.ts';
import { type Turn, unixTime, type WaitFor } from './delivery.ts';
import { errorReply, type Refusal, WampError } from './errors.ts';
import { type Outgoing, tellsTrust } from './event.ts';
import { eventsOf, keptEvent } from './fact-event.ts';
import { fromOf, keyOf, refuseFact, refuseReplay, TOO_MUCH } from './fact-rules.ts';
import type { Draft, FactStream, Stored, Waiter } from './fact-stream.ts';
import { Followers } from './followers.ts';
import { isId } from './ids.ts';
import type { Dict, Id, Publish, Uri } from './messages.ts';
import { isDict } from './options.ts';
import { PastReadings } from './past-readings.ts';
import type { Session } from './session.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';
import { covers, type Pattern } from './uris.ts';
import { weightOf } from './weight.ts';

/** What the driver lends: the core itself waits for nothing, and sees no socket. */
export interface FactPorts {
  /** False: what is sent to this session now would have to wait in memory. */
  readonly hasRoom: (session: Session) => boolean;
  /** The session has facts to come: call replay() of the core for it, when there is room and time, until lags() is false. */
  readonly lagging: (session: Session) => void;
}

/** What one group hands to a follower at once, in bytes: `hasRoom` is of before, and what comes beyond is in the log anyhow. */
const BURST = 1024 * 1024;

/** What facts are tied to. */
export interface FactTies {
  readonly subscriptions: Subscriptions;
  /** Told of each fact in order, after its subscribers: what else is made of events. */
  readonly onTold: (stored: Stored, turn: Turn) => void;
  readonly waitFor: WaitFor;
  /** Told why something of a log could not be done. */
  readonly failed: (error: unknown) => void;
}

export class Facts {
  readonly streams: readonly FactStream[];
  /** Questions for past events that are facts. */
  readonly past: PastReadings;
  readonly #ports: FactPorts;
  readonly #ties: FactTies;
  readonly #followers: Followers;

  constructor(streams: readonly FactStream[], ports: FactPorts, ties: FactTies) {
    this.streams = streams;
    this.#ports = ports;
    this.#ties = ties;
    this.#followers = new Followers(ports.lagging);
    this.past = new PastReadings(ports.lagging, ties.failed);
  }

  /** Where events on this topic are kept; undefined: they are no facts. */
  streamOf(topic: Uri): FactStream | undefined {
    for (const stream of this.streams) if (topic.startsWith(stream.pattern.uri)) return stream;
    return undefined;
  }

  /** The one stream in which all events of a pattern are. */
  streamCovering(pattern: Pattern): FactStream | undefined {
    return this.streams.find((stream) => covers(stream.pattern, pattern));
  }

  /**
   * A publication whose key is taken comes to no more than its answer: the id of what was published first, undefined as long as that
   * is on its way to the disk, and answers then; refused where too many wait for that. null: it is none.
   */
  repeat(
    stream: FactStream,
    session: Session,
    { topic, request, options }: Publish,
  ): Id | Refusal | undefined | null {
    const key = keyOf(options);
    const known = key === undefined ? undefined : stream.withKey(topic, key);
    if (known === undefined) return null;
    if (!('waiters' in known)) return known.publication;
    const mayWait = options.acknowledge !== true || stream.join(known, { session, request });
    return mayWait ? undefined : TOO_MUCH;
  }

  /** Takes a publication that is allowed and no repeat; undefined: whoever waits for its answer gets it once it is stored. */
  publish(
    stream: FactStream,
    { session, message }: { session: Session; message: Publish },
    event: Outgoing,
    turn: Turn,
  ): Refusal | undefined {
    const { options, request } = message;
    const waiters: Waiter[] = options.acknowledge === true ? [{ session, request }] : [];
    const key = keyOf(options);
    const refused = refuseFact(stream, message);
    if (refused !== undefined) return refused;
    const { trust, ...told } = event;
    const lists = lastingLists(options);
    const corrects = isId(options._corrects) ? { _corrects: options._corrects } : {};
    const fact: Draft['fact'] = {
      ...told,
      details: { ...told.details, ...corrects },
      time: unixTime(turn),
      ...(trust === undefined ? {} : { trust }),
      ...(lists === undefined ? {} : { lists }),
      ...(key === undefined ? {} : { key }),
    };
    stream.add({ fact, publisher: session, options, waiters });
    this.#write(stream, turn);
    return undefined;
  }

  #write(stream: FactStream, turn: Turn): void {
    const written = stream.write();
    if (written === undefined) this.#stored(stream, null, turn);
    else if (written !== null) {
      this.#ties.waitFor(written, (failure, later) => this.#stored(stream, failure, later));
    }
  }

  /** The group of a stream is stored, or was refused by the disk for this reason. */
  #stored(stream: FactStream, failure: string | null, turn: Turn): void {
    let bytes = 0;
    for (const stored of stream.take()) {
      if (failure === null) {
        stream.told(stored.fact);
        this.#tell(stored, bytes < BURST, turn);
        bytes += weightOf(stored.fact.payload, stored.fact.details);
      }
      for (const waiter of stored.waiters) answer(waiter, stored, failure, turn);
    }
    this.#guard(() => stream.trim(turn));
    this.#write(stream, turn);
  }

  /** What fails here, as where the disk cannot be read, is no fault of those whose answers and events are in the same step. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#ties.failed(error);
    }
  }

  /** `isLittle`: what the group told before leaves followers room for more. */
  #tell(stored: Stored, isLittle: boolean, turn: Turn): void {
    const { fact, publisher, options } = stored;
    const audience = audienceOf(publisher, options);
    const mayEver = fact.lists && audienceOf(undefined, fact.lists);
    for (const subscription of this.#ties.subscriptions.matching(fact.topic)) {
      if (subscription.subscribers.size === 0) continue;
      const followers = this.#followers.of(subscription);
      const events = eventsOf(fact, subscription);
      for (const to of subscription.subscribers) {
        const follower = followers?.get(to);
        if (follower === undefined) {
          if (audience?.(to) !== false) turn.out.push({ to, message: events(to, false), from: publisher });
        } else if (follower.isLive) {
          if (!isLittle || !this.#ports.hasRoom(to)) this.#followers.delay(follower, fact.seq);
          else if (mayEver?.(to) !== false) turn.out.push({ to, message: events(to, true), from: publisher });
        }
      }
    }
    this.#guard(() => this.#ties.onTold(stored, turn));
  }

  /** Why a subscription to this pattern cannot begin in the past; undefined where it can, or need not. */
  refuseReplay(pattern: Pattern, { _replay: asked }: Dict): Refusal | undefined {
    return isDict(asked) ? refuseReplay(pattern, asked, this.streamCovering(pattern)) : undefined;
  }

  /** The session has just subscribed; with `_replay` it is told of the past in steps of replay(). */
  follow(session: Session, subscription: Subscription, { _replay: asked }: Dict): void {
    const stream = isDict(asked) ? this.streamCovering(subscription.pattern) : undefined;
    if (isDict(asked) && stream !== undefined) {
      this.#followers.add(session, subscription, stream, fromOf(asked));
    }
  }

  /** The session has facts to come, or asked for past ones: replay() hands them on, in steps. */
  lags(session: Session): boolean {
    return this.#followers.lags(session) || this.past.lags(session);
  }

  get sizes(): { followers: number; unstored: number; unreadable: number } {
    const unstored = this.streams.reduce((sum, { waiting }) => sum + waiting, 0);
    const unreadable = this.streams.reduce((sum, { log }) => sum + log.unreadable, 0);
    return { followers: this.#followers.size, unstored, unreadable };
  }

  /** The next few facts for a session that lags. */
  replay(session: Session, turn: Turn): void {
    // Alone in its step: what fails after it would take the answer along.
    if (this.past.step(session, turn)) return;
    const follower = this.#followers.next(session);
    if (follower === undefined) return;
    const { stream, subscription } = follower;
    const { facts, next } = stream.chunk(follower.next, subscription.pattern);
    for (const fact of facts) {
      if (fact.lists !== undefined && audienceOf(undefined, fact.lists)?.(session) === false) continue;
      const trusting = fact.trust !== undefined && tellsTrust(session);
      turn.out.push({ to: session, message: keptEvent(fact, subscription, trusting) });
    }
    follower.next = next;
    // In one step with the look at what there is: what is stored from here on comes as it is stored.
    if (next > stream.last) this.#followers.caughtUp(follower);
  }

  /** The session is no longer subscribed. */
  drop(session: Session, subscription: Subscription): void {
    this.#followers.remove(session, subscription);
  }

  /** Forgets what had its time. */
  tick(turn: Turn): void {
    for (const stream of this.streams) this.#guard(() => stream.trim(turn));
  }

  /** Unix time at which tick() is next needed; null: never. */
  get due(): number | null {
    let next: number | null = null;
    for (const { due } of this.streams) if (due !== null && (next === null || due < next)) next = due;
    return next;
  }

  clear(): void {
    this.past.clear();
    for (const stream of this.streams) stream.clear();
  }
}

function answer({ session, request }: Waiter, { fact }: Stored, failure: string | null, turn: Turn): void {
  if (!session.isOpen) return;
  const refused = { error: WampError.unavailable, text: `not stored: ${failure}; publish it again` };
  turn.out.push({
    to: session,
    message:
      failure === null
        ? { type: 'PUBLISHED', request, publication: fact.publication }
        : errorReply('PUBLISH', request, refused),
  });
}
