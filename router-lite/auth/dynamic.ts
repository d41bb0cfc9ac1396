/**
 * Dynamic authenticators: a WAMP procedure of the realm knows the candidates. It is called with
 *
 *     [realm, authid | null, { session, authmethod, authextra, transport, ticket?, cookie? }]
 *
 * and answers with a role's name, or with { role, authid?, … } and what the method compares: `secret salt iterations
 * keylen` for wampcra, `kdf salt iterations memory stored_key server_key` for scram, `authorized_keys` for cryptosign.
 * An ERROR of its own is told to the candidate. No answer, a late or an unfit one denies.
 */
import type { Authenticator, Candidate, Deny } from '../core/authenticator.ts';
import type { Dict, Uri } from '../core/messages.ts';
import { isDict } from '../core/options.ts';
import { cookieOf } from './cookie.ts';
import { type CryptosignPrincipal, publicKeyOf } from './cryptosign.ts';
import { accept, type Directory, type Entry, FAILED, type Found } from './directory.ts';
import type { ScramPrincipal } from './scram.ts';
import type { WampcraPrincipal } from './wampcra.ts';

/** The first result of the procedure; `error` where it refused; null where there was no answer to rely on. */
export type Ask = (realm: Uri, procedure: Uri, args: readonly unknown[]) => Promise<Answer | null>;
export type Answer = { readonly value: unknown } | { readonly error: Uri; readonly text: string };

export interface Dynamic {
  readonly method: string;
  readonly procedure: Uri;
  readonly ask: Ask;
}

/** What a method compares, of what a procedure answered; null where it is unfit. */
export type Read<P> = (answer: Dict, role: string) => P | null;

export function dynamicDirectory<P>(dynamic: Dynamic, read: Read<P>, cookieName?: string): Directory<P> {
  return async (candidate) => {
    const cookie = cookieName === undefined ? null : cookieOf(candidate, cookieName);
    return found(await told(dynamic, candidate, cookie === null ? {} : { cookie }), candidate, read);
  };
}

/** A ticket is looked up together with its name: the procedure decides about both. */
export function dynamicTicket(dynamic: Dynamic): Authenticator {
  return {
    method: 'ticket',
    begin: (candidate) => ({
      kind: 'challenge',
      extra: {},
      verify: async ({ signature }) => {
        const outcome = found(await told(dynamic, candidate, { ticket: signature }), candidate, () => ({}));
        return 'kind' in outcome ? outcome : accept(outcome);
      },
    }),
  };
}

export const readNothing: Read<unknown> = () => ({});

export const readWampcra: Read<WampcraPrincipal> = ({ secret, salt, iterations, keylen }, role) => {
  if (typeof secret !== 'string' || secret === '') return null;
  if (salt === undefined || salt === null) return { secret, role };
  if (typeof salt !== 'string' || !isCount(iterations) || !isCount(keylen)) return null;
  return { secret, role, salt, iterations, keylen };
};

export const readScram: Read<ScramPrincipal> = (answer, role) => {
  const { kdf, salt, iterations, memory, stored_key: storedKey, server_key: serverKey } = answer;
  if (kdf !== 'argon2id13' && kdf !== 'argon2id-13' && kdf !== 'pbkdf2') return null;
  if (typeof salt !== 'string' || typeof storedKey !== 'string' || typeof serverKey !== 'string') return null;
  if (!isCount(iterations)) return null;
  const principal = { kdf, salt, iterations, storedKey, serverKey, role } as const;
  if (kdf === 'pbkdf2') return principal;
  return isCount(memory) ? { ...principal, memory } : null;
};

export const readCryptosign: Read<CryptosignPrincipal> = ({ authorized_keys: keys }, role) => {
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) return null;
  return { authorizedKeys: keys, role };
};

async function told({ method, procedure, ask }: Dynamic, candidate: Candidate, more: Dict) {
  const { realm, authid, session, details, connection } = candidate;
  const { kind: type, peer, serializer: protocol } = connection;
  const about = {
    session,
    authmethod: method,
    authextra: isDict(details.authextra) ? details.authextra : {},
    transport: { type, peer, protocol },
    ...more,
  };
  return ask(realm, procedure, [realm, authid ?? null, about]);
}

function found<P>(answer: Answer | null, candidate: Candidate, read: Read<P>): Found<P> {
  if (answer === null) return FAILED;
  if ('error' in answer) return { kind: 'deny', reason: answer.error, message: answer.text } satisfies Deny;
  const dict = typeof answer.value === 'string' ? { role: answer.value } : answer.value;
  if (!isDict(dict) || typeof dict.role !== 'string') return FAILED;
  const principal = read(dict, dict.role);
  const authid = typeof dict.authid === 'string' ? dict.authid : nameOf(candidate);
  if (principal === null || authid === null) return FAILED;
  return { authid, role: dict.role, known: true, provider: 'dynamic', principal } satisfies Entry<P>;
}

/** Where neither the procedure nor the candidate names it, its key does; without one nobody does. */
function nameOf(candidate: Candidate): string | null {
  if (candidate.authid !== undefined) return candidate.authid;
  const key = publicKeyOf(candidate);
  return key === null ? null : Array.from(key, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}
