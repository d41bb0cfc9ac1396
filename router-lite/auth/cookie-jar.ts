/**
 * Cookies of the router's own (spec: "Cookie-based Authentication"): who joined by another method may come back by the cookie that
 * the HTTP response to that very connection set. In memory, bounded, for a time.
 *
 * A value is bound to a name only on the connection it was made for: one that came with a request is never bound, or whoever planted
 * it in a visitor's browser would be logged in with the visitor. What is kept is the SHA-256 of each value.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { hex, utf8 } from './bytes.ts';

export interface IssueOptions {
  /** How long a cookie lets its holder in, in seconds from the login on; default 7 days. */
  readonly maxAgeSeconds?: number;
  /** Cookies remembered at once; default 10,000. Beyond, the oldest login is forgotten. */
  readonly remembered?: number;
}

interface Holder {
  readonly authid: string;
  readonly role: string;
}

const WEEK = 7 * 24 * 3600;
const VALUE_BYTES = 32;

export class CookieJar {
  readonly maxAgeSeconds: number;
  readonly #remembered: number;
  readonly #now: () => number;
  /** By hash, the oldest login first. */
  readonly #holders = new Map<string, Holder & { readonly until: number }>();

  /** `now`: milliseconds of any clock that does not run backwards. */
  constructor({ maxAgeSeconds = WEEK, remembered = 10_000 }: IssueOptions, now: () => number) {
    this.maxAgeSeconds = maxAgeSeconds;
    this.#remembered = remembered;
    this.#now = now;
  }

  get size(): number {
    return this.#holders.size;
  }

  /** A value that nobody holds yet. */
  fresh(): string {
    return hex(randomBytes(VALUE_BYTES));
  }

  bind(value: string, { authid, role }: Holder): void {
    const key = keyOf(value);
    this.#holders.delete(key);
    this.#holders.set(key, { authid, role, until: this.#now() + this.maxAgeSeconds * 1000 });
    if (this.#holders.size <= this.#remembered) return;
    const [oldest] = this.#holders.keys();
    this.#holders.delete(oldest!);
  }

  find(value: string): Holder | null {
    const key = keyOf(value);
    const holder = this.#holders.get(key);
    if (holder === undefined) return null;
    if (holder.until > this.#now()) return holder;
    this.#holders.delete(key);
    return null;
  }

  revoke(value: string): void {
    this.#holders.delete(keyOf(value));
  }
}

function keyOf(value: string): string {
  return hex(sha256(utf8(value)));
}
