/** The checker of JSON beside JSON.parse: it may say yes to nothing else, and must say yes to what peers really send. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFormat } from './json.ts';
import { elements } from './json-skip.ts';
import { DEEPEST, listOf } from './serializer.ts';

const ALL = Number.POSITIVE_INFINITY;
const bytesOf = (json: string) => Buffer.from(json);
/** At any offset in memory, with quotes before and behind it. */
function placed(json: Uint8Array, offset: number): Uint8Array {
  const memory = new Uint8Array(offset + json.length + 9).fill(0x22);
  memory.set(json, offset);
  return memory.subarray(offset, offset + json.length);
}

const long = fc.string({ unit: 'binary', minLength: 25, maxLength: 120 });
const ascii = fc.string({ minLength: 25, maxLength: 200 });
const bytes = fc.uint8Array({ maxLength: 90 }).map((all) => `\0${Buffer.from(all).toString('base64')}`);
const plain = fc.string().filter((text) => !text.startsWith('\0'));
const leaf = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1e300, -2.5e-7),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  plain,
  long.filter((text) => !text.startsWith('\0')),
  ascii,
  bytes,
);
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), long), tie('value'), { maxKeys: 5 }),
  ),
})).value;
const lists = fc.array(value, { minLength: 1, maxLength: 5 });

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

describe('the checker of JSON', () => {
  it('takes whatever JSON.stringify writes, however it is laid out, and finds its elements', () => {
    const indent = fc.constantFrom(undefined, 2, '\t', '\r\n');
    fc.assert(
      fc.property(lists, indent, fc.nat(3), (list, space, offset) => {
        const json = placed(bytesOf(JSON.stringify(list, null, space)), offset);
        const found = elements(json, ALL);
        expect(found).toHaveLength(list.length);
        for (const [i, { from, to }] of found!.entries()) {
          expect(Buffer.from(json.subarray(from, to)).toString()).toBe(
            JSON.stringify([list[i]], null, space).slice(1, -1).trim(),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes of digits, signs and commas just what the parser takes, wherever they lie', () => {
    const signs = fc.array(fc.constantFrom(...'0123456789,,-'), { maxLength: 40 }).map((all) => all.join(''));
    const numbers = fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer()), { minLength: 1 });
    const spoiled = fc.tuple(numbers, fc.nat(), fc.constantFrom('', '0', ',', '-', ' ', '.', 'é'));
    const text = fc.oneof(
      signs,
      spoiled.map(([all, where, what]) => {
        const json = all.join(',');
        const at = where % (json.length + 1);
        return json.slice(0, at) + what + json.slice(at);
      }),
    );
    fc.assert(
      fc.property(text, fc.nat(3), (inner, offset) => {
        const json = `[[${inner}]]`;
        const isRight = Array.isArray(outcome(() => JSON.parse(json)));
        expect(elements(placed(bytesOf(json), offset), ALL) !== null).toBe(isRight);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes of quotes, escapes and control characters just what the parser takes, wherever they lie', () => {
    const parts = fc.constantFrom(
      'a',
      'bc',
      'def',
      'ghij',
      'é',
      '\\n',
      '\\\\',
      '\\"',
      '"',
      '\n',
      '\\u00e9',
      '\\u00g9',
      '\\',
      '\x7f',
      '\x1f',
    );
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 12 }),
        fc.constantFrom(0, 100, 200),
        fc.nat(3),
        (all, far, offset) => {
          const json = `["${'x'.repeat(far)}${all.join('')}"]`;
          const isRight = Array.isArray(outcome(() => JSON.parse(json)));
          expect(elements(placed(bytesOf(json), offset), ALL) !== null).toBe(isRight);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('takes nothing that the parser refuses, and what it puts off is read the same later', () => {
    const spoiling = fc.array(
      fc.record({
        where: fc.nat(),
        how: fc.constantFrom('set', 'insert', 'remove', 'cut', 'twice'),
        byte: fc.oneof(
          fc.nat(255),
          fc.constantFrom(...Buffer.from('"\\/{}[],:.eE+-0159ntfu= _\n\t\0\x1f\x7f\x80\xff', 'latin1')),
        ),
      }),
      { maxLength: 4 },
    );
    const filler = 'x'.repeat(500);
    fc.assert(
      fc.property(lists, spoiling, fc.boolean(), fc.nat(3), (list, changes, nearEnd, offset) => {
        const args = nearEnd ? [filler, ...list] : [...list, filler];
        let json = bytesOf(JSON.stringify([48, 1, {}, 'p', args]));
        const room = json.length - filler.length;
        for (const { where, how, byte } of changes) {
          const at = nearEnd ? Math.max(0, json.length - 1 - (where % room)) : where % room;
          const [before, behind] = [json.subarray(0, at), json.subarray(at)];
          if (how === 'set') json = Buffer.concat([before, Buffer.of(byte), behind.subarray(1)]);
          else if (how === 'insert') json = Buffer.concat([before, Buffer.of(byte), behind]);
          else if (how === 'remove') json = Buffer.concat([before, behind.subarray(1)]);
          else if (how === 'twice') json = Buffer.concat([before, behind.subarray(0, 7), behind]);
          else json = Buffer.from(before);
        }
        const message = placed(json, offset);
        const parsed = outcome(() => {
          const { tuple, from, late } = jsonFormat.splicing!.parse(message);
          return late ? [...tuple.slice(0, 4), ...jsonFormat.splicing!.read(message.subarray(from))] : tuple;
        });
        expect(parsed).toStrictEqual(outcome(() => listOf(jsonFormat.parse(message))));
      }),
      { numRuns: 1500 },
    );
  });

  it('sees a control character, a quote and a backslash wherever they stand in a long string', () => {
    for (let offset = 0; offset < 4; offset++) {
      for (let at = 0; at < 90; at++) {
        const spoilt = (by: string) =>
          placed(bytesOf(`["${'x'.repeat(at)}${by}${'\x7f'.repeat(89 - at)}"]`), offset);
        for (const bad of ['\0', '\n', '\x1f', '"', '\\x', '\\u12g4', '\\']) {
          // A backslash before the closing quote leaves the string open, one before text is no escape.
          expect(elements(spoilt(bad), ALL)).toBeNull();
        }
        for (const good of ['\x20', '\x7f', 'é', '\u{1f525}', '\\"', '\\\\', '\\u00fF', '\\n']) {
          expect(elements(spoilt(good), ALL)).toHaveLength(1);
        }
      }
    }
  });

  it('takes what is broken in no place where JSON has a rule', () => {
    const broken =
      '|[|]|[]|[1,]|[,1]|[1 2]|[1]]|[1],|[[]|[{]|[{}|[{"a"}]|[{"a":}]|[{"a":1,}]|[{a:1}]|[{"a" 1}]|[{1:2}]|{"a":1}|1|"a"|' +
      '[01]|[-]|[+1]|[.5]|[1.]|[1e]|[1e+]|[1.e1]|[--1]|[0x1]|[1_0]|[NaN]|[tru]|[truE]|[nul]|[falsey]|[\'a\']|["a]|["\\u12"]|' +
      '[\v1]|[\f1]|[\u00a01]|\ufeff[1]|[1]\0|[1,\0]|[/**/1]|[1]1|["\\u0000"';
    for (const json of broken.split('|')) expect([json, elements(bytesOf(json), ALL)]).toEqual([json, null]);
  });

  it(`counts levels as the parser does: ${DEEPEST} and no more`, () => {
    const nested = (levels: number, open: string, close: string) =>
      bytesOf(`[${open.repeat(levels - 1)}1${close.repeat(levels - 1)}]`);
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      expect(elements(nested(DEEPEST, open, close), ALL)).toHaveLength(1);
      expect(elements(nested(DEEPEST + 1, open, close), ALL)).toBeNull();
      // Levels side by side do not add up.
      const beside = bytesOf(`[${`${open}1${close},`.repeat(DEEPEST)}1]`);
      expect(elements(beside, ALL)).toHaveLength(DEEPEST + 1);
    }
  });

  it('leaves bytes that are no padded base64 to the parser, and takes those that are', () => {
    for (const good of ['', 'AAAA', 'AA==', 'AAA=', `${'+/09azAZ'.repeat(40)}AA==`]) {
      expect(elements(bytesOf(`["\\u0000${good}"]`), ALL)).toHaveLength(1);
    }
    const bad = [
      'A',
      'AA',
      'AAA',
      'A===',
      '====',
      'AA=A',
      'AAA-',
      'AAA_',
      'AA A',
      'AA=A',
      '=AAA',
      'AAAéA',
      'AA==AAAA',
      'AAA\\/',
    ];
    for (const text of bad) {
      expect([text, elements(bytesOf(`["\\u0000${text}"]`), ALL)]).toEqual([text, null]);
      // As a key, or behind other text, it is text.
      expect(elements(bytesOf(`[{"\\u0000${text}":"a\\u0000${text}"}]`), ALL)).toHaveLength(1);
    }
  });

  it('takes integers with and without white space, and nothing in their place', () => {
    for (const good of ['[1,2,-3,40]', '[1,\n2, -3 ,0,0]', '[1,"a",2]', '[1,[2,3],4]', '[1,2.5,3e1]']) {
      expect([good, elements(bytesOf(`[${good}]`), ALL)]).toEqual([good, [{ from: 1, to: good.length + 1 }]]);
    }
    for (const bad of ['[1,]', '[1,,2]', '[1,-,2]', '[1,02,3]', '[1,2 3]', '[1,- 2]', '[1,-01,2]', '[1,2']) {
      expect([bad, elements(bytesOf(`[${bad}]`), ALL)]).toEqual([bad, null]);
    }
  });

  it('stops where there are more elements than any message has', () => {
    expect(elements(bytesOf('[1,2,3]'), 3)).toHaveLength(3);
    expect(elements(bytesOf('[1,2,3]'), 2)).toBeNull();
  });
});
