/**
 * The cookies of realms that issue their own (auth/cookie-jar.ts): what an HTTP response sets, whom its connection turns out to be,
 * and when that ends.
 */
import { cookieIn } from './auth/cookie.ts';
import { CookieJar, type IssueOptions } from './auth/cookie-jar.ts';
import { Close } from './core/errors.ts';
import type { Message, Uri, Welcome } from './core/messages.ts';
import type { TransportInfo } from './transports/transport.ts';

/** For a Set-Cookie header. */
export interface IssuedCookie {
  readonly name: string;
  readonly value: string;
  readonly maxAgeSeconds: number;
}

interface Issuer {
  readonly name: string;
  readonly jar: CookieJar;
}

/** Who joined so proved nothing that a cookie could stand for, or came by the cookie itself. */
const NO_LOGIN: ReadonlySet<unknown> = new Set(['anonymous', 'cookie', 'trusted']);
/** These ends say nothing about the login. */
const HARMLESS: ReadonlySet<Uri> = new Set([Close.goodbyeAndOut, Close.systemShutdown]);

export class LoginCookies {
  readonly #now: () => number;
  readonly #byRealm = new Map<Uri, Issuer>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The jar of a realm; its cookies are called `name`. */
  open(realm: Uri, name: string, options: IssueOptions): CookieJar {
    const jar = new CookieJar(options, this.#now);
    this.#byRealm.set(realm, { name, jar });
    return jar;
  }

  /** What the response to a request with this Cookie header should set: nothing in place of a cookie that still holds. */
  issue(header: string | undefined): IssuedCookie[] {
    const issued = new Map<string, IssuedCookie>();
    const held = new Set<string>();
    for (const { name, jar } of this.#byRealm.values()) {
      const value = cookieIn(header, name);
      if (value !== null && jar.find(value) !== null) held.add(name);
      if (!issued.has(name)) issued.set(name, { name, value: jar.fresh(), maxAgeSeconds: jar.maxAgeSeconds });
    }
    return [...issued.values()].filter(({ name }) => !held.has(name));
  }

  /** A session was sent its WELCOME, or a GOODBYE that ends more than the connection. */
  told(info: TransportInfo, message: Message): void {
    if (this.#byRealm.size === 0) return;
    if (message.type === 'WELCOME') this.#joined(info, message);
    // Whoever throws a session out wants it to prove anew who it is.
    else if (message.type === 'GOODBYE' && !HARMLESS.has(message.reason)) this.revoke(info);
  }

  #joined({ issued = {} }: TransportInfo, { details }: Welcome): void {
    const { realm, authid, authrole: role, authmethod } = details as Record<string, string>;
    const issuer = this.#byRealm.get(realm!);
    if (issuer === undefined || NO_LOGIN.has(authmethod)) return;
    const value = issued[issuer.name];
    if (value !== undefined) issuer.jar.bind(value, { authid: authid!, role: role! });
  }

  /** Neither the cookie that this connection came with nor the one it was given lets anybody in again. */
  revoke({ cookie, issued = {} }: TransportInfo): void {
    for (const { name, jar } of this.#byRealm.values()) {
      const came = cookieIn(cookie, name);
      if (came !== null) jar.revoke(came);
      const given = issued[name];
      if (given !== undefined) jar.revoke(given);
    }
  }
}
