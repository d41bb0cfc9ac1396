/** The blobs of a running Lehr: `/blob/<sha256>` of its site. */
import { createHash } from 'node:crypto';
import { Failure } from './failure.ts';

export interface SiteBlobs {
  /** The bytes of a blob, which have this hash; undefined where it is not there. Throws where nobody answers so. */
  find(sha256: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** As find(). Throws a Failure also where it is not there. */
  fetch(sha256: string): Promise<Uint8Array>;
  /** Stores a blob, for who has a token; returns its name. Throws a Failure. */
  store(bytes: Uint8Array, signal?: AbortSignal): Promise<string>;
}

const MILLIS = 120_000;

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export function siteBlobs(site: URL, token: string | null): SiteBlobs {
  const within = (signal?: AbortSignal) =>
    AbortSignal.any([AbortSignal.timeout(MILLIS), ...(signal ? [signal] : [])]);
  const missing = (sha256: string, status: number) =>
    new Failure(`${site.href}: it does not have blob ${sha256} (${status})`, 1);
  async function find(sha256: string, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const response = await fetch(new URL(`/blob/${sha256}`, site), { signal: within(signal) });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status === 404) return undefined;
    if (!response.ok || hashOf(bytes) !== sha256) throw missing(sha256, response.status);
    return bytes;
  }
  return {
    find,
    async fetch(sha256) {
      const bytes = await find(sha256);
      if (!bytes) throw missing(sha256, 404);
      return bytes;
    },
    async store(bytes, signal) {
      const sha256 = hashOf(bytes);
      const response = await fetch(new URL(`/blob/${sha256}`, site), {
        method: 'PUT',
        headers: { Authorization: `Bearer ${token}` },
        body: bytes as Uint8Array<ArrayBuffer>,
        signal: within(signal),
      });
      if (!response.ok)
        throw new Failure(`${site.href}: ${response.status}: ${(await response.text()).trim()}`, 1);
      return sha256;
    },
  };
}
