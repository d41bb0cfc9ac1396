/**
 * Claim check: what is too large for a message goes to the blob store of `lehr serve` under its SHA-256, and the message carries
 * the claim. Whoever holds one fetches the bytes and compares: who serves them need not be trusted. The same in Node and in
 * browsers. SHA-256 comes from @noble/hashes where `crypto.subtle` is missing (http://192.168.…).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ERRORS, WampError } from './errors.ts';
import { bytes as bytesGuard, type Guard, hex, integer, Misfit, record, taggedOf, text } from './shape.ts';

/** Names a blob: what a message carries in its place. */
export interface BlobRef {
  /** Of its bytes, 64 lower-case hex digits. */
  readonly sha256: string;
  readonly bytes: number;
  /** Media type. */
  readonly type: string;
}

/** What a message carries of bytes of any length: themselves, or the claim on them. */
export type Claim =
  | { readonly is: 'bytes'; readonly bytes: Uint8Array }
  | ({ readonly is: 'blob' } & { readonly [K in keyof BlobRef]: BlobRef[K] });

export interface BlobsOptions {
  /** Origin of `lehr serve`: `http://127.0.0.1:8080`, or empty on its own pages. */
  readonly site: string;
  /** Where blobs are there; default `/blob`. Another router says it in its configuration: `blobs.path`. */
  readonly path?: string;
  /** Of the submitter or the operator: who only fetches needs none. */
  readonly token?: string;
  /** Milliseconds without a byte until a transfer is given up; default 15,000. */
  readonly silence?: number;
  /** Longest blob that is fetched, in bytes; default 64 MiB. */
  readonly most?: number;
}

export interface PutOptions {
  /** Media type that receivers are told; default `application/octet-stream`. */
  readonly type?: string;
  readonly signal?: AbortSignal;
}

export interface Blobs {
  /**
   * Stores the bytes; resolves once they are durable. Rejects with `lehr.error.blob_refused` (the message says why: no token, too
   * long), `lehr.error.blob_unavailable` where the server cannot be reached, and the reason of `signal` when that aborts.
   */
  put(bytes: Uint8Array, options?: PutOptions): Promise<BlobRef>;
  /**
   * The bytes, compared with their hash. Rejects with `lehr.error.blob_missing`, `lehr.error.blob_unavailable` (no answer, or a longer one than `most`), and `lehr.error.blob_mismatch` where the bytes are others.
   */
  get(blob: string | Pick<BlobRef, 'sha256'>, signal?: AbortSignal): Promise<Uint8Array>;
  /** For a message: the bytes themselves up to `limit` (32 KiB), else a claim on the blob that they become. */
  offer(bytes: Uint8Array, options?: PutOptions & { readonly limit?: number }): Promise<Claim>;
  /** The bytes behind what offer() made: a stranger's claim is checked, and `lehr.error.invalid_input` where it is none. */
  redeem(claim: unknown, signal?: AbortSignal): Promise<Uint8Array>;
}

const SILENCE_MILLIS = 15_000;
const MOST_BYTES = 64 * 1024 * 1024;
const LIMIT_BYTES = 32 * 1024;

const claimGuard: Guard<Claim> = taggedOf<Claim>('a claim: {is: "bytes", bytes} or {is: "blob", sha256, …}', {
  bytes: record<Extract<Claim, { is: 'bytes' }>>({ is: only('bytes'), bytes: bytesGuard(MOST_BYTES) }),
  blob: record<Extract<Claim, { is: 'blob' }>>({
    is: only('blob'),
    sha256: hex(64),
    bytes: integer(0, Number.MAX_SAFE_INTEGER),
    type: text(127),
  }),
});

function claimOf(given: unknown): Claim {
  try {
    return claimGuard(given, 'claim');
  } catch (error) {
    if (error instanceof Misfit) throw new WampError(ERRORS.invalidInput, error.message);
    throw error;
  }
}

function only<const T extends string>(word: T): Guard<T> {
  // taggedOf() has compared it.
  return () => word;
}

export function blobs({
  site,
  path = '/blob',
  token,
  silence = SILENCE_MILLIS,
  most = MOST_BYTES,
}: BlobsOptions): Blobs {
  async function put(bytes: Uint8Array, { type = DEFAULT_TYPE, signal }: PutOptions = {}): Promise<BlobRef> {
    const name = await hashOf(bytes);
    const headers = {
      'Content-Type': type,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    };
    const body = bytes as Uint8Array<ArrayBuffer>;
    // A server that reads slowly shows no sign of it here: it has longer, by the length.
    const patience = silence + bytes.length / SLOWEST_BYTES_PER_MILLI;
    const sent = await transfer(
      { url: `${site}${path}/${name}`, patience, most: 10_000, signal },
      { method: 'PUT', headers, body },
    );
    if (sent.status >= 500) throw unavailable(name, `the server answered ${sent.status}`);
    if (sent.status !== 201 && sent.status !== 200) {
      const why = new TextDecoder().decode(sent.bytes).trim();
      throw new WampError(ERRORS.blobRefused, `blob ${name} was not stored: ${why || sent.status}`);
    }
    return { sha256: name, bytes: bytes.length, type };
  }

  async function get(blob: string | Pick<BlobRef, 'sha256'>, signal?: AbortSignal): Promise<Uint8Array> {
    const name = typeof blob === 'string' ? blob : blob.sha256;
    const { status, bytes } = await transfer({
      url: `${site}${path}/${name}`,
      patience: silence,
      most,
      signal,
    });
    if (status === 404)
      throw new WampError(ERRORS.blobMissing, `there is no blob ${name} at ${site || 'this site'}`);
    if (status !== 200) throw unavailable(name, `the server answered ${status}`);
    if ((await hashOf(bytes)) !== name)
      throw new WampError(ERRORS.blobMismatch, `what came as blob ${name} is something else`);
    return bytes;
  }

  return {
    put,
    get,
    async offer(bytes, { limit = LIMIT_BYTES, ...options } = {}) {
      return bytes.length <= limit ? { is: 'bytes', bytes } : { is: 'blob', ...(await put(bytes, options)) };
    },
    async redeem(given, signal) {
      const claim = claimOf(given);
      return claim.is === 'bytes' ? claim.bytes : get(claim, signal);
    },
  };
}

const DEFAULT_TYPE = 'application/octet-stream';
/** 64 kB/s. */
const SLOWEST_BYTES_PER_MILLI = 64;

function unavailable(name: string, why: string): WampError {
  return new WampError(ERRORS.blobUnavailable, `blob ${name} could not be had: ${why}`);
}

/** The part of SubtleCrypto in use. */
interface Digesting {
  digest(algorithm: string, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}

/** SHA-256 as 64 lower-case hex digits. */
export async function hashOf(bytes: Uint8Array): Promise<string> {
  const { subtle } = (globalThis.crypto ?? {}) as { readonly subtle?: Digesting };
  const digest = subtle && (await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return bytesToHex(digest ? new Uint8Array(digest) : sha256(bytes));
}

interface Transfer {
  readonly url: string;
  /** Milliseconds without a byte. */
  readonly patience: number;
  /** Bytes of an answer. */
  readonly most: number;
  readonly signal: AbortSignal | undefined;
}

/** Ends when the server falls silent, sends more than it may, or the signal aborts. */
async function transfer(
  { url, patience, most, signal }: Transfer,
  init: RequestInit = {},
): Promise<{ readonly status: number; readonly bytes: Uint8Array }> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const giveUp = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', giveUp, { once: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => ending.abort(new Error(`nothing came for ${Math.round(patience)} ms`)),
      patience,
    );
  };
  try {
    heard();
    const response = await fetch(url, { ...init, signal: ending.signal });
    return { status: response.status, bytes: await readAll(response, most, heard) };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new WampError(ERRORS.blobUnavailable, `${url}: ${error instanceof Error ? error.message : error}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    // What is left of the answer is nobody's.
    ending.abort();
  }
}

/** The body of an answer; throws where it has more bytes than `most`. @param heard at each part */
async function readAll(response: Response, most: number, heard: () => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const reader = response.body?.getReader();
  let length = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    heard();
    length += part.value.length;
    if (length > most) throw new Error(`it sends more than ${most} bytes`);
    parts.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
