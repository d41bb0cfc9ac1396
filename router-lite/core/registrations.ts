/** All registrations of a realm: by id, by pattern, and by the procedure called. */
import { freshId, type GlobalIds } from './ids.ts';
import type { Id, Uri } from './messages.ts';
import { PatternTable } from './pattern-table.ts';
import type { PolicyName } from './policies.ts';
import { Registration } from './registration.ts';
import type { Pattern } from './uris.ts';

export class Registrations {
  readonly #ids: GlobalIds;
  readonly #table = new PatternTable<Registration>();
  readonly #byId = new Map<Id, Registration>();

  constructor(ids: GlobalIds) {
    this.#ids = ids;
  }

  byId(id: Id): Registration | undefined {
    return this.#byId.get(id);
  }

  get(pattern: Pattern): Registration | undefined {
    return this.#table.get(pattern);
  }

  /** The most specific registration that matches and has an endpoint. */
  serving(procedure: Uri): Registration | undefined {
    return this.#table.matching(procedure).find(({ endpoints }) => endpoints.length > 0);
  }

  /** The pattern must be free. */
  create(pattern: Pattern, policy: PolicyName): Registration {
    const registration = new Registration(freshId(this.#ids, this.#byId), pattern, policy);
    this.#byId.set(registration.id, registration);
    this.#table.add(registration);
    return registration;
  }

  /** Removes a registration that nobody serves and nobody waits for. True when it was one. */
  sweep(registration: Registration): boolean {
    if (registration.endpoints.length > 0 || registration.waiting > 0) return false;
    if (!this.#byId.delete(registration.id)) return false;
    this.#table.delete(registration);
    return true;
  }

  clear(): void {
    for (const registration of this.#byId.values()) this.#table.delete(registration);
    this.#byId.clear();
  }

  get size(): number {
    return this.#byId.size;
  }

  [Symbol.iterator](): Iterator<Registration> {
    return this.#byId.values();
  }
}
