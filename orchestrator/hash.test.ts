import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterEach, expect, test, vi } from 'vitest';

const CONTENTS = [0, 3, 4_000].map((length) => Uint8Array.from({ length }, (_, i) => (i * 7) % 256));

afterEach(() => vi.resetModules());

test('a hash is SHA-256, with Node and without', async () => {
  const { hashOf } = await import('./hash.ts');
  const getBuiltinModule = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
  vi.resetModules();
  const elsewhere = await import('./hash.ts');
  getBuiltinModule.mockRestore();
  expect(hashOf(CONTENTS[0]!)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  for (const content of CONTENTS) {
    // A window on a longer frame.
    const frame = new Uint8Array(content.length + 9);
    frame.set(content, 5);
    const window = frame.subarray(5, 5 + content.length);
    expect(hashOf(window)).toBe(bytesToHex(sha256(content)));
    expect(elsewhere.hashOf(window)).toBe(bytesToHex(sha256(content)));
  }
});
