/** A procedure (or pattern of procedures), the endpoints that serve it and the calls that wait for one of them. */
import { CallQueue } from './call-queue.ts';
import type { Timed } from './deadlines.ts';
import type { PeerFeatures } from './features.ts';
import type { Invocation } from './invocation.ts';
import type { Dict, Id } from './messages.ts';
import { isFree, type Load, POLICIES, type PolicyName } from './policies.ts';
import type { Session } from './session.ts';
import { Shards } from './shards.ts';
import type { Pattern } from './uris.ts';

/** One session's part in a registration. It outlives its withdrawal while invocations are in hand. */
export class Endpoint implements Load {
  readonly session: Session;
  /** Kept for ERRORs that name the callee after it left. */
  readonly sessionId: Id;
  readonly features: PeerFeatures;
  readonly registration: Registration;
  readonly concurrency: number;
  /** Asked, by REGISTER.Options.disclose_caller, to be shown whose calls it gets. */
  readonly wantsCaller: boolean;
  running = 0;
  shards = 0;
  /** Takes calls; false once it is withdrawn. */
  active = true;
  /** Calls that wait for this endpoint and no other. */
  readonly pinned = new CallQueue<Invocation>();

  constructor(session: Session, registration: Registration, { concurrency, disclose_caller }: Dict) {
    this.session = session;
    this.sessionId = session.id;
    this.features = session.open.features;
    this.registration = registration;
    this.concurrency = typeof concurrency === 'number' ? concurrency : Infinity;
    this.wantsCaller = disclose_caller === true;
  }
}

export class Registration implements Timed {
  deadline: Timed['deadline'];
  readonly id: Id;
  readonly pattern: Pattern;
  policy: PolicyName;
  /** Unix milliseconds of its first endpoint's coming. */
  created = 0;
  /** Calls that wait for whoever is free first. */
  readonly anyone = new CallQueue<Invocation>();
  /** Calls that wait for one of those endpoints that will do. */
  readonly picky = new CallQueue<Invocation>();
  /** Calls that wait, here or for one endpoint; with the parts held of those that are progressive. Kept by the dealer. */
  waiting = 0;
  held = 0;
  /** Of a slot's: told when an endpoint comes, goes, or has room again. */
  changed: (() => void) | undefined;
  readonly #endpoints: Endpoint[] = [];
  readonly #shards = new Shards<Endpoint>();
  /** How many endpoints have a free slot: whether a call must wait is known without asking each. */
  #free = 0;
  #next = 0;
  #order = 0;
  #capacity: number | undefined;

  constructor(id: Id, pattern: Pattern, policy: PolicyName) {
    this.id = id;
    this.pattern = pattern;
    this.policy = policy;
  }

  /** In order of registration. */
  get endpoints(): readonly Endpoint[] {
    return this.#endpoints;
  }

  get hasFreeSlot(): boolean {
    return this.#free > 0;
  }

  /** Calls that all endpoints together take at once. */
  get capacity(): number {
    this.#capacity ??= this.#endpoints.reduce((sum, { concurrency }) => sum + concurrency, 0);
    return this.#capacity;
  }

  nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  add(endpoint: Endpoint): void {
    this.#endpoints.push(endpoint);
    this.#capacity = undefined;
    if (isFree(endpoint)) this.#free += 1;
  }

  remove(endpoint: Endpoint): void {
    const at = this.#endpoints.indexOf(endpoint);
    endpoint.active = false;
    this.#capacity = undefined;
    this.#endpoints.splice(at, 1);
    this.#shards.release(endpoint);
    if (isFree(endpoint)) this.#free -= 1;
    if (at < this.#next) this.#next -= 1;
  }

  /** Takes a slot of the endpoint the policy picks; undefined when none is free. Give it back with release(). */
  take(random: () => number): Endpoint | undefined {
    if (!this.hasFreeSlot) return undefined;
    const at = POLICIES[this.policy](this.#endpoints, this.#next, random);
    return this.#seize(at);
  }

  /** As take(), among those that will do. */
  takeOf(mayRun: (endpoint: Endpoint) => boolean, random: () => number): Endpoint | undefined {
    if (!this.hasFreeSlot) return undefined;
    const among = this.#endpoints.filter(mayRun);
    if (among.length === 0) return undefined;
    const next = this.#endpoints.slice(0, this.#next).filter(mayRun).length % among.length;
    const at = POLICIES[this.policy](among, next, random);
    return at === -1 ? undefined : this.#seize(this.#endpoints.indexOf(among[at]!));
  }

  /** Takes a slot of this endpoint; it must have one free. */
  takeFrom(endpoint: Endpoint): void {
    this.#seize(this.#endpoints.indexOf(endpoint));
  }

  #seize(at: number): Endpoint {
    const endpoint = this.#endpoints[at]!;
    this.#next = (at + 1) % this.#endpoints.length;
    endpoint.running += 1;
    if (!isFree(endpoint)) this.#free -= 1;
    return endpoint;
  }

  release(endpoint: Endpoint): void {
    const wasFull = !isFree(endpoint);
    endpoint.running -= 1;
    // A withdrawn endpoint's slot is of no use to anybody.
    if (wasFull && endpoint.active) this.#free += 1;
  }

  /** The endpoint of a sticky call; there must be one. */
  holderOf(key: string): Endpoint {
    return this.#shards.holderOf(key, this.#endpoints);
  }

  /** Of the calls that wait, the one that came first and that this endpoint may take. */
  nextFor(endpoint: Endpoint): Invocation | undefined {
    let next = this.anyone.first;
    const { first: pinned } = endpoint.pinned;
    if (pinned !== undefined && (next === undefined || pinned.order < next.order)) next = pinned;
    for (const picky of this.picky) {
      if (next !== undefined && picky.order > next.order) break;
      if (picky.mayRunOn(endpoint)) return picky;
    }
    return next;
  }
}
