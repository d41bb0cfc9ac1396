/**
 * Blobs kept by the browser from one visit to the next, so that a donor who reloads fetches no problem twice. It may lie, as
 * anything on a disk may: whoever reads compares the hash. Bounded; what was kept first goes first. Only for donors, who
 * agreed; with the end of the donation everything is deleted.
 */
import { BLOB_CACHE } from './blob-cache-name.ts';

export interface BlobCache {
  /** Null: not there, or not to be had. */
  get(hash: string): Promise<Uint8Array | null>;
  /** Never rejects: who cannot keep it has none. */
  put(hash: string, bytes: Uint8Array): Promise<void>;
  drop(hash: string): Promise<void>;
  clear(): Promise<void>;
}

/** The parts of CacheStorage and Cache in use. */
export interface Caches {
  open(name: string): Promise<Shelf>;
  delete(name: string): Promise<boolean>;
}
interface Shelf {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
  delete(url: string): Promise<boolean>;
  /** In the order they were put. */
  keys(): Promise<readonly { readonly url: string }[]>;
}

const MOST_BLOBS = 16;
const MOST_BYTES = 64 * 1024 * 1024;

/** Null where the browser has none: it is not there at http://192.168.…, nor in some frames. @param origin of our pages */
export function blobCache(origin: string, caches: Caches | undefined = here()): BlobCache | null {
  if (caches === undefined) return null;
  const urlOf = (hash: string) => `${origin}/blob/${hash}`;
  /** Private windows and full disks throw; that is no reason to do without the blob. */
  async function attempt<T>(work: (shelf: Shelf) => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work(await caches!.open(BLOB_CACHE));
    } catch {
      return otherwise;
    }
  }
  return {
    get: (hash) =>
      attempt(async (shelf) => {
        const kept = await shelf.match(urlOf(hash));
        return kept === undefined ? null : new Uint8Array(await kept.arrayBuffer());
      }, null),
    put: (hash, bytes) =>
      attempt(async (shelf) => {
        if (bytes.length > MOST_BYTES) return;
        await makeRoom(shelf, bytes.length);
        const headers = { 'Content-Length': String(bytes.length) };
        await shelf.put(urlOf(hash), new Response(bytes as Uint8Array<ArrayBuffer>, { headers }));
      }, undefined),
    drop: (hash) => attempt((shelf) => shelf.delete(urlOf(hash)).then(() => {}), undefined),
    clear: () =>
      caches.delete(BLOB_CACHE).then(
        () => {},
        () => {},
      ),
  };
}

async function makeRoom(shelf: Shelf, wanted: number): Promise<void> {
  const kept: { readonly url: string; readonly length: number }[] = [];
  for (const { url } of await shelf.keys()) {
    const length = Number((await shelf.match(url))?.headers.get('Content-Length') ?? 0);
    kept.push({ url, length });
  }
  let [count, bytes] = [kept.length, kept.reduce((sum, { length }) => sum + length, 0)];
  for (const { url, length } of kept) {
    if (count < MOST_BLOBS && bytes + wanted <= MOST_BYTES) return;
    await shelf.delete(url);
    count -= 1;
    bytes -= length;
  }
}

/** Reading it throws where storage is forbidden. */
function here(): Caches | undefined {
  try {
    return (globalThis as { readonly caches?: Caches }).caches;
  } catch {
    return undefined;
  }
}
