/**
 * Blobs by hash, fetched once and checked: whoever serves them need not be trusted. SHA-256 comes from @noble/hashes, since
 * `crypto.subtle` is missing where people join by a network address (http://192.168.…).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ERRORS, WampError } from '../peer/errors.ts';

export type FetchBlob = (hash: string) => Promise<Uint8Array>;

const MOST_BLOBS = 16;
const SILENCE_MILLIS = 15_000;
const MOST_BYTES = 64 * 1024 * 1024;

export class BlobStore {
  readonly #fetch: FetchBlob;
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #pending = new Map<string, Promise<Uint8Array>>();
  #bytes = 0;

  constructor(fetch: FetchBlob) {
    this.#fetch = fetch;
  }

  /** Rejects with `lehr.error.problem_unavailable`; a later call tries again. Do not change the bytes. */
  get(hash: string): Promise<Uint8Array> {
    const known = this.#blobs.get(hash);
    if (known) {
      this.#blobs.delete(hash);
      this.#blobs.set(hash, known);
      return Promise.resolve(known);
    }
    let pending = this.#pending.get(hash);
    if (!pending) {
      pending = this.#load(hash).finally(() => this.#pending.delete(hash));
      this.#pending.set(hash, pending);
    }
    return pending;
  }

  async #load(hash: string): Promise<Uint8Array> {
    const bytes = await this.#fetch(hash).catch((error: unknown) => {
      throw new WampError(
        ERRORS.problemUnavailable,
        `blob ${hash} could not be fetched: ${error instanceof Error ? error.message : error}`,
      );
    });
    if (bytesToHex(sha256(bytes)) !== hash) {
      throw new WampError(
        ERRORS.problemUnavailable,
        `blob ${hash} came with other content than its hash says`,
      );
    }
    this.#keep(hash, bytes);
    return bytes;
  }

  #keep(hash: string, bytes: Uint8Array): void {
    this.#blobs.set(hash, bytes);
    this.#bytes += bytes.length;
    for (const [old, { length }] of this.#blobs) {
      if (this.#blobs.size <= 1 || (this.#blobs.size <= MOST_BLOBS && this.#bytes <= MOST_BYTES)) break;
      this.#blobs.delete(old);
      this.#bytes -= length;
    }
  }
}

/**
 * Fetches `<base>/blob/<hash>`; `base` is empty on our own origin. A slow line may take its time; one on which nothing comes
 * for `silence` milliseconds is given up, for every task of that problem waits for it.
 */
export function httpBlobs(base: string, silence = SILENCE_MILLIS): FetchBlob {
  return async (hash) => {
    const stalled = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => stalled.abort(new Error(`nothing came for ${silence} ms`)), silence);
    };
    try {
      heard();
      const response = await fetch(`${base}/blob/${hash}`, { signal: stalled.signal });
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      return await readAll(response, heard);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function readAll(response: Response, heard: () => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    heard();
    parts.push(part.value);
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
