/** The mask of what a client sends (RFC 6455, section 5.3). */

/** Fewer bytes are not worth a look at them as words. */
const NEAR = 64;

/** In place; words of four bytes where there are many. */
export function unmask(bytes: Uint8Array, mask: Uint8Array): void {
  const { length } = bytes;
  const head = length < NEAR ? length : -bytes.byteOffset & 3;
  for (let i = 0; i < head; i++) bytes[i] = bytes[i]! ^ mask[i & 3]!;
  if (head === length) return;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, (length - head) >> 2);
  unmaskWords(words, wordOf(mask, head));
  for (let i = head + words.length * 4; i < length; i++) bytes[i] = bytes[i]! ^ mask[i & 3]!;
}

function unmaskWords(words: Int32Array, mask: number): void {
  if (mask === 0) return;
  const { length } = words;
  const fours = length & ~3;
  for (let i = 0; i < fours; i += 4) {
    words[i] = words[i]! ^ mask;
    words[i + 1] = words[i + 1]! ^ mask;
    words[i + 2] = words[i + 2]! ^ mask;
    words[i + 3] = words[i + 3]! ^ mask;
  }
  for (let i = fours; i < length; i++) words[i] = words[i]! ^ mask;
}

const word = new Int32Array(1);
const wordBytes = new Uint8Array(word.buffer);

/** Four bytes of the mask from `shift` on as this machine reads a word. */
function wordOf(mask: Uint8Array, shift: number): number {
  for (let i = 0; i < 4; i++) wordBytes[i] = mask[(i + shift) & 3]!;
  return word[0]!;
}
