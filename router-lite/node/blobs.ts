/** GET /blob/<sha256>: what is named by its content never changes, so it may be kept for ever. */
import { answer, type Handler, SECURITY_HEADERS } from './http.ts';

export type Blob = (sha256: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

export const BLOB_PATH = /^\/blob\/([0-9a-f]{64})$/;

export function blobHandler(getBlob: Blob, onError: (error: unknown) => void): Handler {
  return async (request, response) => {
    const sha256 = BLOB_PATH.exec((request.url ?? '').split('?', 1)[0]!)?.[1];
    if (sha256 === undefined) {
      answer(response, 400, 'a blob is named by its SHA-256: 64 hex digits in lower case');
      return;
    }
    let bytes: Uint8Array | undefined;
    try {
      bytes = await getBlob(sha256);
    } catch (error) {
      onError(error);
      answer(response, 500, 'the blob could not be read');
      return;
    }
    if (bytes === undefined) {
      answer(response, 404, `there is no blob ${sha256}`);
      return;
    }
    const headers = {
      ...SECURITY_HEADERS,
      'Cache-Control': 'public, max-age=31536000, immutable',
      ETag: `"${sha256}"`,
    };
    if (request.headers['if-none-match'] === headers.ETag) {
      response.writeHead(304, headers).end();
      return;
    }
    const type = { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes.length };
    response.writeHead(200, { ...headers, ...type }).end(bytes);
  };
}
