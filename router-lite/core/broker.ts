import { overLimit, refuseSubscribe } from './authorization.ts';
import { isoTime, type Turn, unixTime, type WaitFor } from './delivery.ts';
import { errorReply, type Refusal, WampError } from './errors.ts';
import { eventOf, tellsTrust } from './event.ts';
import { eventQuery } from './event-query.ts';
import type { FactStream } from './fact-stream.ts';
import { type FactPorts, Facts } from './facts.ts';
import type { History } from './history.ts';
import type { GlobalIds } from './ids.ts';
import type { Call, Dict, Id, Payload, Subscribe, Unsubscribe } from './messages.ts';
import { type EventTakers, Publications } from './publications.ts';
import { Retained } from './retained.ts';
import type { Session, SessionLimits } from './session.ts';
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

export class Broker {
  readonly #options: BrokerOptions;
  readonly #subscriptions: Subscriptions;
  readonly #retained: Retained;
  readonly facts: Facts;
  readonly publications: Publications;

  constructor(options: BrokerOptions) {
    const { ids, history, streams, factPorts } = options;
    this.#options = options;
    const lasting = [...history.patterns, ...streams.map(({ pattern }) => pattern)];
    this.#subscriptions = new Subscriptions(ids, lasting);
    this.facts = new Facts(streams, factPorts, {
      subscriptions: this.#subscriptions,
      onTold: (stored, turn) => this.publications.told(stored, turn),
      waitFor: options.waitFor,
      failed: options.failed,
    });
    this.#retained = new Retained(options.retainedTopics, options.retainedBytes);
    this.publications = new Publications({
      ...options,
      subscriptions: this.#subscriptions,
      retained: this.#retained,
      facts: this.facts,
    });
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
      this.publications.tell(
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
    this.publications.tell(`wamp.subscription.${what}`, () => [session.id, id], turn, session);
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
