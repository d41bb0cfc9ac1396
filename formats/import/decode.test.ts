import { expect, test } from 'vitest';
import { decodeText } from './decode.ts';
import { FileError } from './file-error.ts';

const utf16 = (text: string, little: boolean) => {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), little);
  return bytes;
};

test('a text is read in the encoding it was written in', () => {
  const text = 'Köln;ŁódŹ €';
  expect(decodeText(new TextEncoder().encode(text))).toBe(text);
  expect(decodeText(utf16(`\ufeff${text}`, true))).toBe(text);
  expect(decodeText(utf16(`\ufeff${text}`, false))).toBe(text);
  expect(decodeText(Uint8Array.of(0x4b, 0xf6, 0x6c, 0x6e, 0x20, 0x80, 0x9f))).toBe('Köln €Ÿ');
});

test('a file above the limit is refused before it is decoded', () => {
  expect(() => decodeText(new Uint8Array(64 * 1024 * 1024 + 1))).toThrow(FileError);
});
