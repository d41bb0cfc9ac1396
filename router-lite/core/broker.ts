/** The broker routes events: who subscribed to what, and who of them gets a publication. */
import { type Audience, audienceOf, lastingLists, namesSessions } from './audience.ts';
import { grantOf, overLimit, refusePublish, refuseSubscribe } from './authorization.ts';
import { demanded, receivers, unheard } from './confirm.ts';
import { isoTime, type Turn, unixTime, type WaitFor } from './delivery.ts';
import { errorReply, ProtocolViolation, type Refusal, WampError } from './errors.ts';
import { eventOf, type Outgoing, tellsTrust } from './event.ts';
import { eventQuery } from './event-query.ts';
import { refuseFactOptions } from './fact-rules.ts';
import type { FactStream, Stored } from './fact-stream.ts';
import { type FactPorts, Facts } from './facts.ts';
import type { History } from './history.ts';
import type { GlobalIds } from './ids.ts';
import type { Call, Dict, Event, Id, Payload, Publish, Subscribe, Unsubscribe, Uri } from './messages.ts';
import { isSealed, passthru } from './passthru.ts';
import { Retained } from './retained.ts';
import type { Session, SessionLimits } from './session.ts';
import { StoredAnswers } from './stored-answers.ts';
import { type Subscription, Subscriptions } from './subscriptions.ts';
import { matchOption, type Pattern, type UriRule } from './uris.ts';

export interface BrokerOptions {
  readonly ids: GlobalIds;
  readonly uris: UriRule;
  readonly perSession: SessionLimits;
  /** Topics whose last retained event is kept. */
  readonly retainedTopics: number;
  /** What they may weigh, in bytes. */
  readonly retainedBytes: number;
  readonly history: History;
  readonly slots: EventTakers;
  /** Topics whose events are facts, no prefix the beginning of another. */
  readonly streams: readonly FactStream[];
  readonly factPorts: FactPorts;
  readonly waitFor: WaitFor;
  /** Told of what is no fault of whoever's step it failed in. */
  readonly failed: (error: unknown) => void;
}

/** Who takes events besides the subscribers (slots.ts). */
export interface EventTakers {
  covers(topic: Uri): boolean;
  /** Why a publication that is to be acknowledged cannot be taken; undefined when it can. */
  refuseEvent(event: { readonly topic: Uri; readonly payload: Payload }, options: Dict): Refusal | undefined;
  take(event: Outgoing, options: Dict, turn: Turn): readonly Promise<void>[];
  /** How many would take an event of this topic. */
  countOf(topic: Uri, options: Dict): number;
}

const NO_DETAILS: Dict = {};

export class Broker {
  readonly #options: BrokerOptions;
  readonly #subscriptions: Subscriptions;
  readonly #retained: Retained;
  readonly #answers: StoredAnswers;
  readonly facts: Facts;

  constructor(options: BrokerOptions) {
    const { ids, history, streams, factPorts } = options;
    this.#options = options;
    this.#answers = new StoredAnswers(options.waitFor);
    const lasting = [...history.patterns, ...streams.map(({ pattern }) => pattern)];
    this.#subscriptions = new Subscriptions(ids, lasting);
    this.facts = new Facts(streams, factPorts, {
      subscriptions: this.#subscriptions,
      onTold: (stored, turn) => this.#told(stored, turn),
      waitFor: options.waitFor,
      failed: options.failed,
    });
    this.#retained = new Retained(options.retainedTopics, options.retainedBytes);
  }

  /** Subscribing twice to the same gives the same id again (spec: "Subscribing"). */
  subscribe(session: Session, { request, options, topic }: Subscribe, turn: Turn): void {
    const pattern: Pattern = { uri: topic, match: matchOption(options) };
    const limit = this.#options.perSession.subscriptions;
    const refused =
      refuseSubscribe(session, pattern, this.#options.uris) ??
      (this.#subscriptions.countOf(session) < limit
        ? undefined
        : overLimit(limit, 'subscriptions', 'subscriptions')) ??
      this.facts.refuseReplay(pattern, options);
    if (refused !== undefined) {
      turn.out.push({ to: session, message: errorReply('SUBSCRIBE', request, refused) });
      return;
    }
    const known = this.#subscriptions.get(pattern)?.subscribers;
    const [isFirst, isNew] = [(known?.size ?? 0) === 0, known?.has(session) !== true];
    const subscription = this.#subscriptions.add(session, pattern);
    turn.out.push({ to: session, message: { type: 'SUBSCRIBED', request, subscription: subscription.id } });
    if (isFirst) {
      subscription.created = unixTime(turn);
      this.publishMeta(
        'wamp.subscription.on_create',
        () => [session.id, described(subscription)],
        turn,
        session,
      );
    }
    if (isNew) this.#tell('on_subscribe', session, subscription, turn);
    if (options.get_retained === true) this.#sendRetained(session, subscription, turn);
    this.facts.follow(session, subscription, options);
  }

  #sendRetained(session: Session, subscription: Subscription, turn: Turn): void {
    for (const event of this.#retained.for(session, subscription.pattern)) {
      const message = eventOf(event, subscription, tellsTrust(session), { retained: true });
      turn.out.push({ to: session, message });
    }
  }

  unsubscribe(session: Session, { request, subscription: id }: Unsubscribe, turn: Turn): void {
    const subscription = this.#subscriptions.byId(id);
    if (subscription === undefined || !subscription.subscribers.has(session)) {
      const refused = { error: WampError.noSuchSubscription, text: `this session has no subscription ${id}` };
      turn.out.push({ to: session, message: errorReply('UNSUBSCRIBE', request, refused) });
      return;
    }
    turn.out.push({ to: session, message: { type: 'UNSUBSCRIBED', request } });
    this.#drop(session, subscription, turn);
  }

  /** Takes a subscription away from a session (spec: "Subscription Revocation"); false when it has none of it. */
  revoke(session: Session, id: Id, reason: string | undefined, turn: Turn): boolean {
    const subscription = this.#subscriptions.byId(id);
    if (subscription?.subscribers.has(session) !== true) return false;
    if (session.open.features.subscriptionRevocation) {
      const details = { subscription: id, ...(reason === undefined ? {} : { reason }) };
      turn.out.push({ to: session, message: { type: 'UNSUBSCRIBED', request: 0, details } });
    }
    this.#drop(session, subscription, turn);
    return true;
  }

  #drop(session: Session, subscription: Subscription, turn: Turn): void {
    this.#remove(session, subscription);
    this.#tell('on_unsubscribe', session, subscription, turn);
    if (subscription.subscribers.size === 0) this.#tell('on_delete', session, subscription, turn);
  }

  #remove(session: Session, subscription: Subscription): void {
    this.#subscriptions.remove(session, subscription);
    this.facts.drop(session, subscription);
  }

  #tell(what: string, session: Session, { id }: Subscription, turn: Turn): void {
    this.publishMeta(`wamp.subscription.${what}`, () => [session.id, id], turn, session);
  }

  /** An unacknowledged publication that is refused vanishes without a word, as the spec has it. */
  publish(session: Session, message: Publish, turn: Turn): void {
    const { request, options } = message;
    if (isSealed(options) && !session.open.features.publisherPassthru) {
      throw new ProtocolViolation(
        'PUBLISH.Options.ppt_scheme needs the feature payload_passthru_mode in HELLO',
      );
    }
    const outcome = this.#publish(session, message, turn);
    if (options.acknowledge !== true || outcome === undefined) return;
    turn.out.push({
      to: session,
      message:
        typeof outcome === 'number'
          ? { type: 'PUBLISHED', request, publication: outcome }
          : errorReply('PUBLISH', request, outcome),
    });
  }

  /** What a session left behind to be published; refused in silence like any other publication nobody waits for. */
  bequeath(session: Session, message: Publish, turn: Turn): void {
    if (isSealed(message.options) && !session.open.features.publisherPassthru) return;
    this.#publish(session, message, turn);
  }

  /** undefined: it is a fact, or durable slots took it, and its publisher is answered when it is stored. */
  #publish(session: Session, message: Publish, turn: Turn): Id | Refusal | undefined {
    const { options, topic, payload } = message;
    const stream = this.facts.streamOf(topic);
    const refused =
      refusePublish(session, message, this.#options.uris) ??
      (stream === undefined ? refuseFactOptions(message) : undefined);
    if (refused !== undefined) return refused;
    // It was taken already: whether there is room for it, and who hears of it, is no question any more.
    const first = stream === undefined ? null : this.facts.repeat(stream, session, message);
    if (first !== null) return first;
    if (options.acknowledge === true) {
      const full = this.#options.slots.refuseEvent(message, options);
      if (full !== undefined) return full;
    }
    const unheard = this.#refuseUnheard(session, message);
    if (unheard !== undefined) return unheard;
    const publication = this.#options.ids();
    const { disclose, trust } = grantOf(session, topic);
    let details: Dict = passthru(options) ?? NO_DETAILS;
    if (disclose?.publisher ?? options.disclose_me === true) {
      const { id, authid, authrole } = session.open.identity;
      details = { ...details, publisher: id, publisher_authid: authid, publisher_authrole: authrole };
    }
    const event: Outgoing = { topic, publication, details, payload, trust };
    if (stream !== undefined) return this.facts.publish(stream, { session, message }, event, turn);
    const audience = audienceOf(session, options);
    this.#keep(event, options, audience, turn);
    this.#emit(event, audience, turn);
    const stored = this.#options.slots.take(event, options, turn);
    if (stored.length === 0) return publication;
    this.#answers.add({ session, message, publication }, stored);
    return undefined;
  }

  #refuseUnheard(session: Session, message: Publish): Refusal | undefined {
    const { topic, options } = message;
    const most = demanded(options);
    if (most === 0) return undefined;
    const slots = this.#options.slots.countOf(topic, options);
    const matching = this.#subscriptions.matching(topic);
    const seen = slots + receivers(matching, audienceOf(session, options), most - slots);
    return seen < most ? unheard(message, seen) : undefined;
  }

  /** What else is made of a fact. */
  #told({ fact, publisher, options }: Stored, turn: Turn): void {
    const { topic, publication, details, payload, trust } = fact;
    const event: Outgoing = { topic, publication, details, payload, trust };
    this.#keep(event, options, audienceOf(publisher, options), turn);
    // A slot whose events are not in this stream's log has them on its own: its failure is told, and harms nobody.
    for (const stored of this.#options.slots.take(event, options, turn)) {
      this.#options.waitFor(stored, () => {});
    }
  }

  /** For those who ask later: retained, and remembered. */
  #keep(event: Outgoing, options: Dict, audience: Audience | undefined, turn: Turn): void {
    const lists = lastingLists(options);
    const limited = namesSessions(options);
    if (options.retain === true) {
      this.#retained.keep({ ...event, audience }, limited || lists !== undefined);
    }
    const { history } = this.#options;
    if (limited || !history.covers(event.topic)) return;
    const { topic, publication, details, payload } = event;
    const time = unixTime(turn);
    history.append({ topic, publication, details, payload, time, ...(lists === undefined ? {} : { lists }) });
  }

  /** An event of the router itself; not for the session it is about, which knows already. */
  publishMeta(topic: Uri, args: () => unknown[], turn: Turn, about?: Session): void {
    // Most realms have nobody who watches: nothing is made for nothing.
    const isHeard = this.#subscriptions.matching(topic).some(({ subscribers }) => subscribers.size > 0);
    if (!isHeard && !this.#options.slots.covers(topic)) return;
    const payload: Payload = { args: args() };
    const event = { topic, publication: this.#options.ids(), details: NO_DETAILS, payload, trust: undefined };
    this.#emit(event, about && ((session) => session !== about), turn);
    for (const stored of this.#options.slots.take(event, NO_DETAILS, turn)) {
      this.#options.waitFor(stored, () => {});
    }
  }

  #emit(event: Outgoing, audience: Audience | undefined, turn: Turn): void {
    for (const subscription of this.#subscriptions.matching(event.topic)) {
      const { subscribers } = subscription;
      if (subscribers.size === 0) continue;
      const plain = eventOf(event, subscription, false);
      // The trust level is for those who announced that they understand it: a second object, and no third.
      let trusting: Event | undefined;
      for (const to of subscribers) {
        if (audience !== undefined && !audience(to)) continue;
        if (event.trust === undefined || !tellsTrust(to)) {
          turn.out.push({ to, message: plain });
          continue;
        }
        trusting ??= eventOf(event, subscription, true);
        turn.out.push({ to, message: trusting });
      }
    }
  }

  /** What a session may read of a subscription's past (spec: "Event History"); undefined: it is read from a log, and answered then. */
  past(session: Session, { request, payload }: Call): Payload | Refusal | undefined {
    const id: unknown = payload.args?.[0];
    const subscription = this.#subscriptions.byId(id as Id);
    if (subscription === undefined) return noSuchSubscription(id);
    const query = eventQuery(payload.kwargs ?? {});
    const refused = refuseSubscribe(session, subscription.pattern, this.#options.uris);
    if (refused !== undefined) return refused;
    if ('error' in query) return query;
    const stream = this.facts.streamCovering(subscription.pattern);
    if (stream === undefined) return this.#options.history.select(subscription, session, query);
    return this.facts.past.ask({ session, request, subscription, stream, query });
  }

  /** To be called while the session is still open. */
  leave(session: Session, turn: Turn): void {
    const mine = this.#subscriptions.of(session);
    this.facts.past.leave(session);
    // All of them first: nothing told of one may reach the session by another.
    for (const subscription of mine) this.#remove(session, subscription);
    for (const subscription of mine) {
      this.#tell('on_unsubscribe', session, subscription, turn);
      if (subscription.subscribers.size === 0) this.#tell('on_delete', session, subscription, turn);
    }
  }

  /** As leave(), without a word to anybody. */
  forget(session: Session): void {
    this.facts.past.leave(session);
    for (const subscription of this.#subscriptions.of(session)) this.#remove(session, subscription);
  }

  /** For the meta API: what there is to look at. */
  get subscriptions(): Subscriptions {
    return this.#subscriptions;
  }

  get sizes(): { subscriptions: number; retained: number } & Facts['sizes'] {
    let subscriptions = 0;
    for (const { subscribers } of this.#subscriptions) if (subscribers.size > 0) subscriptions += 1;
    return { subscriptions, retained: this.#retained.size, ...this.facts.sizes };
  }
}

/** How a subscription is described in on_create and wamp.subscription.get. */
export function described({ id, created, pattern }: Subscription): Dict {
  return { id, created: created === null ? null : isoTime(created), uri: pattern.uri, match: pattern.match };
}

export function noSuchSubscription(id: unknown): Refusal {
  return { error: WampError.noSuchSubscription, text: `no subscription ${String(id)} on this realm` };
}
