/**
 * Ed25519 keys (spec: "Cryptosign-based Authentication"). The router holds public keys only. Over TLS a client may bind
 * its signature to the connection: then nobody in between can pass the challenge on.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import type { Authenticator, Candidate } from '../core/authenticator.ts';
import { isDict } from '../core/options.ts';
import { equal, hex, unhex, xor } from './bytes.ts';
import { accept, DENIED, type Directory, type Found, withFound } from './directory.ts';

export interface CryptosignPrincipal {
  /** Public keys of 32 bytes, 64 hex digits each. */
  readonly authorizedKeys: readonly string[];
  readonly role: string;
}

const CHALLENGE_BYTES = 32;
const SIGNATURE_BYTES = 64;

export function cryptosign(directory: Directory<CryptosignPrincipal>): Authenticator {
  return {
    method: 'cryptosign',
    begin(candidate) {
      const key = publicKeyOf(candidate);
      if (key === null) return DENIED;
      const { type, channelId } = bindingOf(candidate);
      return withFound(directory(candidate), (entry) => {
        const authorized = entry.principal.authorizedKeys.some((each) => each.toLowerCase() === hex(key));
        const challenge = randomBytes(CHALLENGE_BYTES);
        const message = channelId === null ? challenge : xor(challenge, channelId);
        return {
          kind: 'challenge',
          extra: { challenge: hex(challenge), channel_binding: type },
          verify: ({ signature }) =>
            isSigned(signature, message, key) && authorized && entry.known ? accept(entry) : DENIED,
        };
      });
    },
  };
}

/** Without an authid the key tells who it is (spec: "the router SHOULD automatically choose"). */
export function cryptosignTable(
  principals: Readonly<Record<string, CryptosignPrincipal>>,
): Directory<CryptosignPrincipal> {
  const byName = new Map(Object.entries(principals));
  const owners = new Map(
    Object.entries(principals).flatMap(([authid, { authorizedKeys }]) =>
      authorizedKeys.map((key) => [key.toLowerCase(), authid] as const),
    ),
  );
  return (candidate): Found<CryptosignPrincipal> => {
    const key = publicKeyOf(candidate);
    if (key === null) return DENIED;
    const authid = candidate.authid ?? owners.get(hex(key)) ?? hex(key);
    const principal = byName.get(authid);
    const known = principal !== undefined;
    const nobody = { authorizedKeys: [], role: '' };
    return {
      authid,
      role: principal?.role ?? '',
      known,
      provider: 'static',
      principal: principal ?? nobody,
    };
  };
}

export function publicKeyOf({ details }: Candidate): Uint8Array | null {
  const { pubkey } = isDict(details.authextra) ? details.authextra : {};
  const key = typeof pubkey === 'string' ? unhex(pubkey) : null;
  return key?.length === 32 ? key : null;
}

/**
 * A binding the connection does not have is left out of the challenge, and the client decides (spec). Of `tls-unique`,
 * whose length is TLS's business, the SHA-256 is signed, as Autobahn and Crossbar do.
 */
function bindingOf({ details, connection }: Candidate): {
  type: string | null;
  channelId: Uint8Array | null;
} {
  const { channel_binding: type } = isDict(details.authextra) ? details.authextra : {};
  if (typeof type !== 'string') return { type: null, channelId: null };
  const data = connection.channelBinding?.(type);
  if (data === undefined) return { type: null, channelId: null };
  return { type, channelId: type === 'tls-unique' ? sha256(data) : data };
}

/** `answer`: the signature and the message that was signed, in hex. */
function isSigned(answer: string, message: Uint8Array, key: Uint8Array): boolean {
  const bytes = unhex(answer);
  if (bytes?.length !== SIGNATURE_BYTES + CHALLENGE_BYTES) return false;
  if (!equal(message, bytes.subarray(SIGNATURE_BYTES))) return false;
  try {
    return ed25519.verify(bytes.subarray(0, SIGNATURE_BYTES), message, key, { zip215: false });
  } catch {
    // A key that is no point of the curve.
    return false;
  }
}
