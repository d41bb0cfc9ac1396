/** Payloads that travel on as the bytes they came in, where both ends speak the same serializer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../core/encode.ts';
import type { Call, Message } from '../core/messages.ts';
import { cbor, cborFormat } from './cbor.ts';
import { json, jsonFormat } from './json.ts';
import { elementAt } from './json-scan.ts';
import { msgpack, msgpackFormat } from './msgpack.ts';
import { type Format, Pieces, type Serializer } from './serializer.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** What a callee gets of a CALL with these bytes. */
function passOn(from: Serializer, call: Uint8Array, to: Serializer = from): Uint8Array {
  const { payload } = from.decode(call) as Call;
  const details = { caller: 7, caller_authid: 'żółw' };
  return to.encode({ type: 'INVOCATION', request: 1, registration: 2 ** 53, details, payload });
}

/** A message as data: what its payload says, however it is kept. */
const plain = (message: Message) => {
  if (!('payload' in message)) return message;
  const { args, kwargs, opaque } = message.payload;
  return { ...message, payload: { args, kwargs, opaque } };
};

const dictionary = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
const tame = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe.each<[string, Serializer, Format]>([
  ['JSON', json, jsonFormat],
  ['MessagePack', msgpack, msgpackFormat],
  ['CBOR', cbor, cborFormat],
])('%s: a payload that passes through', (_, serializer, format) => {
  it('is the very bytes that came, whatever it holds and whatever stands before it', () => {
    const payloads = fc.oneof(
      fc.tuple(fc.array(fc.jsonValue({ maxDepth: 3 }))),
      fc.tuple(fc.array(fc.jsonValue()), dictionary),
    );
    fc.assert(
      fc.property(payloads, dictionary, fc.string(), (parts, noise, procedure) => {
        const call = format.write([48, 1, { x: noise, timeout: 7 }, procedure, ...parts]);
        const bytes = passOn(serializer, call);
        const { tuple, from, late } = format.splicing!.parse(call);
        if (!late) expect(tuple).toStrictEqual(format.parse(call));
        expect(text(bytes)).toContain(text(call.subarray(from)));
        expect((format.parse(bytes) as unknown[]).slice(4)).toStrictEqual(
          (format.parse(call) as unknown[]).slice(4),
        );
      }),
    );
  });

  it('says how long it is, for who keeps it', () => {
    const { payload } = serializer.decode(format.write([48, 1, {}, 'a.b', ['x'.repeat(5000)]])) as Call;
    expect(payload.size).toBeGreaterThanOrEqual(5000);
    expect(payload.size).toBeLessThan(5100);
  });

  it('is not copied where it is large and the message may go in two pieces, an event to all in the same', () => {
    const sizes = fc.constantFrom(10, 600, 4000, 5000, 70_000);
    fc.assert(
      fc.property(sizes, fc.string(), fc.boolean(), (size, topic, named) => {
        const args = ['x'.repeat(size)];
        const bytes = format.write([16, 1, {}, topic, args, ...(named ? [{ a: 1 }] : [])]);
        const { payload } = serializer.decode(bytes) as Call;
        const event: Message = { type: 'EVENT', subscription: 1, publication: 2, details: {}, payload };
        const pieces = serializer.pieces(event);
        expect(serializer.pieces(event)).toBe(pieces);
        const whole = serializer.encode(event);
        expect(serializer.encode(event)).toBe(whole);
        expect(format.parse(whole)).toStrictEqual([36, 1, 2, {}, args, ...(named ? [{ a: 1 }] : [])]);
        if (!(pieces instanceof Pieces)) throw new Error('it was written anew');
        if (size >= 5000) expect(pieces.payload.buffer).toBe(bytes.buffer);
        expect(pieces.length).toBe(whole.length);
        expect(Buffer.concat([Buffer.from(pieces.head), pieces.payload]).equals(whole)).toBe(true);
      }),
    );
  });

  it('says what it would say if it were written anew', () => {
    const messages: Message[] = [
      { type: 'YIELD', request: 3, options: {}, payload: { args: [1, 'é'], kwargs: { a: null } } },
      { type: 'PUBLISH', request: 3, options: {}, topic: 'a.b', payload: { args: [] } },
      { type: 'PUBLISH', request: 3, options: {}, topic: 'a.b', payload: {} },
      {
        type: 'ERROR',
        requestType: 'INVOCATION',
        request: 1,
        details: {},
        error: 'a.b',
        payload: { kwargs: { x: [1] } },
      },
    ];
    for (const message of messages) {
      const again = serializer.decode(serializer.encode(message));
      expect(plain(serializer.decode(serializer.encode(again)))).toStrictEqual(
        plain(serializer.decode(format.write(encode(message)))),
      );
    }
  });

  it('has no null in the place of what is absent', () => {
    expect(format.parse(passOn(serializer, format.write([48, 1, {}, 'p', null, { a: 1 }])))).toHaveLength(6);
    expect(
      (format.parse(passOn(serializer, format.write([48, 1, {}, 'p', null, { a: 1 }]))) as unknown[])[4],
    ).toEqual([]);
    expect(format.parse(passOn(serializer, format.write([48, 1, {}, 'p', [1], null])))).toHaveLength(5);
    expect(format.parse(passOn(serializer, format.write([48, 1, {}, 'p', null])))).toHaveLength(4);
  });

  it('is opaque where it is sealed', () => {
    const call = format.write([48, 1, { enc_algo: 'cryptobox' }, 'p', new Uint8Array([1, 2, 3])]);
    expect((format.parse(passOn(serializer, call)) as unknown[])[4]).toStrictEqual(new Uint8Array([1, 2, 3]));
  });

  it('is written anew for another serializer', () => {
    const other = serializer === json ? msgpack : json;
    const call = format.write([48, 1, {}, 'p', [1, new Uint8Array([0, 255]), { é: 'x' }]]);
    expect((other.decode(passOn(serializer, call, other)) as Call).payload.args).toStrictEqual([
      1,
      new Uint8Array([0, 255]),
      { é: 'x' },
    ]);
  });

  it('does not keep the network chunk in memory that it came in', () => {
    const call = format.write([48, 1, {}, 'p', ['x'.repeat(100)]]);
    const chunk = new Uint8Array(65_536);
    chunk.set(call, 1000);
    const passed = serializer.decode(chunk.subarray(1000, 1000 + call.length)) as Call;
    chunk.fill(0);
    expect((serializer.decode(serializer.encode(passed)) as Call).payload.args).toStrictEqual([
      'x'.repeat(100),
    ]);
  });
});

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

/** A large binary, which is not where the bytes are changed. */
const large = new Uint8Array(1024);

describe.each<[string, Serializer, Format]>([
  ['MessagePack', msgpack, msgpackFormat],
  ['CBOR', cbor, cborFormat],
])('%s: a payload that passes through', (_, serializer, format) => {
  it('is built only when somebody looks into it, if it is large, and is the same then', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.uint8Array(),
      fc.bigInt({ min: 2n ** 53n + 1n, max: 2n ** 64n - 1n }),
    );
    const parts = fc.oneof(fc.tuple(fc.array(anything)), fc.tuple(fc.array(anything), dictionary));
    fc.assert(
      fc.property(parts, ([args, kwargs]) => {
        const tuple = [48, 1, {}, 'p', [...args, large], ...(kwargs === undefined ? [] : [kwargs])];
        const bytes = format.write(tuple);
        expect(format.splicing!.parse(bytes).late).toBe(true);
        const { payload } = serializer.decode(bytes) as Call;
        const [, , , , seen, named] = format.parse(bytes) as unknown[];
        expect(payload.args).toStrictEqual(seen);
        expect(payload.kwargs).toStrictEqual(named);
        expect(json.encode({ type: 'YIELD', request: 1, options: {}, payload })).toEqual(
          json.encode({
            type: 'YIELD',
            request: 1,
            options: {},
            payload: { args: seen as unknown[], ...(named ? { kwargs: named as object } : {}) },
          } as Message),
        );
      }),
    );
  });

  it('is refused for whatever a small one is refused for', () => {
    const spoiling = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    const integers = fc.array(fc.oneof(fc.nat(127), fc.nat(255), fc.nat(65_535), fc.integer()), {
      minLength: 8,
    });
    const noise = fc.array(fc.oneof(fc.jsonValue({ maxDepth: 4 }), integers), { minLength: 1 });
    fc.assert(
      fc.property(noise, spoiling, (args, changes) => {
        const bytes = format.write([48, 1, {}, 'p', [large, ...args]]);
        const free = bytes.length - 1040;
        for (const [where, byte] of changes) bytes[1038 + (where % (free + 2))] = byte;
        const whole = outcome(() => format.parse(bytes)) as unknown[];
        const parsed = outcome(() => {
          const { tuple, from, late } = format.splicing!.parse(bytes);
          return late ? [...tuple.slice(0, 4), ...format.splicing!.read(bytes.subarray(from))] : tuple;
        });
        expect(parsed).toStrictEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });
});

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

describe('MessagePack: a payload that passes through', () => {
  it('is read at once where it is broken or nests too deep', () => {
    for (const broken of [
      `d920${'c3'.repeat(32)}`,
      `${'91'.repeat(199)}01`,
      'a0' + 'c1',
      'a2c328',
      'd9',
      'c6ffffffff',
      'ddffffffff',
      'dfffffffff',
      '8101c0',
      '91d40000',
      'a1',
    ]) {
      const filler = Buffer.concat([
        Buffer.from('95300180a17092c50400', 'hex'),
        large,
        Buffer.from(broken, 'hex'),
      ]);
      expect(outcome(() => msgpackFormat.splicing!.parse(filler).late ?? 'read at once')).not.toBe(true);
    }
  });

  it('is written anew where a key is no string, as all other keys are', () => {
    // [48, 1, {}, 'p', [{1: 2}]]
    const bytes = passOn(msgpack, Buffer.from('95300180a170918101' + '02', 'hex'));
    expect(text(bytes)).toContain(text(Buffer.from('9181a13102', 'hex')));
  });
});

describe('CBOR: a payload that passes through', () => {
  const call = (payload: string) =>
    Buffer.concat([
      Buffer.from('85183001a06170', 'hex'),
      Buffer.from('8259', 'hex'),
      Buffer.from('0400', 'hex'),
      large,
      Buffer.from(payload, 'hex'),
    ]);

  it('is read at once where it is broken, nests too deep, or is no WAMP value', () => {
    expect(outcome(() => cborFormat.splicing!.parse(call('01')).late)).toBe(true);
    for (const broken of [
      'c001',
      `${'81'.repeat(199)}01`,
      '62c328',
      '78',
      '5affffffff',
      '9affffffff',
      'baffffffff',
      '9bffffffffffffffff',
      'a10102',
      'f7',
      'f800',
      'ff',
      '9f01ff',
      '7f6161ff',
      '1c',
      '',
    ]) {
      expect(outcome(() => cborFormat.splicing!.parse(call(broken)).late ?? 'read at once')).not.toBe(true);
    }
  });

  it.each([
    ['undefined', 'f7', null],
    ['a list in parts', '9f01ff', [1]],
    ['a text in parts', '7f61616162ff', 'ab'],
    ['a key that is no string', 'a10102', { 1: 2 }],
  ])('is written anew where it holds %s', (_, payload, value) => {
    for (const bytes of [call(payload), Buffer.from(`85183001a0617081${payload}`, 'hex')]) {
      const passed = passOn(cbor, bytes);
      expect(text(passed)).not.toContain(text(Buffer.from(payload, 'hex')));
      const [, , , , args] = cborFormat.parse(passed) as unknown[][];
      expect(args!.at(-1)).toStrictEqual(value);
    }
  });

  it('keeps numbers as they were written: half a float, a long integer', () => {
    const bytes = Buffer.from('85183001a0617082f93e001b0000000000000001', 'hex');
    expect(text(passOn(cbor, bytes))).toContain(text(Buffer.from('82f93e001b0000000000000001', 'hex')));
  });
});
