/** Challenge and response over a shared secret that never travels (spec: "Challenge Response Authentication"). */
import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2Async } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import type { Authenticator } from '../core/authenticator.ts';
import { base64, equal, unbase64, utf8 } from './bytes.ts';
import { accept, DENIED, type Directory, type Entry, table, withFound } from './directory.ts';

export interface WampcraPrincipal {
  /** Shared with the client; where there is a salt, the derived key in base64 (wampcraKey), not the password. */
  readonly secret: string;
  readonly role: string;
  readonly salt?: string;
  /** Rounds of PBKDF2; default 1,000, the spec's example. Take far more. */
  readonly iterations?: number;
  /** Bytes of the derived key; default 32. */
  readonly keylen?: number;
}

const ROUNDS = 1_000;
const KEY_BYTES = 32;

/** `clock`: the time of day, for the challenge's timestamp. */
export function wampcra(directory: Directory<WampcraPrincipal>, clock = () => new Date()): Authenticator {
  return {
    method: 'wampcra',
    begin: (candidate) =>
      withFound(directory(candidate), (entry) => {
        const challenge = JSON.stringify({
          authid: entry.authid,
          authrole: entry.role,
          authmethod: 'wampcra',
          authprovider: entry.provider,
          nonce: base64(randomBytes(18)),
          timestamp: clock().toISOString(),
          session: candidate.session,
        });
        return {
          kind: 'challenge',
          extra: { challenge, ...salting(entry.principal) },
          verify: ({ signature }) => judged(entry, challenge, signature),
        };
      }),
  };
}

export function wampcraTable(
  principals: Readonly<Record<string, WampcraPrincipal>>,
): Directory<WampcraPrincipal> {
  return table(principals, ({ secret, salt, ...rest }, seed) => ({
    ...rest,
    secret: base64(seed),
    ...(salt === undefined ? {} : { salt: base64(seed).slice(0, -1).repeat(4).slice(0, salt.length) }),
  }));
}

/** The secret to store for a password with a salt: PBKDF2-HMAC-SHA256 in base64, as every client derives it. */
export async function wampcraKey(
  password: string,
  { salt, iterations = ROUNDS, keylen = KEY_BYTES }: { salt: string; iterations?: number; keylen?: number },
): Promise<string> {
  return base64(await pbkdf2Async(sha256, utf8(password), utf8(salt), { c: iterations, dkLen: keylen }));
}

/** HMAC-SHA256 of the challenge; the key is the secret's text itself, also where it is a derived key's base64. */
export function wampcraSignature(secret: string, challenge: string): Uint8Array {
  return hmac(sha256, utf8(secret), utf8(challenge));
}

function salting({ salt, iterations = ROUNDS, keylen = KEY_BYTES }: WampcraPrincipal) {
  return salt === undefined ? {} : { salt, iterations, keylen };
}

function judged(entry: Entry<WampcraPrincipal>, challenge: string, signature: string) {
  const expected = wampcraSignature(entry.principal.secret, challenge);
  const right = equal(expected, unbase64(signature) ?? new Uint8Array());
  return right && entry.known ? accept(entry) : DENIED;
}
