import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rawEvent } from '../peer/raw-event.test-world.ts';
import { EventBatches } from './event-batches.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const event = (n: number) => ({ id: 1, event: rawEvent('t', n) });

function open(most?: number) {
  const batches: { numbers: unknown[]; missed: number }[] = [];
  const sender = new EventBatches(
    (events, missed) => batches.push({ numbers: events.map((sent) => sent.event.args[0]), missed }),
    most,
  );
  return { sender, batches };
}

test('what comes within a moment goes together, and the next batch waits until the page took the last', () => {
  const { sender, batches } = open();
  sender.add(event(1));
  sender.add(event(2));
  vi.advanceTimersByTime(1000);
  sender.add(event(3));
  vi.advanceTimersByTime(1000);
  expect(batches).toEqual([{ numbers: [1, 2], missed: 0 }]);
  sender.took();
  vi.advanceTimersByTime(1000);
  expect(batches[1]).toEqual({ numbers: [3], missed: 0 });
});

test('batches are at least 50 ms apart, however quick the page is', () => {
  const { sender, batches } = open();
  for (let n = 0; n < 100; n += 1) {
    sender.add(event(n));
    vi.advanceTimersByTime(10);
    sender.took();
  }
  expect(batches.length).toBeGreaterThan(10);
  expect(batches.length).toBeLessThanOrEqual(21);
});

test('a flood goes in batches a page can swallow, one after the other, in order', () => {
  const { sender, batches } = open();
  for (let n = 0; n < 1200; n += 1) sender.add(event(n));
  for (let i = 0; i < 3; i += 1) {
    vi.advanceTimersByTime(1);
    sender.took();
  }
  expect(batches.map(({ numbers }) => numbers.length)).toEqual([500, 500]);
  vi.advanceTimersByTime(50);
  expect(batches.flatMap(({ numbers }) => numbers)).toEqual(Array.from({ length: 1200 }, (_, n) => n));
});

test('a page that takes nothing misses the oldest, and learns how many', () => {
  const { sender, batches } = open(10);
  sender.add(event(-1));
  vi.advanceTimersByTime(1000);
  for (let n = 0; n < 35; n += 1) sender.add(event(n));
  sender.took();
  vi.advanceTimersByTime(1000);
  expect(batches[1]).toEqual({ numbers: Array.from({ length: 10 }, (_, i) => i + 25), missed: 25 });
});

test('after close() nothing is sent', () => {
  const { sender, batches } = open();
  sender.add(event(1));
  sender.close();
  vi.advanceTimersByTime(1000);
  expect(batches).toEqual([]);
});
