import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { barBefore, liveLine } from './live-line.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function terminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

test('a bar takes the room that its text leaves, and none of the text', () => {
  expect(barBefore('length 12', 0.5, 80)).toBe(`${'█'.repeat(12)}${'░'.repeat(12)} length 12`);
  expect(barBefore('length 12', 2, 20)).toBe(`${'█'.repeat(9)} length 12`);
  expect(barBefore('length 12', 0.5, 14)).toBe('length 12');
});

describe('the live line', () => {
  test('off a terminal is printed when it changed, and only then', () => {
    const out = terminal(false);
    let text = '0 donors';
    const line = liveLine(out, () => text);
    vi.advanceTimersByTime(60_000);
    text = '1 donor';
    vi.advanceTimersByTime(60_000);
    text = '0 donors';
    vi.advanceTimersByTime(60_000);
    line.stop();
    expect(out.written).toEqual(['0 donors\n', '1 donor\n', '0 donors\n']);
  });

  test('on a terminal stays within its width and comes back below what is said', () => {
    const out = terminal(true, 20);
    const line = liveLine(out, () => 'x'.repeat(50));
    vi.advanceTimersByTime(500);
    line.say('hello');
    vi.advanceTimersByTime(500);
    line.stop();
    expect(out.written.join('')).toBe(
      `${'x'.repeat(19)}\r\x1b[Khello\n${'x'.repeat(19)}\r\x1b[K${'x'.repeat(19)}\n`,
    );
  });

  test.each([true, false])('passes on no control characters of strangers (terminal: %s)', (isTTY) => {
    const out = terminal(isTTY);
    const line = liveLine(out, () => 'Connecting … \x1b[2J\x07bad\nrouter\x9b');
    vi.advanceTimersByTime(5_000);
    line.stop();
    expect(out.written[0]!.trimEnd()).toBe('Connecting …  [2J bad router');
  });
});
