import { describe, expect, test } from 'vitest';
import { de } from '../strings/de.ts';
import { en } from '../strings/en.ts';
import { wishOf } from './presenter-keys.ts';

const NO = { ctrlKey: false, metaKey: false, altKey: false, repeat: false, defaultPrevented: false };
const wish = (key: string, focused = 'body', more: Partial<typeof NO> = {}) =>
  wishOf({ key, ...NO, ...more }, focused)?.is ?? null;

describe('a presenter’s key', () => {
  test('is understood in either case, as remote controls send it too', () => {
    expect(['ArrowRight', ' ', 'PageDown', 'ArrowLeft', 'PageUp'].map((key) => wish(key))).toEqual([
      ...['next', 'next', 'next', 'back', 'back'],
    ]);
    expect(['n', 'N', 'c', 'f', 't', 'p', 'd', '?', 'h'].map((key) => wish(key))).toEqual([
      ...['job', 'job', 'chaos', 'fullScreen', 'theme', 'hold', 'numbers', 'help', 'help'],
    ]);
    expect(wishOf({ key: '3', ...NO }, 'body')).toEqual({ is: 'place', place: 2 });
    expect(wishOf({ key: '5', ...NO }, 'body')).toEqual({ is: 'place', place: 4 });
  });

  test('is left to what has the focus, and to the browser', () => {
    expect(wish('n', 'input')).toBeNull();
    expect(wish(' ', 'button')).toBeNull();
    expect(wish('n', 'button')).toBe('job');
    for (const more of [
      { ctrlKey: true },
      { metaKey: true },
      { altKey: true },
      { repeat: true },
      { defaultPrevented: true },
    ])
      expect(wish('f', 'body', more)).toBeNull();
    expect(wish('x')).toBeNull();
    expect(wish('6')).toBeNull();
  });

  test('is in the help, in both languages', () => {
    const known = ['next', 'back', 'place', 'hold', 'numbers', 'fullScreen', 'theme', 'job', 'chaos', 'help'];
    for (const strings of [en, de]) expect(Object.keys(strings.kiosk.keys.list)).toEqual(known);
  });
});
