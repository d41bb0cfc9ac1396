/** The broker routes events: who subscribed to what, and who of them gets a publication. */
import { overLimit, refusePublish, refuseSubscribe } from './authorization.ts';
import type { Turn } from './delivery.ts';
import { errorReply, WampError } from './errors.ts';
import { freshId, type GlobalIds } from './ids.ts';
import type { Dict, Event, Id, Payload, Publish, Subscribe, Unsubscribe, Uri } from './messages.ts';
import { passthru } from './passthru.ts';
import { PatternTable } from './pattern-table.ts';
import { ruleFor } from './roles.ts';
import type { Session, SessionLimits } from './session.ts';
import { matchOption, type Pattern, type UriRule } from './uris.ts';

export interface BrokerOptions {
  readonly ids: GlobalIds;
  readonly uris: UriRule;
  readonly perSession: SessionLimits;
}

/** All subscribers of one (topic, match) share one subscription and so one EVENT object. */
interface Subscription {
  readonly id: Id;
  readonly pattern: Pattern;
  readonly subscribers: Set<Session>;
}

/** Says who may get a publication; absent means everybody. */
type Audience = (session: Session) => boolean;

const NO_DETAILS: Dict = {};

export class Broker {
  readonly #options: BrokerOptions;
  readonly #table = new PatternTable<Subscription>();
  readonly #subscriptions = new Map<Id, Subscription>();
  readonly #bySession = new Map<Session, Set<Subscription>>();

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  /** Subscribing twice to the same gives the same id again (spec: "Subscribing"). */
  subscribe(session: Session, { request, options, topic }: Subscribe, turn: Turn): void {
    const pattern: Pattern = { uri: topic, match: matchOption(options) };
    const mine = this.#bySession.get(session) ?? new Set();
    const limit = this.#options.perSession.subscriptions;
    const refused =
      refuseSubscribe(session, pattern, this.#options.uris) ??
      (mine.size < limit ? undefined : overLimit(limit, 'subscriptions'));
    if (refused !== undefined) {
      turn.out.push({ to: session, message: errorReply('SUBSCRIBE', request, refused) });
      return;
    }
    const subscription = this.#table.get(pattern) ?? this.#create(pattern);
    subscription.subscribers.add(session);
    this.#bySession.set(session, mine.add(subscription));
    turn.out.push({ to: session, message: { type: 'SUBSCRIBED', request, subscription: subscription.id } });
  }

  #create(pattern: Pattern): Subscription {
    const id = freshId(this.#options.ids, this.#subscriptions);
    const subscription: Subscription = { id, pattern, subscribers: new Set() };
    this.#subscriptions.set(id, subscription);
    this.#table.add(subscription);
    return subscription;
  }

  unsubscribe(session: Session, { request, subscription: id }: Unsubscribe, turn: Turn): void {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined || !subscription.subscribers.has(session)) {
      const refused = { error: WampError.noSuchSubscription, text: `this session has no subscription ${id}` };
      turn.out.push({ to: session, message: errorReply('UNSUBSCRIBE', request, refused) });
      return;
    }
    this.#drop(session, subscription);
    const mine = this.#bySession.get(session);
    mine?.delete(subscription);
    if (mine?.size === 0) this.#bySession.delete(session);
    turn.out.push({ to: session, message: { type: 'UNSUBSCRIBED', request } });
  }

  #drop(session: Session, subscription: Subscription): void {
    subscription.subscribers.delete(session);
    if (subscription.subscribers.size > 0) return;
    this.#subscriptions.delete(subscription.id);
    this.#table.delete(subscription);
  }

  /** An unacknowledged publication that is refused vanishes without a word, as the spec has it. */
  publish(session: Session, message: Publish, turn: Turn): void {
    const { request, options, topic, payload } = message;
    const refused = refusePublish(session, message, this.#options.uris);
    if (refused !== undefined) {
      if (options.acknowledge === true) {
        turn.out.push({ to: session, message: errorReply('PUBLISH', request, refused) });
      }
      return;
    }
    const publication = this.#options.ids();
    const disclose = ruleFor(session.open.role, topic)?.disclose?.publisher ?? options.disclose_me === true;
    let details: Dict = passthru(options) ?? NO_DETAILS;
    if (disclose) {
      const { id, authid, authrole } = session.open.identity;
      details = { ...details, publisher: id, publisher_authid: authid, publisher_authrole: authrole };
    }
    this.#emit({ topic, publication, details, payload }, audienceOf(session, options), turn);
    if (options.acknowledge === true) {
      turn.out.push({ to: session, message: { type: 'PUBLISHED', request, publication } });
    }
  }

  /** An event of the router itself. */
  publishMeta(topic: Uri, payload: Payload, turn: Turn): void {
    // Most realms have nobody who watches: no id is drawn for nothing.
    if (this.#subscriptions.size === 0) return;
    this.#emit({ topic, publication: this.#options.ids(), details: NO_DETAILS, payload }, undefined, turn);
  }

  #emit(
    {
      topic,
      publication,
      details,
      payload,
    }: { topic: Uri; publication: Id; details: Dict; payload: Payload },
    audience: Audience | undefined,
    turn: Turn,
  ): void {
    for (const { id, pattern, subscribers } of this.#table.matching(topic)) {
      const message: Event = {
        type: 'EVENT',
        subscription: id,
        publication,
        details: pattern.match === 'exact' ? details : { ...details, topic },
        payload,
      };
      for (const to of subscribers)
        if (audience === undefined || audience(to)) turn.out.push({ to, message });
    }
  }

  leave(session: Session): void {
    for (const subscription of this.#bySession.get(session) ?? []) this.#drop(session, subscription);
    this.#bySession.delete(session);
  }

  get size(): number {
    return this.#subscriptions.size;
  }
}

/**
 * Publisher exclusion and subscriber black- and white-listing: excluded are those any exclude list names; eligible, where
 * there are eligible lists, are only those whom each of them names (spec: "Subscriber Black- and Whitelisting").
 */
function audienceOf(publisher: Session, options: Dict): Audience | undefined {
  const tests: Audience[] = [];
  if (options.exclude_me !== false) tests.push((session) => session !== publisher);
  const keys = [
    ['', (session: Session) => session.id],
    ['_authid', (session: Session) => session.open.identity.authid],
    ['_authrole', (session: Session) => session.open.identity.authrole],
  ] as const;
  for (const [suffix, keyOf] of keys) {
    const exclude = options[`exclude${suffix}`];
    const eligible = options[`eligible${suffix}`];
    if (Array.isArray(exclude)) {
      const listed = new Set<unknown>(exclude);
      tests.push((session) => !listed.has(keyOf(session)));
    }
    if (Array.isArray(eligible)) {
      const listed = new Set<unknown>(eligible);
      tests.push((session) => listed.has(keyOf(session)));
    }
  }
  if (tests.length === 1) return tests[0];
  return tests.length === 0 ? undefined : (session) => tests.every((test) => test(session));
}
