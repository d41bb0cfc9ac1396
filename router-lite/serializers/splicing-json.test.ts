/** JSON payloads that travel on as the bytes they came in: what of a text may be passed over unread. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../core/messages.ts';
import { json, jsonFormat } from './json.ts';
import { elementAt } from './json-scan.ts';
import { passOn } from './splicing.test-world.ts';

const tame = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('JSON: a payload that passes through', () => {
  it('is built only when somebody looks into it, if it is large, and is the same then', () => {
    const bytes = Buffer.alloc(600, 7);
    const parts = [[`\0${bytes.toString('base64')}`, { é: [1, 2.5] }], { a: null }];
    for (const tail of [parts, parts.slice(0, 1)]) {
      const call = Buffer.from(JSON.stringify([48, 1, { x: '\0AAAA' }, 'p', ...tail]));
      expect(jsonFormat.splicing!.parse(call).late).toBe(true);
      const { payload, options } = json.decode(call) as Call;
      expect(options).toStrictEqual({ x: new Uint8Array(3) });
      expect(payload.args).toStrictEqual([new Uint8Array(bytes), { é: [1, 2.5] }]);
      expect(payload.kwargs).toStrictEqual(tail[1]);
    }
  });

  it('is read at once where it is no list or what follows is no dictionary, and refused as ever', () => {
    const long = 'x'.repeat(600);
    for (const tail of [
      [null, { a: long }],
      [[long], null],
    ]) {
      const call = Buffer.from(JSON.stringify([48, 1, {}, 'p', ...tail]));
      expect(jsonFormat.splicing!.parse(call).late ?? false).toBe(tail[0] !== null);
      expect((jsonFormat.parse(passOn(json, call)) as unknown[]).slice(4)).toStrictEqual(
        tail[0] === null ? [[], { a: long }] : [[long]],
      );
    }
    for (const tail of [[long], [{ a: long }], [[long], [1]], [[long], {}, 1]]) {
      expect(() => json.decode(Buffer.from(JSON.stringify([48, 1, {}, 'p', ...tail])))).toThrow();
    }
  });

  it('keeps numbers that JavaScript cannot hold, white space and escapes', () => {
    const bytes = passOn(
      json,
      Buffer.from(
        ' [ 48 , 1 ,{"a":"],[\\"\\\\"} , "p" , [ 12345678901234567890, 1.0 ,"\\u00e9]" ] , {} ] \n',
      ),
    );
    expect(Buffer.from(bytes).toString()).toContain('[ 12345678901234567890, 1.0 ,"\\u00e9]" ] , {}');
    expect(jsonFormat.parse(bytes)).toHaveLength(6);
  });

  it('finds each element of any list', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { minLength: 1 }),
        fc.nat(),
        fc.constantFrom(undefined, 1),
        (list, n, indent) => {
          const index = n % list.length;
          const bytes = Buffer.from(JSON.stringify(list, null, indent));
          const rest = bytes.subarray(elementAt(bytes, index)).toString();
          expect(JSON.parse(`[${rest}`)).toStrictEqual(tame(list.slice(index)));
        },
      ),
    );
  });
});
