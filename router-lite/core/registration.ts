/** A procedure (or pattern of procedures), the endpoints that serve it and the calls that wait for one of them. */
import { CallQueue } from './call-queue.ts';
import type { Invocation } from './invocation.ts';
import type { Id } from './messages.ts';
import { isFree, type Load, POLICIES, type PolicyName } from './policies.ts';
import type { Session } from './session.ts';
import type { Pattern } from './uris.ts';

/** One session's part in a registration. It outlives its withdrawal while invocations are in hand. */
export class Endpoint implements Load {
  readonly session: Session;
  /** Kept for ERRORs that name the callee after it left. */
  readonly sessionId: Id;
  readonly registration: Registration;
  readonly concurrency: number;
  running = 0;
  /** Takes calls; false once it is withdrawn. */
  active = true;

  constructor(session: Session, registration: Registration, concurrency: number) {
    this.session = session;
    this.sessionId = session.id;
    this.registration = registration;
    this.concurrency = concurrency;
  }
}

export class Registration {
  readonly id: Id;
  readonly pattern: Pattern;
  policy: PolicyName;
  readonly queue = new CallQueue<Invocation>();
  readonly #endpoints: Endpoint[] = [];
  /** How many endpoints have a free slot: whether a call must wait is known without asking each. */
  #free = 0;
  #next = 0;

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

  add(endpoint: Endpoint): void {
    this.#endpoints.push(endpoint);
    if (isFree(endpoint)) this.#free += 1;
  }

  remove(endpoint: Endpoint): void {
    const at = this.#endpoints.indexOf(endpoint);
    endpoint.active = false;
    this.#endpoints.splice(at, 1);
    if (isFree(endpoint)) this.#free -= 1;
    if (at < this.#next) this.#next -= 1;
  }

  /** Takes a slot of the endpoint the policy picks; undefined when none is free. Give it back with release(). */
  take(random: () => number): Endpoint | undefined {
    if (this.#free === 0) return undefined;
    const at = POLICIES[this.policy](this.#endpoints, this.#next, random);
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
}
