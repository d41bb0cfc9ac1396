import { afterEach, describe, expect, test, vi } from 'vitest';
import { ERRORS, type WampError } from './errors.ts';
import { Patience } from './patience.ts';

const told: WampError[] = [];
const heard = (reason: WampError) => void told.push(reason);

afterEach(() => {
  told.length = 0;
  vi.useRealTimers();
});

describe('patience', () => {
  test('is over when its time is', () => {
    vi.useFakeTimers();
    const patience = new Patience({ uri: 'some.uri', timeout: 40 });
    patience.tell(heard);
    vi.advanceTimersByTime(39);
    expect(patience.over).toBeNull();
    vi.advanceTimersByTime(1);
    expect(told).toEqual([patience.over]);
    expect(patience.over).toMatchObject({ uri: ERRORS.timeout, message: 'some.uri: no answer in 40 ms' });
  });

  test('is over when its caller gives up, and then for one reason only', () => {
    vi.useFakeTimers();
    const giving = new AbortController();
    const patience = new Patience({ uri: 'some.uri', timeout: 40, signal: giving.signal });
    patience.tell(heard);
    giving.abort();
    vi.advanceTimersByTime(40);
    expect(told).toEqual([patience.over]);
    expect(patience.over).toMatchObject({ uri: ERRORS.canceled });
  });

  test('tells who asks later at once, and only the last who asked', () => {
    const patience = new Patience({ uri: 'some.uri', timeout: 60_000, signal: AbortSignal.abort() });
    patience.tell(heard);
    expect(told).toHaveLength(1);
    patience.end();
    const giving = new AbortController();
    const other = new Patience({ uri: 'some.uri', timeout: 60_000, signal: giving.signal });
    other.tell(() => told.push(...told));
    other.tell(heard);
    giving.abort();
    expect(told).toHaveLength(2);
    other.end();
  });

  test('keeps nothing once it ended: no timer, and no listener of the signal', () => {
    vi.useFakeTimers();
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_type: 'abort', listener: () => void) => void listeners.add(listener),
      removeEventListener: (_type: 'abort', listener: () => void) => void listeners.delete(listener),
    };
    const patience = new Patience({ uri: 'some.uri', timeout: 40, signal });
    expect([vi.getTimerCount(), listeners.size]).toEqual([1, 1]);
    patience.tell(heard);
    patience.end();
    expect([vi.getTimerCount(), listeners.size]).toEqual([0, 0]);
    expect(told).toEqual([]);
  });
});
