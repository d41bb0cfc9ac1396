/**
 * Those who asked for the past of a subscription and go on with the present: each has a place in its stream, and is either live
 * (it gets each fact as it is stored) or lags (it reads on from its place when it has room for more).
 */
import type { FactStream } from './fact-stream.ts';
import type { Session } from './session.ts';
import type { Subscription } from './subscriptions.ts';

export interface Follower {
  readonly session: Session;
  readonly subscription: Subscription;
  readonly stream: FactStream;
  /** While it lags: the first it has not been told of. */
  next: number;
  isLive: boolean;
}

export class Followers {
  readonly #bySubscription = new Map<Subscription, Map<Session, Follower>>();
  /** Each session's in the order in which their turn comes. */
  readonly #lagging = new Map<Session, Set<Follower>>();
  readonly #onLag: (session: Session) => void;
  #size = 0;

  /** `onLag`: told when a session begins to have something to read. */
  constructor(onLag: (session: Session) => void) {
    this.#onLag = onLag;
  }

  get size(): number {
    return this.#size;
  }

  /** It has something to read. */
  lags(session: Session): boolean {
    return this.#lagging.has(session);
  }

  of(subscription: Subscription): ReadonlyMap<Session, Follower> | undefined {
    return this.#bySubscription.get(subscription);
  }

  /** Whoever follows already begins again at `from`. */
  add(session: Session, subscription: Subscription, stream: FactStream, from: number): void {
    this.remove(session, subscription);
    const mine = this.#bySubscription.get(subscription) ?? new Map<Session, Follower>();
    this.#bySubscription.set(subscription, mine);
    const follower: Follower = { session, subscription, stream, next: from, isLive: true };
    mine.set(session, follower);
    this.#size += 1;
    this.delay(follower, from);
  }

  /** It has no room for this one now. */
  delay(follower: Follower, next: number): void {
    follower.isLive = false;
    follower.next = next;
    const mine = this.#lagging.get(follower.session);
    mine?.add(follower);
    if (mine !== undefined) return;
    this.#lagging.set(follower.session, new Set([follower]));
    this.#onLag(follower.session);
  }

  caughtUp(follower: Follower): void {
    follower.isLive = true;
    const mine = this.#lagging.get(follower.session);
    mine?.delete(follower);
    if (mine?.size === 0) this.#lagging.delete(follower.session);
  }

  /** Whose turn it is of a session's that lag. */
  next(session: Session): Follower | undefined {
    const mine = this.#lagging.get(session);
    if (mine === undefined) return undefined;
    const [first] = mine;
    mine.delete(first!);
    mine.add(first!);
    return first;
  }

  remove(session: Session, subscription: Subscription): void {
    const mine = this.#bySubscription.get(subscription);
    const follower = mine?.get(session);
    if (mine === undefined || follower === undefined) return;
    this.caughtUp(follower);
    mine.delete(session);
    this.#size -= 1;
    if (mine.size === 0) this.#bySubscription.delete(subscription);
  }
}
