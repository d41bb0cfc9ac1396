/** Payloads that travel on as the bytes they came in, where both ends speak the same serializer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../core/encode.ts';
import type { Call, Message } from '../core/messages.ts';
import { cbor, cborFormat } from './cbor.ts';
import { json, jsonFormat } from './json.ts';
import { msgpack, msgpackFormat } from './msgpack.ts';
import { type Format, Pieces, type Serializer } from './serializer.ts';
import { large, outcome, passOn, text } from './splicing.test-world.ts';

/** A message as data: what its payload says, however it is kept. */
const plain = (message: Message) => {
  if (!('payload' in message)) return message;
  const { args, kwargs, opaque } = message.payload;
  return { ...message, payload: { args, kwargs, opaque } };
};

const dictionary = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));

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
