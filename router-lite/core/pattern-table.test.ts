import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PatternTable } from './pattern-table.ts';
import { type Match, matches, type Pattern } from './uris.ts';

const entry = (uri: string, match: Match) => ({ pattern: { uri, match } });

function tableOf(...patterns: [string, Match][]) {
  const table = new PatternTable<{ pattern: Pattern }>();
  for (const [uri, match] of patterns) table.add(entry(uri, match));
  return table;
}

const found = (table: PatternTable<{ pattern: Pattern }>, uri: string) =>
  table.matching(uri).map(({ pattern }) => pattern.uri);

test('an exact match comes before prefixes, longer prefixes before shorter, prefixes before wildcards', () => {
  const table = tableOf(
    ['a', 'prefix'],
    ['a.b.', 'prefix'],
    ['a..c', 'wildcard'],
    ['a.b.c', 'exact'],
    ['', 'prefix'],
  );
  expect(found(table, 'a.b.c')).toEqual(['a.b.c', 'a.b.', 'a', '', 'a..c']);
});

test("wildcards come in the spec's order: the longest literal run before the first wildcard, then the next", () => {
  // The example of "Pattern-based Registrations", conflict resolution.
  const table = tableOf(
    ['a1.b2..d4.e5', 'wildcard'],
    ['a1.b2.c3..e5', 'wildcard'],
    ['a1.b2..d4.', 'wildcard'],
  );
  expect(found(table, 'a1.b2.c3.d4.e5')).toEqual(['a1.b2.c3..e5', 'a1.b2..d4.e5', 'a1.b2..d4.']);
});

test('finds what a search through all patterns finds, while patterns come and go', () => {
  const part = fc.constantFrom('a', 'b', '');
  const pattern: fc.Arbitrary<Pattern> = fc.record({
    uri: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.')),
    match: fc.constantFrom<Match>('exact', 'prefix', 'wildcard'),
  });
  const uri = fc
    .array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('.'));
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 30 }), fc.array(uri, { maxLength: 10 }), (patterns, uris) => {
      const table = new PatternTable<{ pattern: Pattern }>();
      const all = new Set<{ pattern: Pattern }>();
      for (const each of patterns) {
        // A pattern that is there already goes, one that is not comes.
        const known = table.get(each);
        if (known === undefined) {
          const value = { pattern: each };
          table.add(value);
          all.add(value);
        } else {
          table.delete(known);
          all.delete(known);
        }
      }
      expect(table.size).toBe(all.size);
      for (const each of uris) {
        const expected = [...all].filter(({ pattern: p }) => matches(p.uri, p.match, each));
        expect(new Set(table.matching(each))).toEqual(new Set(expected));
      }
    }),
  );
});
