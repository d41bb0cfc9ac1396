/**
 * Requests signed as Crossbar's HTTP bridge has them: `?key&timestamp&seq&nonce&signature`, where the signature is
 * base64url(HMAC-SHA256(secret, key + timestamp + seq + nonce + body)). Each counts once: a signature that was seen is
 * refused until its timestamp is too old anyway.
 *
 * The parts are signed one behind the other with nothing between, so digits could be moved from `nonce` to `seq` under
 * the same signature. That is why signatures are remembered here, not nonces.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface SignedRequestOptions<K> {
  readonly keys: ReadonlyMap<string, K>;
  /** How far a timestamp may be from our clock, in milliseconds. */
  readonly windowMillis: number;
  /** Signatures remembered at once. Beyond: refused, for to forget one would let it in again. */
  readonly remembered: number;
  /** Unix milliseconds; default Date.now. */
  readonly clock?: () => number;
}

export interface BadRequest {
  readonly status: 400 | 401 | 429;
  readonly text: string;
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/;
const DIGITS = /^\d{1,20}$/;
const SIGNATURE = /^[A-Za-z0-9_-]{43}=?$/;

export class SignedRequests<K extends { readonly secret: string }> {
  readonly #options: SignedRequestOptions<K>;
  readonly #clock: () => number;
  /** Signature → when it may be forgotten, the first to be forgotten first. */
  readonly #seen = new Map<string, number>();

  constructor(options: SignedRequestOptions<K>) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
  }

  /** How many signatures are remembered. */
  get size(): number {
    return this.#seen.size;
  }

  /** The key it was signed with; a refusal tells what is missing, and never whether it was the key or the secret. */
  verify(query: URLSearchParams, body: Uint8Array): K | BadRequest {
    const parts = partsOf(query);
    if ('status' in parts) return parts;
    const { key, timestamp, seq, nonce, signature } = parts;
    const now = this.#clock();
    const { keys, windowMillis, remembered } = this.#options;
    if (!(Math.abs(Date.parse(timestamp) - now) <= windowMillis)) {
      const seconds = windowMillis / 1000;
      return { status: 400, text: `timestamp is more than ${seconds} s from this server's clock: sign anew` };
    }
    const known = keys.get(key);
    const hmac = createHmac('sha256', known?.secret ?? 'nobody');
    const expected = hmac
      .update(key + timestamp + seq + nonce)
      .update(body)
      .digest();
    const right = timingSafeEqual(expected, Buffer.from(signature, 'base64url'));
    if (known === undefined || !right) return { status: 401, text: 'the key or the signature is wrong' };
    this.#forget(now);
    const name = expected.toString('base64url');
    if (this.#seen.has(name))
      return { status: 401, text: 'this request was made before: sign each with a new nonce' };
    if (this.#seen.size >= remembered) {
      return { status: 429, text: 'too many requests are remembered: try again later' };
    }
    // Its timestamp may lie a window ahead of us, and is good for another one then.
    this.#seen.set(name, now + 2 * windowMillis);
    return known;
  }

  #forget(now: number): void {
    for (const [name, until] of this.#seen) {
      if (until > now) break;
      this.#seen.delete(name);
    }
  }
}

type Parts = Record<'key' | 'timestamp' | 'seq' | 'nonce' | 'signature', string>;

function partsOf(query: URLSearchParams): Parts | BadRequest {
  const parts: Partial<Parts> = {};
  for (const name of ['key', 'timestamp', 'seq', 'nonce', 'signature'] as const) {
    const values = query.getAll(name);
    if (values.length !== 1)
      return { status: 400, text: `the query must have ${name}, once: requests are signed` };
    parts[name] = values[0]!;
  }
  const { timestamp, seq, nonce, signature } = parts as Parts;
  if (!TIMESTAMP.test(timestamp)) {
    return { status: 400, text: 'timestamp must be UTC such as 2011-10-14T16:59:51.123Z' };
  }
  if (!DIGITS.test(seq) || !DIGITS.test(nonce)) {
    return { status: 400, text: 'seq and nonce must be integers, 0 or more' };
  }
  // 32 bytes: what is no base64url must not reach a comparison that wants equal lengths.
  if (!SIGNATURE.test(signature)) return { status: 400, text: 'signature must be base64url of 32 bytes' };
  return parts as Parts;
}
