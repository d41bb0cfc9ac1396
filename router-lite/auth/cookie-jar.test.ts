import { describe, expect, it } from 'vitest';
import { CookieJar } from './cookie-jar.ts';

const ALICE = { authid: 'alice', role: 'user' };

function world(options = {}) {
  const time = { now: 0 };
  return { time, jar: new CookieJar(options, () => time.now) };
}

describe('a jar of cookies', () => {
  it('makes values nobody can guess, and knows nobody by one that was not bound', () => {
    const { jar } = world();
    const [one, other] = [jar.fresh(), jar.fresh()];
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(other).not.toBe(one);
    expect([jar.find(one), jar.find(''), jar.size]).toEqual([null, null, 0]);
  });

  it('knows who holds one for its time, and no longer', () => {
    const { time, jar } = world({ maxAgeSeconds: 10 });
    const value = jar.fresh();
    jar.bind(value, ALICE);
    time.now = 9_999;
    expect(jar.find(value)).toMatchObject(ALICE);
    time.now = 10_000;
    expect([jar.find(value), jar.size]).toEqual([null, 0]);
  });

  it('forgets one that is revoked', () => {
    const { jar } = world();
    const value = jar.fresh();
    jar.bind(value, ALICE);
    jar.revoke(value);
    expect([jar.find(value), jar.size]).toEqual([null, 0]);
  });

  it('is bounded: the oldest login goes first', () => {
    const { jar } = world({ remembered: 2 });
    const values = ['a', 'b', 'a', 'c'];
    for (const value of values) jar.bind(value, ALICE);
    expect(['a', 'b', 'c'].map((value) => jar.find(value) !== null)).toEqual([true, false, true]);
    expect(jar.size).toBe(2);
  });
});
