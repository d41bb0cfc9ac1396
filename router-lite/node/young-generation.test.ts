import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { received } from './young-generation.ts';

const MIB = 2 ** 20;

it('has what is young collected once so many bytes came, and shows no other code how', () => {
  // The first call compiles what the second one measures.
  received(64 * MIB);
  const before = process.memoryUsage().arrayBuffers;
  const more = () => process.memoryUsage().arrayBuffers - before;
  // V8 may collect some by itself meanwhile.
  while (more() < 15 * MIB) new Uint8Array(MIB);
  received(64 * MIB);
  // Their memory is freed by another thread, when it has its turn. Nothing is made meanwhile, or V8 would collect for that.
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let turn = 0; turn < 1000 && more() > 2 * MIB; turn++) Atomics.wait(pause, 0, 0, 50);
  expect(more()).toBeLessThan(2 * MIB);
  expect(runInNewContext('typeof gc')).toBe('undefined');
});
