/** Who said hello: services by name, their instances by session. Bounded, and who is gone long enough is forgotten. */
import { ERRORS, WampError } from '../errors.ts';
import type { HealthState, ServiceDeclaration } from './bulletin.ts';
import { MOST } from './guard.ts';

/** Sessions of one service. */
const MOST_INSTANCES = 64;

export interface Enrolled {
  /** As the instance that came last said. */
  declared: ServiceDeclaration;
  readonly instances: Set<number>;
  /** When somebody said hello last; what it promised may stand a moment later. */
  helloAt: number;
  /** When the last instance went; null while there is one. */
  goneAt: number | null;
  /** The verdict that stands, and since when; null: there was none yet. */
  verdict: { readonly state: HealthState; readonly since: number } | null;
}

export class Roll {
  readonly #services = new Map<string, Enrolled>();

  /** Throws a WampError where there is no room. Saying hello again is no fault. */
  enter(session: number, declared: ServiceDeclaration, now: number): void {
    const known = this.#services.get(declared.name);
    if (known === undefined && this.#services.size >= MOST.services)
      throw new WampError(ERRORS.unavailable, `there are ${MOST.services} services: no more are watched`);
    if (known && known.instances.size >= MOST_INSTANCES && !known.instances.has(session))
      throw new WampError(ERRORS.unavailable, `${declared.name} has ${MOST_INSTANCES} instances already`);
    const service = known ?? { declared, instances: new Set(), helloAt: now, goneAt: null, verdict: null };
    service.declared = declared;
    service.instances.add(session);
    service.helloAt = now;
    service.goneAt = null;
    this.#services.set(declared.name, service);
  }

  /** It goes on purpose: nothing is expected of this instance any more. */
  leave(session: number, name: string): void {
    const service = this.#services.get(name);
    if (!service?.instances.delete(session)) return;
    if (service.instances.size === 0) this.#services.delete(name);
  }

  /** The session ended without a word. */
  lose(session: number, now: number): void {
    for (const service of this.#services.values()) {
      if (service.instances.delete(session) && service.instances.size === 0) service.goneAt = now;
    }
  }

  knows(session: number): boolean {
    for (const { instances } of this.#services.values()) if (instances.has(session)) return true;
    return false;
  }

  /** Drops the services whose last instance went so long ago. */
  forget(millis: number, now: number): void {
    for (const [name, { goneAt }] of this.#services) {
      if (goneAt !== null && now - goneAt >= millis) this.#services.delete(name);
    }
  }

  get(name: string): Enrolled | undefined {
    return this.#services.get(name);
  }

  [Symbol.iterator](): Iterator<Enrolled> {
    return this.#services.values();
  }
}
