import { expect, test } from 'vitest';
import { Beat } from './beat.ts';
import { join, newRouter } from './client.test-world.ts';

test('nothing rests while somebody awaits an answer, and whoever rests is told when the first begins to', () => {
  const beat = new Beat();
  const told: number[] = [];
  const stop = beat.onHurry(() => told.push(beat.rest));
  beat.set(80);
  expect([beat.rest, told]).toEqual([80, []]);
  beat.await();
  beat.await();
  expect([beat.rest, told]).toEqual([0, [0]]);
  beat.met();
  expect(beat.rest).toBe(0);
  beat.met();
  expect(beat.rest).toBe(80);
  beat.set(0);
  expect(told).toEqual([0, 0]);
  stop();
  beat.await();
  expect(told).toEqual([0, 0]);
});

test('a peer awaits answers of calls and publications, however they end, but none that may lie', async () => {
  const router = newRouter();
  const link = async () => router.link({ authid: 'test', authrole: 'all' });
  const beat = new Beat();
  beat.set(80);
  const rests: number[] = [];
  const callee = join(link);
  await callee.registerUri('a.look', ([fails]) => {
    rests.push(beat.rest);
    if (fails) throw new Error('no');
  });
  await callee.subscribeUri('a.topic', () => rests.push(beat.rest));
  const caller = join(link, { beat });
  await caller.callUri('a.look');
  await expect(caller.callUri('a.look', [true])).rejects.toThrow('no');
  await caller.publishRaw('a.topic', [], { confirm: 1 });
  expect(rests).toEqual([0, 0, 0]);
  expect(beat.rest).toBe(80);
  await caller.callUri('a.look', [], { unhurried: true });
  expect(rests.at(-1)).toBe(80);
});
