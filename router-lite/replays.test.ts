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

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** One who lags for ever, and whose steps take a millisecond each, or as long as said; `beside`: what happens in each. */
function endless(
  beside: (replays: Replays<string>) => void,
  { room = () => true, millis = 1 }: { readonly room?: () => boolean; readonly millis?: number } = {},
) {
  let [clock, steps] = [0, 0];
  const replays = new Replays<string>({
    now: () => clock,
    lags: () => true,
    hasRoom: room,
    step() {
      steps += 1;
      clock += millis;
      beside(replays);
      return true;
    },
  });
  return { replays, steps: () => steps };
}

test('goes on at once while nobody else sends anything', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { replays, steps } = endless(() => {});
  replays.add('reader');
  await turns(40);
  expect(steps()).toBeGreaterThanOrEqual(15);
  expect(vi.getTimerCount()).toBe(0);
  replays.stop();
});

test.each([
  ['49 times as long as it took where anybody sent a message meanwhile', 49, {}],
  ['a second at most, however long a slice was held up', 1_000, { millis: 2_000 }],
] as const)('rests for %s', async (_name, rest, slice) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { replays, steps } = endless((replays) => replays.heard(), slice);
  replays.add('reader');
  await turns(10);
  expect(steps()).toBe(1);
  vi.advanceTimersByTime(rest - 1);
  await turns(10);
  expect(steps()).toBe(1);
  vi.advanceTimersByTime(1);
  await turns(10);
  expect(steps()).toBe(2);
  replays.stop();
});

test('a reader whose transport fills and drains with each slice has no more turns than others', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let isFull = false;
  const { replays, steps } = endless(
    (replays) => {
      isFull = true;
      replays.heard();
      setImmediate(() => {
        isFull = false;
        replays.roomFor('reader');
      });
    },
    { room: () => !isFull, millis: 0.1 },
  );
  replays.add('reader');
  await turns(20);
  expect(steps()).toBe(1);
  vi.advanceTimersByTime(5);
  await turns(20);
  expect(steps()).toBe(2);
  replays.stop();
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
