import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_SHORT, shortText } from './short-texts.ts';

const utf8 = new TextEncoder();

test('a text is what its bytes say, whatever took its place before', () => {
  const text = fc.oneof(
    fc.string({ maxLength: LONGEST_SHORT }),
    // Few places for many: with these each is taken time and again.
    fc.integer({ min: 0, max: 5_000 }).map((n) => `com.example.topic.${n}`),
  );
  const ascii = text.filter((each) => utf8.encode(each).length === each.length);
  fc.assert(
    fc.property(fc.array(ascii, { maxLength: 400 }), fc.nat(9), (texts, before) => {
      for (const each of texts) {
        const bytes = utf8.encode(`${'x'.repeat(before)}${each}y`);
        expect(shortText(bytes, before, before + each.length)).toBe(each);
      }
    }),
  );
});

test('a text that is not all ASCII is left to others', () => {
  const bytes = utf8.encode('grüezi');
  expect(shortText(bytes, 0, bytes.length)).toBeUndefined();
  expect(shortText(bytes, 0, 2)).toBe('gr');
});
