/**
 * A dynamic authorizer: a WAMP procedure decides what the rules of a role leave open. It is called with
 *
 *   [{session, authid, authrole, authmethod, authprovider, transport}, uri, action, options]
 *
 * where `action` is call, register, publish or subscribe and `options` are the request's (with `match` for patterns), and
 * answers true, false, or {allow: bool, disclose?: bool, cache?: bool}. A request may raise several questions (questions.ts). What it said is remembered for the principal (authid and
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

/** What it answered to a question. */
export interface Said {
  readonly question: Question;
  readonly verdict: Verdict;
  /** It may be remembered. */
  readonly cache: boolean;
  readonly at: number;
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

  /** It is known from here on. Returns what forgets what may not be remembered: to be called when the request is over, whatever came of it. */
  learn(session: Session, { question, verdict, cache, at }: Said): () => void {
    const key = keyOf(session, question);
    const remembered = { verdict, until: at + this.#cacheMillis };
    this.#cache.delete(key);
    this.#cache.set(key, remembered);
    if (this.#cache.size > CACHE_LIMIT) {
      const [oldest] = this.#cache.keys();
      this.#cache.delete(oldest!);
    }
    return () => {
      if (!cache && this.#cache.get(key) === remembered) this.#cache.delete(key);
    };
  }
}

function keyOf(session: Session, { action, pattern }: Question): string {
  const { authid, authrole } = session.open.identity;
  return JSON.stringify([authrole, authid, action, pattern.match, pattern.uri]);
}

/** `answer`: null for none. A failure is not remembered: the next request asks anew. */
export function read(question: Question, answer: Payload | null, at: number): Said {
  const said: unknown = answer?.args?.[0];
  if (typeof said === 'boolean') return { question, verdict: { allow: said }, cache: true, at };
  if (!isDict(said) || typeof said.allow !== 'boolean')
    return { question, verdict: FAILED, cache: false, at };
  const { allow, disclose, cache } = said;
  const verdict = typeof disclose === 'boolean' ? { allow, disclose } : { allow };
  return { question, verdict, cache: cache !== false, at };
}

export function isSameQuestion(a: Question, b: Question): boolean {
  return a.action === b.action && a.pattern.uri === b.pattern.uri && a.pattern.match === b.pattern.match;
}
