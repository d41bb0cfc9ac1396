/** PUT /blob/<sha256>: for those who have the token. The name is checked against the bytes before they are stored. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BLOB_TYPE, blobName } from './blobs.ts';
import { answer, bodyOf, type Handler } from './http.ts';

export interface BlobUpload {
  /** Whoever sends `Authorization: Bearer` and one of these may store blobs. */
  readonly tokens: readonly string[];
  /** Longest blob; default 64 MiB. */
  readonly bytes?: number;
  /** Resolves when the bytes are durable. @param type the media type they came with */
  put(bytes: Uint8Array, type: string): Promise<unknown>;
}

const BYTES = 64 * 1024 * 1024;
/** RFC 9110, 8.3.1, with parameters; 127 characters at most. */
const MEDIA_TYPE =
  /^(?=.{1,127}$)[\w!#$&^.+-]+\/[\w!#$&^.+-]+( *; *[\w!#$&^.+-]+=([\w!#$&^.+-]+|"[^"\\\r\n]*"))*$/;

export function blobUploadHandler(
  upload: BlobUpload,
  path: string,
  onError: (error: unknown) => void,
): Handler {
  const { tokens, bytes: most = BYTES, put } = upload;
  return async (request, response) => {
    // What is refused is not read: the connection ends with the answer.
    const refuse = (status: number, text: string) => answer(response, status, text, { Connection: 'close' });
    const sha256 = blobName(request.url, path);
    if (sha256 === undefined)
      return refuse(400, 'a blob is named by its SHA-256: 64 hex digits in lower case');
    if (!mayStore(request, tokens))
      return refuse(401, 'storing blobs needs "Authorization: Bearer" and the token');
    const type = request.headers['content-type'] ?? BLOB_TYPE;
    if (!MEDIA_TYPE.test(type)) return refuse(415, 'Content-Type must be a media type, such as text/csv');
    const announced = Number(request.headers['content-length'] ?? 0);
    const body = announced > most ? null : await bodyOf(request, most);
    if (body === null) return refuse(413, `a blob may have ${most} bytes`);
    const real = createHash('sha256').update(body).digest('hex');
    if (real !== sha256) return answer(response, 400, `these bytes are blob ${real}`);
    try {
      await put(body, type);
    } catch (error) {
      onError(error);
      return answer(response, 500, 'the blob could not be stored');
    }
    answer(response, 201, `stored ${sha256}`);
  };
}

/** Digests have one length whatever was sent, and all are compared: time tells nothing of the tokens. */
function mayStore(request: IncomingMessage, tokens: readonly string[]): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const sent = digest(request.headers.authorization ?? '');
  return tokens.map((token) => timingSafeEqual(sent, digest(`Bearer ${token}`))).includes(true);
}
