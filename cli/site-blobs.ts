/** The blobs of a running Lehr: `/blob/<sha256>` of its site. */
import { blobs } from '../peer/blob.ts';
import { ERRORS, isWampError, WampError } from '../peer/errors.ts';
import { Failure } from './failure.ts';

export interface SiteBlobs {
  /** The bytes of a blob, which have this hash; undefined where it is not there. Throws where nobody answers so. */
  find(sha256: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** As find(). Throws a Failure also where it is not there. */
  fetch(sha256: string): Promise<Uint8Array>;
  /** Stores a blob, for who has a token; returns its name. Throws a Failure. */
  store(bytes: Uint8Array, signal?: AbortSignal): Promise<string>;
}

export function siteBlobs(site: URL, token: string | null): SiteBlobs {
  const store = blobs({ site: site.origin, ...(token === null ? {} : { token }) });
  const failed = (error: unknown): never => {
    throw error instanceof WampError ? new Failure(`${site.href}: ${error.message}`, 1) : error;
  };
  return {
    find: (sha256, signal) =>
      store
        .get(sha256, signal)
        .catch((error: unknown) => (isWampError(error, ERRORS.blobMissing) ? undefined : failed(error))),
    fetch: (sha256) => store.get(sha256).catch(failed),
    store: (bytes, signal) =>
      store.put(bytes, signal === undefined ? {} : { signal }).then(({ sha256 }) => sha256, failed),
  };
}
