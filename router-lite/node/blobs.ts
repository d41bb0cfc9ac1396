/** GET /blob/<sha256>: what is named by its content never changes, so it may be kept for ever. */
import { answer, type Handler, SECURITY_HEADERS } from './http.ts';

/** Bytes alone are `application/octet-stream`. */
export type StoredBlob = Uint8Array | { readonly bytes: Uint8Array; readonly type: string };
export type Blob = (sha256: string) => StoredBlob | undefined | Promise<StoredBlob | undefined>;

export const BLOB_TYPE = 'application/octet-stream';

/** Its type is whatever its giver says: it must not act as a page of our origin. */
const INERT = "default-src 'none'; sandbox";

/** Where blobs are, unless it is said otherwise. */
export const BLOB_PATH = '/blob';

/** The blob a URL names; undefined where it names none. */
export function blobName(url: string | undefined, path: string): string | undefined {
  const [at] = (url ?? '').split('?', 1);
  const name = at!.startsWith(`${path}/`) ? at!.slice(path.length + 1) : '';
  return /^[0-9a-f]{64}$/.test(name) ? name : undefined;
}

export function blobHandler(getBlob: Blob, path: string, onError: (error: unknown) => void): Handler {
  return async (request, response) => {
    const sha256 = blobName(request.url, path);
    if (sha256 === undefined) {
      answer(response, 400, 'a blob is named by its SHA-256: 64 hex digits in lower case');
      return;
    }
    let blob: StoredBlob | undefined;
    try {
      blob = await getBlob(sha256);
    } catch (error) {
      onError(error);
      answer(response, 500, 'the blob could not be read');
      return;
    }
    if (blob === undefined) {
      answer(response, 404, `there is no blob ${sha256}`);
      return;
    }
    const { bytes, type } = blob instanceof Uint8Array ? { bytes: blob, type: BLOB_TYPE } : blob;
    const headers = {
      ...SECURITY_HEADERS,
      'Content-Security-Policy': INERT,
      'Cache-Control': 'public, max-age=31536000, immutable',
      ETag: `"${sha256}"`,
    };
    if (request.headers['if-none-match'] === headers.ETag) {
      response.writeHead(304, headers).end();
      return;
    }
    const content = { 'Content-Type': type, 'Content-Length': bytes.length };
    response.writeHead(200, { ...headers, ...content }).end(bytes);
  };
}
