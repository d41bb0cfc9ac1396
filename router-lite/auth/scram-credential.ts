/** From a password to what may be stored of it (spec: "SCRAM", "Data Stored on the Server"). */
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2Async } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { base64, unbase64, utf8 } from './bytes.ts';
import { saslprep } from './saslprep.ts';
import type { ScramPrincipal } from './scram.ts';

export interface ScramCost {
  readonly kdf: ScramPrincipal['kdf'];
  readonly iterations: number;
  /** KiB; argon2 only, and then it must be there. */
  readonly memory?: number;
  /** Base64; default 16 random bytes. */
  readonly salt?: string;
}

/** Throws for a password or a salt that cannot be one. */
export async function scramCredential(
  password: string,
  { kdf, iterations, memory, salt = base64(randomBytes(16)) }: ScramCost,
): Promise<Omit<ScramPrincipal, 'role'>> {
  const normal = saslprep(password);
  if (normal === null) throw new Error('the password holds characters that no password may: choose another');
  const salted = await saltedPassword(normal, { kdf, iterations, memory, salt });
  return {
    kdf,
    iterations,
    ...(memory === undefined ? {} : { memory }),
    salt,
    storedKey: base64(sha256(hmac(sha256, salted, utf8('Client Key')))),
    serverKey: base64(hmac(sha256, salted, utf8('Server Key'))),
  };
}

async function saltedPassword(
  password: string,
  { kdf, iterations, memory, salt }: { [K in keyof ScramCost]: ScramCost[K] } & { salt: string },
): Promise<Uint8Array> {
  const bytes = unbase64(salt);
  if (bytes === null) throw new Error('the salt must be base64');
  if (kdf === 'pbkdf2') return pbkdf2Async(sha256, utf8(password), bytes, { c: iterations, dkLen: 32 });
  if (memory === undefined) throw new Error('argon2 needs its memory, in KiB');
  const hash = await argon2idAsync(utf8(password), bytes, { t: iterations, m: memory, p: 1, dkLen: 32 });
  return kdf === 'argon2id13' ? hash : utf8(base64(hash).replace(/=+$/, ''));
}
