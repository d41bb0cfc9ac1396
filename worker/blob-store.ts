/** Blobs by hash, fetched once and checked: neither who serves them nor what kept them need be trusted. */
import { blobs, hashOf } from '../peer/blob.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { BlobCache } from './blob-cache.ts';

export type FetchBlob = (hash: string) => Promise<Uint8Array>;

const MOST_BLOBS = 16;
const SILENCE_MILLIS = 15_000;
const MOST_BYTES = 64 * 1024 * 1024;

export class BlobStore {
  readonly #fetch: FetchBlob;
  readonly #cache: () => BlobCache | null;
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #pending = new Map<string, Promise<Uint8Array>>();
  #bytes = 0;

  /** @param cache what the browser keeps, at this moment; null: nothing may be kept */
  constructor(fetch: FetchBlob, cache: () => BlobCache | null = () => null) {
    this.#fetch = fetch;
    this.#cache = cache;
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
    const kept = await this.#kept(hash);
    if (kept !== null) return kept;
    const bytes = await this.#fetch(hash).catch((error: unknown) => {
      throw new WampError(
        ERRORS.problemUnavailable,
        `blob ${hash} could not be fetched: ${error instanceof Error ? error.message : error}`,
      );
    });
    if ((await hashOf(bytes)) !== hash) {
      throw new WampError(
        ERRORS.problemUnavailable,
        `blob ${hash} came with other content than its hash says`,
      );
    }
    this.#keep(hash, bytes);
    void this.#cache()?.put(hash, bytes);
    return bytes;
  }

  /** From the visit before; what is not what it was is thrown away. */
  async #kept(hash: string): Promise<Uint8Array | null> {
    const cache = this.#cache();
    const bytes = (await cache?.get(hash)) ?? null;
    if (bytes === null) return null;
    if ((await hashOf(bytes)) === hash) {
      this.#keep(hash, bytes);
      return bytes;
    }
    await cache?.drop(hash);
    return null;
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
  const { get } = blobs({ site: base, silence });
  return (hash) => get(hash);
}
