/** Blobs with the media type they came with, over a store that knows bytes alone. */
import type { Store } from '../router-lite/store/store.ts';

const PREFIX = 'blob-type/';
const PLAIN = 'application/octet-stream';

export interface TypedBlobs {
  get(sha256: string): { readonly bytes: Uint8Array; readonly type: string } | undefined;
  put(bytes: Uint8Array, type: string): Promise<string>;
}

/** Types of blobs that were deleted since are forgotten, here and at every start. */
export async function typedBlobs(store: Store): Promise<TypedBlobs> {
  for (const key of [...store.keys(PREFIX)]) {
    if (store.getBlob(key.slice(PREFIX.length)) === undefined) await store.delete(key);
  }
  return {
    get(sha256) {
      const bytes = store.getBlob(sha256);
      if (bytes === undefined) return undefined;
      const type = store.get(PREFIX + sha256);
      return { bytes, type: type === undefined ? PLAIN : new TextDecoder().decode(type) };
    },
    async put(bytes, type) {
      const sha256 = await store.putBlob(bytes);
      // The bytes are what is named: who stores them again says anew what they are.
      if (type === PLAIN) await store.delete(PREFIX + sha256);
      else await store.put(PREFIX + sha256, new TextEncoder().encode(type));
      return sha256;
    },
  };
}
