/** What is given up is free: a list that is bounded holds no more than it tells of. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Deque } from './deque.ts';

test('holds nothing that was given up', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // The flag is the whole process's.
  setFlagsFromString('--no-expose-gc');
  const list = new Deque<object>();
  const held = Array.from({ length: 10 }, () => {
    const item = {};
    list.push(item);
    return new WeakRef(item);
  });
  for (let i = 0; i < 9; i++) list.shift();
  // A WeakRef holds on to the end of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(held.map((item) => item.deref() !== undefined)).toEqual([...Array(9).fill(false), true]);
  expect([list.length, list.at(0)]).toEqual([1, held[9]!.deref()]);
});
