import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { after } from './after.ts';
import { inTime } from './in-time.ts';

const LONG = 2 ** 32 + 5;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a step comes when its time is over, however long that is, and not where it was prevented', () => {
  const taken: string[] = [];
  after(20, () => taken.push('soon'));
  after(LONG, () => taken.push('late'));
  after(Number.POSITIVE_INFINITY, () => taken.push('never'));
  const prevent = after(LONG, () => taken.push('prevented'));
  vi.advanceTimersByTime(LONG - 1);
  expect(taken).toEqual(['soon']);
  prevent();
  vi.advanceTimersByTime(1);
  expect(taken).toEqual(['soon', 'late']);
  vi.advanceTimersByTime(LONG);
  expect(taken).toEqual(['soon', 'late']);
});

test('a handler that may take longer than a timer counts has that time', async () => {
  const { signal } = new AbortController();
  const serve = () => new Promise<string>((resolve) => void setTimeout(() => resolve('done'), 1_000));
  const served = inTime(serve, { uri: 'app.slow', timeout: LONG, signal, tally: { late: 0 } });
  served.catch(() => {});
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await served).toBe('done');
});
