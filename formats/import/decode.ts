import { FileError } from './file-error.ts';
import { MAX_FILE_BYTES } from './import.ts';

/** Characters of the bytes 0x80 to 0x9f (encoding.spec.whatwg.org, index windows-1252). */
const FROM_80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * The text of a file: UTF-16 where a byte order mark says so, else UTF-8, else what Windows programs of western Europe write
 * (windows-1252, in which every byte is a character). Throws a `FileError` for a file above `MAX_FILE_BYTES`.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length > MAX_FILE_BYTES)
    throw new FileError(`The file has ${bytes.length} bytes; the limit is ${MAX_FILE_BYTES}.`);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Node 20 takes windows-1252 for Latin-1 (nodejs/node#56542): what it leaves as a control character is put right.
    const text = new TextDecoder('windows-1252').decode(bytes);
    return text.replaceAll(/[\u0080-\u009f]/g, (control) => FROM_80[control.charCodeAt(0) - 0x80]!);
  }
}
