/** Progressive calls that ended before their last part came: what still comes of them is nobody's, and no new call. */
import type { Call, Id } from './messages.ts';
import type { Session } from './session.ts';

export class LateParts {
  readonly #limit: number;
  readonly #bySession = new Map<Session, Set<Id>>();

  /** `limit` of calls per session; beyond it the oldest is forgotten. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The call has its answer; if this part was not the last, more of it is to come. */
  expect(session: Session, { request, options }: Call): void {
    if (options.progress !== true) return;
    const calls = this.#bySession.get(session) ?? new Set();
    this.#bySession.set(session, calls.add(request));
    if (calls.size <= this.#limit) return;
    const [oldest] = calls;
    calls.delete(oldest!);
  }

  has(session: Session, request: Id): boolean {
    return this.#bySession.get(session)?.has(request) === true;
  }

  /** True for a part of such a call, of which nothing more comes if it is the last. */
  take(session: Session, { request, options }: Call): boolean {
    const calls = this.#bySession.get(session);
    if (calls?.has(request) !== true) return false;
    if (options.progress !== true) calls.delete(request);
    if (calls.size === 0) this.#bySession.delete(session);
    return true;
  }

  /** Sessions it keeps something of. */
  get size(): number {
    return this.#bySession.size;
  }

  leave(session: Session): void {
    this.#bySession.delete(session);
  }

  clear(): void {
    this.#bySession.clear();
  }
}
