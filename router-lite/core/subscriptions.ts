/** All subscriptions of a realm: by id, by pattern, by the topic published and by session. */
import { freshId, type GlobalIds } from './ids.ts';
import type { Id, Uri } from './messages.ts';
import { PatternTable } from './pattern-table.ts';
import type { Session } from './session.ts';
import type { Pattern } from './uris.ts';

/** All subscribers of one (topic, match) share one subscription and so one EVENT object. */
export interface Subscription {
  readonly id: Id;
  readonly pattern: Pattern;
  readonly subscribers: Set<Session>;
  /** Unix milliseconds of its first subscriber's coming; null while a lasting one has had none. */
  created: number | null;
  /** Stays without subscribers too: its events are remembered, so clients must find its id. */
  readonly lasting: boolean;
}

export class Subscriptions {
  readonly #ids: GlobalIds;
  readonly #table = new PatternTable<Subscription>();
  readonly #byId = new Map<Id, Subscription>();
  readonly #bySession = new Map<Session, Set<Subscription>>();

  constructor(ids: GlobalIds, lasting: readonly Pattern[]) {
    this.#ids = ids;
    for (const pattern of lasting) if (this.#table.get(pattern) === undefined) this.#create(pattern, true);
  }

  get(pattern: Pattern): Subscription | undefined {
    return this.#table.get(pattern);
  }

  byId(id: Id): Subscription | undefined {
    return this.#byId.get(id);
  }

  matching(topic: Uri): Subscription[] {
    return this.#table.matching(topic);
  }

  countOf(session: Session): number {
    return this.#bySession.get(session)?.size ?? 0;
  }

  of(session: Session): readonly Subscription[] {
    return [...(this.#bySession.get(session) ?? [])];
  }

  add(session: Session, pattern: Pattern): Subscription {
    const subscription = this.#table.get(pattern) ?? this.#create(pattern, false);
    subscription.subscribers.add(session);
    const mine = this.#bySession.get(session) ?? new Set();
    this.#bySession.set(session, mine.add(subscription));
    return subscription;
  }

  remove(session: Session, subscription: Subscription): void {
    subscription.subscribers.delete(session);
    const mine = this.#bySession.get(session);
    mine?.delete(subscription);
    if (mine?.size === 0) this.#bySession.delete(session);
    if (subscription.subscribers.size > 0 || subscription.lasting) return;
    this.#byId.delete(subscription.id);
    this.#table.delete(subscription);
  }

  #create(pattern: Pattern, lasting: boolean): Subscription {
    const id = freshId(this.#ids, this.#byId);
    const subscription: Subscription = { id, pattern, subscribers: new Set(), created: null, lasting };
    this.#byId.set(id, subscription);
    this.#table.add(subscription);
    return subscription;
  }

  [Symbol.iterator](): Iterator<Subscription> {
    return this.#byId.values();
  }
}
