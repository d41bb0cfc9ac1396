/**
 * Blobs by hash, fetched once and checked: whoever serves them need not be trusted. SHA-256 comes from @noble/hashes, since
 * `crypto.subtle` is missing where people join by a network address (http://192.168.…).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ERRORS, WampError } from '../peer/errors.ts';

export type FetchBlob = (hash: string) => Promise<Uint8Array>;

const MOST_BLOBS = 16;
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

/** Fetches `<base>/blob/<hash>`; `base` is empty on our own origin. */
export function httpBlobs(base: string): FetchBlob {
  return async (hash) => {
    const response = await fetch(`${base}/blob/${hash}`);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}
