/** Whose turn it is to read facts, and when. */
import { afterEach, expect, test, vi } from 'vitest';
import { Replays } from './replays.ts';

afterEach(() => void vi.useRealTimers());

test('who cannot be read for is tried again in a while, and keeps nobody else waiting', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const left = new Map([
    ['broken', 2],
    ['whole', 100],
  ]);
  const steps: string[] = [];
  let isBroken = true;
  let over = () => {};
  const replays = new Replays<string>({
    now: () => 0,
    lags: (session) => left.get(session)! > 0,
    hasRoom: () => true,
    step(session) {
      steps.push(session);
      if (session === 'broken' && isBroken) return false;
      left.set(session, left.get(session)! - 1);
      if (left.get(session) === 0) over();
      return true;
    },
  });
  const ended = () =>
    new Promise<void>((resolve) => {
      over = resolve;
    });
  const whole = ended();
  replays.add('broken');
  replays.add('whole');
  // Its transport drained: no reason to try sooner.
  replays.roomFor('broken');
  await whole;
  replays.roomFor('broken');
  expect(steps.filter((session) => session === 'broken')).toHaveLength(1);
  isBroken = false;
  const broken = ended();
  vi.advanceTimersByTime(60_000);
  await broken;
  expect(left.get('broken')).toBe(0);
  expect(steps.filter((session) => session === 'broken')).toHaveLength(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('leaves no timer behind when it stops, though somebody could not be read for', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const replays = new Replays<string>({
    now: () => 0,
    lags: () => true,
    hasRoom: () => true,
    step: () => {
      setImmediate(() => stop());
      return false;
    },
  });
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = () => {
      expect(vi.getTimerCount()).toBe(1);
      replays.stop();
      resolve();
    };
  });
  replays.add('broken');
  await stopped;
  expect(vi.getTimerCount()).toBe(0);
});
