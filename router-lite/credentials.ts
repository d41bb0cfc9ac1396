/** The part of a realm's options that says who may join, checked and made into authenticators. */
import { anonymous } from './auth/anonymous.ts';
import { BackOff } from './auth/back-off.ts';
import { cookie, cookieDirectory, type FindCookie, issuedCookie } from './auth/cookie.ts';
import { CookieJar, type IssueOptions } from './auth/cookie-jar.ts';
import { type CryptosignPrincipal, cryptosign, cryptosignTable } from './auth/cryptosign.ts';
import {
  type Ask,
  dynamicDirectory,
  dynamicTicket,
  readCryptosign,
  readNothing,
  readScram,
  readWampcra,
} from './auth/dynamic.ts';
import { type ScramPrincipal, scram, scramTable } from './auth/scram.ts';
import { type Ticket, ticket } from './auth/ticket.ts';
import { type WampcraPrincipal, wampcra, wampcraTable } from './auth/wampcra.ts';
import { dictionary, OptionsError, oneOf, onlyKeys, positive, roleName } from './checks.ts';
import type { Authenticator } from './core/authenticator.ts';
import type { Uri } from './core/messages.ts';

/** Methods whose principals a WAMP procedure of the realm may know. */
export type DynamicMethod = 'ticket' | 'wampcra' | 'scram' | 'cryptosign' | 'cookie';

export interface Credentials {
  /** Role of those who give no credentials. Absent: they are refused. */
  readonly anonymous?: string;
  /** authid → shared secret and role. */
  readonly tickets?: Readonly<Record<string, Ticket>>;
  /** authid → secret that never travels, and role. */
  readonly wampcra?: Readonly<Record<string, WampcraPrincipal>>;
  /** authid → what is stored of a password, and role. */
  readonly scram?: Readonly<Record<string, ScramPrincipal>>;
  /** authid → Ed25519 public keys, and role. */
  readonly cryptosign?: Readonly<Record<string, CryptosignPrincipal>>;
  /** The name of the HTTP cookie, and who its holder is. */
  readonly cookie?: CookieOptions;
  /** Method → the procedure of this realm that knows its principals (auth/dynamic.ts has its signature). */
  readonly authenticators?: Readonly<Partial<Record<DynamicMethod, Uri>>>;
}

/** Who the holder is, is said by one of: `find`; `authenticators.cookie`; the router itself, with `issue`. */
export interface CookieOptions {
  readonly name: string;
  readonly find?: FindCookie;
  /** The router sets the cookie, and whoever joined by another method comes back by it; {} for the defaults. */
  readonly issue?: IssueOptions;
}

export interface CredentialTools {
  readonly ask: Ask;
  readonly backOff: BackOff;
  /** Makes the jar of a realm that issues cookies of this name. */
  readonly jar: (realm: Uri, name: string, options: IssueOptions) => CookieJar;
}

/** For those who only check options: nobody is ever asked. */
export const CHECK_ONLY: CredentialTools = {
  ask: () => Promise.resolve(null),
  backOff: new BackOff({ now: () => 0 }),
  jar: (_realm, _name, options) => new CookieJar(options, () => 0),
};

export const CREDENTIAL_KEYS = [
  'anonymous',
  'tickets',
  'wampcra',
  'scram',
  'cryptosign',
  'cookie',
  'authenticators',
] as const satisfies readonly (keyof Credentials)[];

const DYNAMIC = ['ticket', 'wampcra', 'scram', 'cryptosign', 'cookie'] as const;
const KDFS = ['argon2id13', 'argon2id-13', 'pbkdf2'];
const KEY = /^[0-9a-fA-F]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

type Roles = Readonly<Record<string, unknown>>;

/** The realm whose credentials they are. */
export interface Place {
  readonly realm: Uri;
  readonly roles: Roles;
  /** Of its options, for messages. */
  readonly path: string;
}

/** Throws an OptionsError. Methods are offered in the order of CREDENTIAL_KEYS; the client's own order decides. */
export function authenticatorsOf(
  credentials: Credentials,
  { realm, roles, path }: Place,
  { ask, backOff, jar }: CredentialTools,
): Authenticator[] {
  check(credentials, roles, path);
  const { anonymous: guest, tickets, wampcra: secrets, scram: hashes, cryptosign: keys } = credentials;
  const { authenticators = {}, cookie: biscuit } = credentials;
  const by = (method: DynamicMethod, procedure: Uri) => ({ method, procedure, ask });
  const made: Authenticator[] = [];
  const add = (...more: Authenticator[]) => made.push(...more.map((each) => backOff.guard(each)));
  if (tickets !== undefined) add(ticket(tickets));
  if (secrets !== undefined) add(wampcra(wampcraTable(secrets)));
  if (hashes !== undefined) add(...bothScrams(scramTable(hashes)));
  if (keys !== undefined) add(cryptosign(cryptosignTable(keys)));
  if (biscuit?.find !== undefined) add(cookie(biscuit.name, cookieDirectory(biscuit.name, biscuit.find)));
  if (biscuit?.issue !== undefined) add(issuedCookie(biscuit.name, jar(realm, biscuit.name, biscuit.issue)));
  for (const [method, procedure] of Object.entries(authenticators) as [DynamicMethod, Uri][]) {
    const dynamic = by(method, procedure);
    if (method === 'ticket') add(dynamicTicket(dynamic));
    if (method === 'wampcra') add(wampcra(dynamicDirectory(dynamic, readWampcra)));
    if (method === 'scram') add(...bothScrams(dynamicDirectory(dynamic, readScram)));
    if (method === 'cryptosign') add(cryptosign(dynamicDirectory(dynamic, readCryptosign)));
    if (method === 'cookie')
      add(cookie(biscuit!.name, dynamicDirectory(dynamic, readNothing, biscuit!.name)));
  }
  return guest === undefined ? made : [anonymous(guest), ...made];
}

function bothScrams(directory: ReturnType<typeof scramTable>): Authenticator[] {
  return [scram(directory), scram(directory, 'scram')];
}

function check(credentials: Credentials, roles: Roles, path: string): void {
  const { anonymous: guest, tickets, wampcra: secrets, scram: hashes, cryptosign: keys } = credentials;
  if (guest !== undefined) roleName(guest, roles, `${path}.anonymous`);
  const each = (
    table: unknown,
    name: string,
    known: readonly string[],
    one: (entry: Record<string, unknown>, at: string) => void,
  ) => {
    if (table === undefined) return;
    for (const [authid, entry] of Object.entries(dictionary(table, `${path}.${name}`))) {
      const at = `${path}.${name}.${authid}`;
      const principal = onlyKeys(dictionary(entry, at), [...known, 'role'], at);
      one(principal, at);
      roleName(principal.role, roles, `${at}.role`);
    }
  };
  each(tickets, 'tickets', ['ticket'], (entry, at) => secret(entry.ticket, `${at}.ticket`));
  each(secrets, 'wampcra', ['secret', 'salt', 'iterations', 'keylen'], (entry, at) => {
    secret(entry.secret, `${at}.secret`);
    if (entry.salt !== undefined) secret(entry.salt, `${at}.salt`);
    for (const name of ['iterations', 'keylen']) {
      if (entry[name] !== undefined) positive(entry[name], `${at}.${name}`);
    }
  });
  each(hashes, 'scram', ['kdf', 'salt', 'iterations', 'memory', 'storedKey', 'serverKey'], checkScram);
  each(keys, 'cryptosign', ['authorizedKeys'], checkKeys);
  checkDynamic(credentials, path);
}

function checkScram(entry: Record<string, unknown>, at: string): void {
  oneOf(entry.kdf, KDFS, `${at}.kdf`);
  for (const name of ['salt', 'storedKey', 'serverKey']) {
    const value = entry[name];
    if (typeof value === 'string' && BASE64.test(value)) continue;
    throw new OptionsError(`${at}.${name}`, 'must be base64, as scramCredential() makes it');
  }
  positive(entry.iterations, `${at}.iterations`);
  if (entry.kdf !== 'pbkdf2') positive(entry.memory, `${at}.memory`);
}

function checkKeys({ authorizedKeys }: Record<string, unknown>, at: string): void {
  const fit = Array.isArray(authorizedKeys) && authorizedKeys.length > 0;
  if (fit && authorizedKeys.every((key) => typeof key === 'string' && KEY.test(key))) return;
  throw new OptionsError(
    `${at}.authorizedKeys`,
    'must be a list of Ed25519 public keys, 64 hex digits each, and not empty',
  );
}

function checkDynamic(credentials: Credentials, path: string): void {
  const { authenticators, cookie: biscuit } = credentials;
  if (biscuit !== undefined) {
    checkCookie(biscuit, authenticators?.cookie, `${path}.cookie`);
  }
  if (authenticators === undefined) return;
  const at = `${path}.authenticators`;
  const tables = { ticket: 'tickets', wampcra: 'wampcra', scram: 'scram', cryptosign: 'cryptosign' } as const;
  for (const [method, uri] of Object.entries(onlyKeys(dictionary(authenticators, at), DYNAMIC, at))) {
    if (typeof uri !== 'string' || uri === '' || uri.startsWith('wamp.')) {
      throw new OptionsError(`${at}.${method}`, 'must be the URI of a procedure of this realm');
    }
    const table = tables[method as keyof typeof tables];
    if (table !== undefined && credentials[table] !== undefined) {
      throw new OptionsError(
        `${at}.${method}`,
        `and ${path}.${table} both know principals: keep one of them`,
      );
    }
    if (method === 'cookie' && biscuit === undefined) {
      throw new OptionsError(`${at}.cookie`, `needs ${path}.cookie.name, to know which cookie to pass on`);
    }
  }
}

function checkCookie(cookie: unknown, dynamic: Uri | undefined, path: string): void {
  const { name, find, issue } = onlyKeys(dictionary(cookie, path), ['name', 'find', 'issue'], path);
  // RFC 6265, section 4.1.1: a token.
  if (typeof name !== 'string' || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw new OptionsError(`${path}.name`, 'must be the name of a cookie');
  }
  if ([find, dynamic, issue].filter((each) => each !== undefined).length !== 1) {
    throw new OptionsError(path, 'needs one of find, issue and authenticators.cookie, to say whose it is');
  }
  if (issue === undefined) return;
  const at = `${path}.issue`;
  for (const [key, value] of Object.entries(
    onlyKeys(dictionary(issue, at), ['maxAgeSeconds', 'remembered'], at),
  )) {
    if (value !== undefined) positive(value, `${at}.${key}`);
  }
}

function secret(value: unknown, path: string): void {
  if (typeof value === 'string' && value !== '') return;
  throw new OptionsError(path, 'must be a secret of at least one character');
}
