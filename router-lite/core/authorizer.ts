/**
 * A dynamic authorizer: a WAMP procedure decides what the rules of a role leave open. It is called with
 *
 *   [{session, authid, authrole, authmethod, authprovider, transport}, uri, action, options]
 *
 * where `action` is call, register, publish or subscribe and `options` are the request's (with `match` for patterns), and
 * answers true, false, or {allow: bool, disclose?: bool, cache?: bool}. What it said is remembered for the principal (authid and
 * authrole) unless it says `cache: false`. No answer, a wrong one or none in time refuses with wamp.error.authorization_failed.
 */

import type { Payload, Uri } from './messages.ts';
import { isDict } from './options.ts';
import type { Action } from './roles.ts';
import type { Session } from './session.ts';
import type { Pattern } from './uris.ts';

export interface AuthorizerConfig {
  readonly procedure: Uri;
  /** How long an answer holds; default 60,000 ms. */
  readonly cacheMillis?: number;
  /** How long to wait for one; default 5,000 ms. */
  readonly timeoutMillis?: number;
}

/** May somebody do this? */
export interface Question {
  readonly action: Action;
  readonly pattern: Pattern;
}

export interface Verdict {
  readonly allow: boolean;
  /** Show who calls or publishes; absent leaves it to disclose_me. */
  readonly disclose?: boolean;
  /** The authorizer did not decide. */
  readonly failed?: boolean;
}

interface Remembered {
  readonly verdict: Verdict;
  readonly until: number;
}

/** Answers remembered at once; beyond it the oldest goes. */
const CACHE_LIMIT = 10_000;
const FAILED: Verdict = { allow: false, failed: true };

export class Authorizer {
  readonly procedure: Uri;
  readonly timeoutMillis: number;
  readonly #cacheMillis: number;
  readonly #cache = new Map<string, Remembered>();

  constructor({ procedure, cacheMillis = 60_000, timeoutMillis = 5_000 }: AuthorizerConfig) {
    this.procedure = procedure;
    this.timeoutMillis = timeoutMillis;
    this.#cacheMillis = cacheMillis;
  }

  /** What it said to this question; undefined when it must be asked. */
  verdict(session: Session, question: Question): Verdict | undefined {
    return this.#cache.get(keyOf(session, question))?.verdict;
  }

  /** As verdict(), after forgetting what holds no more. */
  recall(session: Session, question: Question, now: number): Verdict | undefined {
    const key = keyOf(session, question);
    const known = this.#cache.get(key);
    if (known === undefined || known.until > now) return known?.verdict;
    this.#cache.delete(key);
    return undefined;
  }

  /** Takes an answer, null for none; says whether it may be remembered. It is known from here on, until forget() at the latest. */
  learn(session: Session, question: Question, answer: Payload | null, now: number): boolean {
    const { verdict, cache } = read(answer);
    const key = keyOf(session, question);
    this.#cache.delete(key);
    this.#cache.set(key, { verdict, until: now + this.#cacheMillis });
    if (this.#cache.size > CACHE_LIMIT) {
      const [oldest] = this.#cache.keys();
      this.#cache.delete(oldest!);
    }
    return cache;
  }

  forget(session: Session, question: Question): void {
    this.#cache.delete(keyOf(session, question));
  }
}

function keyOf(session: Session, { action, pattern }: Question): string {
  const { authid, authrole } = session.open.identity;
  return JSON.stringify([authrole, authid, action, pattern.match, pattern.uri]);
}

/** A failure is not remembered: the next request asks anew. */
function read(answer: Payload | null): { verdict: Verdict; cache: boolean } {
  const said: unknown = answer?.args?.[0];
  if (typeof said === 'boolean') return { verdict: { allow: said }, cache: true };
  if (!isDict(said) || typeof said.allow !== 'boolean') return { verdict: FAILED, cache: false };
  const { allow, disclose, cache } = said;
  const verdict = typeof disclose === 'boolean' ? { allow, disclose } : { allow };
  return { verdict, cache: cache !== false };
}
