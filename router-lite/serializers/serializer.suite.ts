/** What every serializer must do. Run by serializer.test.ts over each of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../core/encode.ts';
import type { Event, Message } from '../core/messages.ts';
import { DEEPEST, type Format, FormatError, type Serializer } from './serializer.ts';

const event = (payload: Event['payload']): Event => ({
  type: 'EVENT',
  subscription: 2 ** 53,
  publication: 2 ** 40 + 1,
  details: {},
  payload,
});

/** Plain data as applications send it. `-0` is left out: JSON has none. */
const data = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    // A string that begins with U+0000 is WAMP's way to write bytes in JSON.
    fc.string({ unit: 'binary' }).filter((text) => !text.startsWith('\0')),
    fc.uint8Array(),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
  ),
})).value;

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
};

export function serializerSuite(serializer: Serializer, format: Format): void {
  const again = (message: Message) => serializer.decode(serializer.encode(message));

  describe(`${serializer.protocol}: what every serializer does`, () => {
    it('brings any plain data through unchanged', () => {
      fc.assert(
        fc.property(data, (value) => {
          expect(format.parse(format.write([value]))).toStrictEqual([value]);
        }),
      );
    });

    it('brings messages through with their bytes, ids up to 2^53 and only the parts they have', () => {
      const call: Message = {
        type: 'CALL',
        request: 1,
        options: { timeout: 1000 },
        procedure: 'com.example.echo',
        payload: { args: [new Uint8Array([0, 255, 7]), 'é\u{1f525}', -1.5, null] },
      };
      expect(encode(again(call))).toStrictEqual(encode(call));
      expect(encode(again(event({})))).toStrictEqual(encode(event({})));
      expect(again(event({ kwargs: { a: [] } })).type).toBe('EVENT');
    });

    it('leaves out members that are undefined instead of writing null', () => {
      expect(format.parse(format.write([{ a: undefined, b: 1 }]))).toStrictEqual([{ b: 1 }]);
    });

    it('writes a Node Buffer as the bytes it is', () => {
      expect(format.parse(format.write([Buffer.from('hi')]))).toStrictEqual([new Uint8Array([104, 105])]);
    });

    it('encodes an event once, and every other message when it is sent', () => {
      const message = event({ args: [1] });
      expect(serializer.encode(message)).toBe(serializer.encode(message));
    });

    it('does not share memory between one message and the next', () => {
      const first = serializer.encode(event({ args: ['first'] }));
      const copy = first.slice();
      serializer.encode(event({ args: ['second, which is longer'] }));
      expect(first).toStrictEqual(copy);
    });

    it('keeps a key __proto__ as data and pollutes nothing', () => {
      const hostile = Object.defineProperty({}, '__proto__', { value: { polluted: true }, enumerable: true });
      const [found] = format.parse(format.write([hostile])) as [object];
      expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
      expect(Object.keys(found)).toEqual(['__proto__']);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    });

    it(`refuses values nested deeper than ${DEEPEST} levels, and reads those above`, () => {
      expect(format.parse(format.write(nested(DEEPEST)))).toStrictEqual(nested(DEEPEST));
      expect(() => format.parse(format.write(nested(DEEPEST + 1)))).toThrow('nested deeper');
    });

    it('refuses what is no list, and lists that are no message', () => {
      expect(() => serializer.decode(format.write({ a: 1 }))).toThrow(FormatError);
      expect(() => serializer.decode(format.write([4711]))).toThrow();
      expect(() => serializer.decode(new Uint8Array())).toThrow(FormatError);
    });

    it('ends in a FormatError for any bytes that are not of the format', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
          try {
            format.parse(noise);
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        }),
      );
    });

    it('refuses every message that was cut short', () => {
      const whole = format.write([1, 'realm1', { roles: { caller: {} }, bytes: new Uint8Array(40) }]);
      for (let end = 0; end < whole.length; end++) {
        expect(() => format.parse(whole.subarray(0, end))).toThrow(FormatError);
      }
    });
  });
}
