/**
 * The HTTP cookie of the transport tells who it is (spec: "Cookie-based Authentication"): a web application's own login
 * holds for its WAMP sessions too. Browsers send cookies whoever's page connects, so allow only origins you trust.
 */
import type { Authenticator, Candidate } from '../core/authenticator.ts';
import type { Uri } from '../core/messages.ts';
import type { CookieJar } from './cookie-jar.ts';
import { accept, DENIED, type Directory, withFound } from './directory.ts';

/** Who the holder of a cookie is; null where it is no valid one. */
export type CookieHolder = { readonly authid: string; readonly role: string } | null;
export type FindCookie = (value: string, realm: Uri) => CookieHolder | Promise<CookieHolder>;

const LONGEST = 4096;

/** `directory` is asked only about candidates that have the cookie. Who has none is offered the method it named next. */
export function cookie(name: string, directory: Directory<unknown>): Authenticator {
  return {
    method: 'cookie',
    suits: (candidate) => cookieOf(candidate, name) !== null,
    begin: (candidate) =>
      cookieOf(candidate, name) === null
        ? DENIED
        : withFound(directory(candidate), (entry) => (entry.known ? accept(entry) : DENIED)),
  };
}

export function cookieDirectory(name: string, find: FindCookie): Directory<unknown> {
  return (candidate) => {
    const value = cookieOf(candidate, name);
    if (value === null) return DENIED;
    const found = (holder: CookieHolder) =>
      holder === null ? DENIED : { ...holder, known: true, provider: 'static' as const, principal: null };
    const holder = find(value, candidate.realm);
    return holder instanceof Promise ? holder.then(found) : found(holder);
  };
}

/** By a cookie of the router's own making; who has none that holds is offered the method it named next. */
export function issuedCookie(name: string, jar: CookieJar): Authenticator {
  const find = (value: string) => jar.find(value);
  return {
    ...cookie(name, cookieDirectory(name, find)),
    suits: ({ connection }) => {
      const value = cookieIn(connection.cookie, name);
      return value !== null && find(value) !== null;
    },
  };
}

export function cookieOf({ connection }: Candidate, name: string): string | null {
  return cookieIn(connection.cookie, name);
}

/** RFC 6265 section 5.4: `name=value` pairs, parted by `; `. Of two of one name the first counts, as it is the nearer. */
export function cookieIn(header: string | undefined, name: string): string | null {
  if (header === undefined || header.length > LONGEST) return null;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at >= 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}
