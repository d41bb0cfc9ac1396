/** Blobs with the media type they came with, over a store that knows bytes alone: `blob-type/<sha256>` has what is no plain one's. */
import type { Store } from './store/store.ts';

const PREFIX = 'blob-type/';
const PLAIN = 'application/octet-stream';

export interface TypedBlobs {
  get(sha256: string): { readonly bytes: Uint8Array; readonly type: string } | undefined;
  put(bytes: Uint8Array, type: string): Promise<string>;
}

export function typedBlobs(store: Store): TypedBlobs {
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

/** The same store; a blob that is deleted from it takes its type along. */
export function forgettingTypes(store: Store): Store {
  return {
    ...store,
    async deleteBlob(sha256) {
      // Two writes: after a crash between them a type is left that names nothing, or a blob that its owner did not want, without its own.
      await Promise.all([store.delete(PREFIX + sha256), store.deleteBlob(sha256)]);
    },
  };
}
