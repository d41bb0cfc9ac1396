/**
 * Passwords that neither travel nor are stored, with proof of both sides (spec: "Salted Challenge Response
 * Authentication"; RFC 5802, RFC 7677). Two dialects are spoken, each under its own name:
 *
 * | authmethod   | AuthMessage          | KDFs                    | proof in WELCOME.authextra |
 * | `wamp-scram` | as RFC 5802 has it   | `argon2id13`, `pbkdf2`  | `verifier`                 |
 * | `scram`      | `c=` is always empty | `argon2id-13`, `pbkdf2` | `scram_server_signature`   |
 *
 * The second is what Crossbar and Autobahn speak, whose argon2id-13 takes the hash's base64 for the salted password.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, randomBytes } from '@noble/hashes/utils.js';
import type { Authenticator, Candidate, Decision } from '../core/authenticator.ts';
import type { Dict } from '../core/messages.ts';
import { isDict } from '../core/options.ts';
import { base64, equal, unbase64, utf8, xor } from './bytes.ts';
import { accept, DENIED, type Directory, type Entry, table, withFound } from './directory.ts';
import { saslprep } from './saslprep.ts';

/** What is stored of a password; scramCredential() makes it. Bytes are base64. */
export interface ScramPrincipal {
  readonly kdf: 'argon2id13' | 'argon2id-13' | 'pbkdf2';
  readonly salt: string;
  readonly iterations: number;
  /** KiB; argon2 only. */
  readonly memory?: number;
  readonly storedKey: string;
  readonly serverKey: string;
  readonly role: string;
}

type Dialect = 'wamp-scram' | 'scram';

/** One of the candidate's own nonces: short, and nothing that would read as another attribute. */
const LONGEST_NONCE = 256;
const KEY_BYTES = 32;

export function scram(directory: Directory<ScramPrincipal>, dialect: Dialect = 'wamp-scram'): Authenticator {
  return {
    method: dialect,
    begin: (candidate) =>
      withFound(directory(candidate), (entry) => {
        const { nonce: own, binding } = asked(candidate);
        const foreign = (entry.principal.kdf === 'argon2id-13') !== (dialect === 'scram');
        if (own === null || binding === null || (entry.principal.kdf !== 'pbkdf2' && foreign)) return DENIED;
        const { salt, kdf, iterations, memory } = entry.principal;
        const nonce = own + base64(randomBytes(16));
        const sent = { nonce, salt, kdf, iterations, ...(memory === undefined ? {} : { memory }) };
        const verify = ({ signature, extra }: { signature: string; extra: Dict }) => {
          if (dialect === 'wamp-scram' && !answers(extra, nonce, binding)) return DENIED;
          const input = dialect === 'scram' ? '' : base64(concatBytes(utf8(binding.flag), binding.data));
          const message = authMessage(entry.authid, own, sent, input);
          return message === null ? DENIED : judged(entry, message, signature, dialect);
        };
        return { kind: 'challenge', extra: sent, verify };
      }),
  };
}

export function scramTable(principals: Readonly<Record<string, ScramPrincipal>>): Directory<ScramPrincipal> {
  return table(principals, (template, seed) => {
    const length = unbase64(template.salt)?.length ?? 16;
    const salt = base64(seed.slice(0, length));
    return { ...template, salt, storedKey: base64(sha256(seed)), serverKey: base64(seed) };
  });
}

/** RFC 5802 section 3. Null where the name may not be one. */
export function authMessage(
  authid: string,
  clientNonce: string,
  { nonce, salt, iterations }: { nonce: string; salt: string; iterations: number },
  channelBinding: string,
): string | null {
  const name = saslprep(authid);
  if (name === null) return null;
  const escaped = name.replaceAll('=', '=3D').replaceAll(',', '=2C');
  return `n=${escaped},r=${clientNonce},r=${nonce},s=${salt},i=${iterations},c=${channelBinding},r=${nonce}`;
}

interface Binding {
  /** RFC 5802's gs2-header. */
  readonly flag: string;
  readonly type: string | null;
  readonly data: Uint8Array;
}

function asked({ details, connection }: Candidate): { nonce: string | null; binding: Binding | null } {
  const extra = isDict(details.authextra) ? details.authextra : {};
  const { nonce, channel_binding: type } = extra;
  const fit = typeof nonce === 'string' && nonce.length <= LONGEST_NONCE && unbase64(nonce)?.length;
  let binding: Binding | null = null;
  if (type === undefined || type === null) binding = { flag: 'n,,', type: null, data: new Uint8Array() };
  else if (typeof type === 'string') {
    const data = connection.channelBinding?.(type);
    if (data !== undefined) binding = { flag: `p=${type},,`, type, data };
  }
  return { nonce: fit ? (nonce as string) : null, binding };
}

/** The AUTHENTICATE must repeat what was agreed on (spec: "Final Client Authentication Message"). */
function answers(extra: Dict, nonce: string, { type, data }: Binding): boolean {
  if (extra.nonce !== nonce || (extra.channel_binding ?? null) !== type) return false;
  if (type === null) return (extra.cbind_data ?? null) === null;
  return typeof extra.cbind_data === 'string' && equal(data, unbase64(extra.cbind_data) ?? new Uint8Array());
}

function judged(entry: Entry<ScramPrincipal>, text: string, proof: string, dialect: Dialect): Decision {
  const message = utf8(text);
  const storedKey = unbase64(entry.principal.storedKey) ?? new Uint8Array(KEY_BYTES);
  const serverKey = unbase64(entry.principal.serverKey) ?? new Uint8Array(KEY_BYTES);
  const received = unbase64(proof);
  const clientKey = xor(
    hmac(sha256, storedKey, message),
    received?.length === KEY_BYTES ? received : serverKey,
  );
  const right = equal(sha256(clientKey), storedKey) && received?.length === KEY_BYTES;
  const signature = base64(hmac(sha256, serverKey, message));
  if (!right || !entry.known) return DENIED;
  return accept(entry, dialect === 'scram' ? { scram_server_signature: signature } : { verifier: signature });
}
