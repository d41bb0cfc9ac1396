import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { received } from './young-generation.ts';

const MIB = 2 ** 20;

it('has what is young collected once so many bytes came, and shows no other code how', async () => {
  // The first call compiles what the second one measures.
  received(64 * MIB);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 20; i++) new Uint8Array(MIB);
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(15 * MIB);
  received(64 * MIB);
  // Their memory is freed by another thread.
  for (let turn = 0; turn < 1000 && process.memoryUsage().arrayBuffers - before > 2 * MIB; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * MIB);
  expect(runInNewContext('typeof gc')).toBe('undefined');
});
