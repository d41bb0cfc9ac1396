/** `PUT /blob/<sha256>`, by XMLHttpRequest: fetch cannot tell how much was sent. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { PutBlobOptions } from '../desk-api.ts';

/** Milliseconds without any progress until an upload is given up. */
const SILENCE_MILLIS = 30_000;

/** Resolves with the blob's name once it is stored; rejects in words for people. */
export async function putBlob(
  bytes: Uint8Array,
  token: string | null,
  options: PutBlobOptions = {},
): Promise<string> {
  const name = await hashOf(bytes);
  options.signal?.throwIfAborted();
  await send(`/blob/${name}`, { bytes, token, ...options });
  return name;
}

/** `crypto.subtle` is missing on http://192.168.…; where it is there, it works beside the page. */
async function hashOf(bytes: Uint8Array): Promise<string> {
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  const digest = subtle && (await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return bytesToHex(digest ? new Uint8Array(digest) : sha256(bytes));
}

interface Upload extends PutBlobOptions {
  readonly bytes: Uint8Array;
  readonly token: string | null;
}

function send(path: string, { bytes, token, onProgress, signal }: Upload): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const give = (reason: string) => reject(new Error(`the file could not be stored: ${reason}`));
    let silence: ReturnType<typeof setTimeout>;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE_MILLIS);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      heard();
      onProgress?.(total > 0 ? loaded / total : 0);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else give(request.responseText.trim() || `the server answered ${request.status}`);
    };
    request.onerror = () => give('the server cannot be reached');
    request.onabort = () => give(`nothing moved for ${SILENCE_MILLIS / 1000} s`);
    const stop = () => {
      reject(signal?.reason);
      request.abort();
    };
    signal?.addEventListener('abort', stop, { once: true });
    request.onloadend = () => {
      clearTimeout(silence);
      signal?.removeEventListener('abort', stop);
    };
    request.open('PUT', path);
    if (token !== null) request.setRequestHeader('Authorization', `Bearer ${token}`);
    heard();
    request.send(bytes as Uint8Array<ArrayBuffer>);
  });
}
