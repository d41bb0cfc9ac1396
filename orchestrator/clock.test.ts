import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('what is due about the same time takes one timer, and runs within an eighth of a second of it', async () => {
  const begun = systemClock.now();
  const ran: [string, number][] = [];
  const runsAt = (name: string) => () => ran.push([name, systemClock.now() - begun]);
  systemClock.about(1_000, runsAt('a'));
  await vi.advanceTimersByTimeAsync(30);
  systemClock.about(970, runsAt('b'));
  systemClock.about(940, runsAt('c'));
  expect(vi.getTimerCount()).toBeLessThanOrEqual(2);
  await vi.advanceTimersByTimeAsync(1_200);
  expect(ran.map(([name]) => name)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  const due = { a: 1_000, b: 1_000, c: 970 };
  for (const [name, at] of ran) expect(Math.abs(at - due[name as keyof typeof due])).toBeLessThanOrEqual(126);
  expect(vi.getTimerCount()).toBe(0);
});

test('what is called back does not run, nor keeps a timer; not even by another of its moment', async () => {
  const run = vi.fn();
  const gone = systemClock.about(1_000, run);
  gone();
  gone();
  expect(vi.getTimerCount()).toBe(0);
  let takeBack = () => {};
  systemClock.about(1_000, () => takeBack());
  takeBack = systemClock.about(1_000, run);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(run).not.toHaveBeenCalled();
});

test('a quarter of a second again and again is four times a second', async () => {
  let times = 0;
  const again = () => {
    times++;
    systemClock.about(250, again);
  };
  again();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toBeGreaterThanOrEqual(39);
  expect(times).toBeLessThanOrEqual(42);
});

test('soon is not rounded', async () => {
  const run = vi.fn();
  systemClock.about(40, run);
  await vi.advanceTimersByTimeAsync(40);
  expect(run).toHaveBeenCalledOnce();
});
