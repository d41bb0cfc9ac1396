import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, isReserved, isUri, type Match, matches, mayOverlap, type Pattern } from './uris.ts';

describe('isUri', () => {
  test.each([
    ['com.myapp.add2', true, true],
    ['com.myapp.Add-2', false, true],
    ['com.myapp.ünïcode', false, true],
    ['single', true, true],
    ['', false, false],
    ['com..add', false, false],
    ['.com', false, false],
    ['com.', false, false],
    ['com.my app', false, false],
    ['com.my#app', false, false],
    ['com.my\napp', false, false],
  ])('%j: strict %s, loose %s', (uri, strict, loose) => {
    expect(isUri(uri, 'strict')).toBe(strict);
    expect(isUri(uri, 'loose')).toBe(loose);
  });

  test.each<[string, Match, boolean]>([
    ['com.', 'prefix', true],
    ['com.my', 'prefix', true],
    ['', 'prefix', true],
    ['com..my', 'prefix', false],
    ['com..add', 'wildcard', true],
    ['..', 'wildcard', true],
    ['com.my app.', 'wildcard', false],
  ])('%j as %s: %s', (uri, match, valid) => {
    expect(isUri(uri, 'loose', match)).toBe(valid);
  });

  test('takes linear time on a long hostile URI', () => {
    const hostile = `${'a.'.repeat(200_000)}#`;
    expect(isUri(hostile, 'strict')).toBe(false);
    expect(isUri(hostile, 'loose', 'wildcard')).toBe(false);
  });
});

test('URIs that begin with the component wamp are reserved', () => {
  expect(['wamp', 'wamp.error.x', 'wampum.error', 'com.wamp'].map(isReserved)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe('matches', () => {
  test.each<[string, Match, string, boolean]>([
    ['com.app', 'exact', 'com.app', true],
    ['com.app', 'exact', 'com.app.x', false],
    ['com.app', 'prefix', 'com.apple', true],
    ['com.app.', 'prefix', 'com.apple', false],
    ['com..start', 'wildcard', 'com.app.start', true],
    ['com..start', 'wildcard', 'com.app.stop', false],
    ['com..start', 'wildcard', 'com.app.x.start', false],
    ['com.app.', 'wildcard', 'com.app.x', true],
    ['.', 'wildcard', 'com.app', true],
  ])('%j as %s on %j: %s', (pattern, match, uri, expected) => {
    expect(matches(pattern, match, uri)).toBe(expected);
  });
});

describe('covers and mayOverlap agree with matches', () => {
  const component = fc.constantFrom('a', 'b', 'ab');
  const uri = fc.array(component, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
  const pattern: fc.Arbitrary<Pattern> = fc.oneof(
    uri.map((each): Pattern => ({ uri: each, match: 'exact' })),
    fc.tuple(uri, fc.nat(5)).map(([each, n]): Pattern => ({ uri: each.slice(0, n), match: 'prefix' })),
    fc
      .array(fc.constantFrom('a', 'b', 'ab', ''), { minLength: 1, maxLength: 3 })
      .map((parts): Pattern => ({ uri: parts.join('.'), match: 'wildcard' })),
  );

  test('what the inner pattern matches, a pattern that covers it matches too', () => {
    fc.assert(
      fc.property(pattern, pattern, uri, (outer, inner, each) => {
        fc.pre(covers(outer, inner) && matches(inner.uri, inner.match, each));
        expect(matches(outer.uri, outer.match, each)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('patterns that share a URI may overlap', () => {
    fc.assert(
      fc.property(pattern, pattern, uri, (a, b, each) => {
        fc.pre(matches(a.uri, a.match, each) && matches(b.uri, b.match, each));
        expect(mayOverlap(a, b)).toBe(true);
        expect(mayOverlap(b, a)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
