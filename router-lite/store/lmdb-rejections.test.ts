import { afterAll, beforeAll, expect, test } from 'vitest';
import { passOverLmdbRejections } from './lmdb-rejections.ts';

const others = process.listeners('unhandledRejection');
beforeAll(() => {
  process.removeAllListeners('unhandledRejection');
  passOverLmdbRejections();
  passOverLmdbRejections();
});
afterAll(() => {
  process.removeAllListeners('unhandledRejection');
  for (const listener of others) process.on('unhandledRejection', listener);
});

const rejected = (reason: unknown) => process.emit('unhandledRejection', reason, Promise.resolve());

test('a commit that lmdb could not make ends no process', async () => {
  const commitError = Promise.reject(new Error('No space left on device'));
  const reason = Object.assign(new Error('Commit failed (see commitError for details)'), { commitError });
  expect(process.listenerCount('unhandledRejection')).toBe(1);
  expect(rejected(reason)).toBe(true);
  await expect(commitError).rejects.toThrow('No space left');
});

test('whatever else nobody handles ends it as before, unless somebody else listens', () => {
  for (const reason of [new Error('a fault'), undefined, 'text']) expect(() => rejected(reason)).toThrow();
  const told: unknown[] = [];
  process.on('unhandledRejection', (reason) => told.push(reason));
  expect(rejected('for another')).toBe(true);
  expect(told).toEqual(['for another']);
});
