import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { ProtocolViolation } from './errors.ts';
import { MAX_ID } from './ids.ts';
import { CODES } from './message-codes.ts';

/** One tuple per message and payload shape, as the spec lays them out. */
const TUPLES: readonly (readonly unknown[])[] = [
  [1, 'realm1', { roles: { caller: {} } }],
  [2, 9129137332, { roles: { broker: {}, dealer: {} } }],
  [3, { message: 'no' }, 'wamp.error.no_such_realm'],
  [3, {}, 'wamp.error.no_such_realm', ['why'], { how: 1 }],
  [4, 'ticket', {}],
  [5, 'secret', {}],
  [6, {}, 'wamp.close.close_realm'],
  [8, 48, 7814135, {}, 'app.error'],
  [8, 68, 1, {}, 'app.error', ['text']],
  [8, 68, 1, {}, 'app.error', [], { code: 3 }],
  [16, 1, { acknowledge: true }, 'app.topic', ['x'], { k: null }],
  [17, 1, MAX_ID],
  [32, 1, { match: 'prefix' }, 'app.'],
  [33, 1, 2],
  [34, 1, 2],
  [35, 1],
  [35, 0, { subscription: 2, reason: 'wamp.subscription.revoke' }],
  [36, 2, 3, { topic: 'app.topic' }, ['x']],
  [48, 1, { timeout: 1000, receive_progress: true }, 'app.add', [1, 2]],
  [48, 1, { enc_algo: 'cryptobox' }, 'app.add', 'sealed'],
  [49, 1, { mode: 'killnowait' }],
  [50, 1, { progress: true }, [3]],
  [64, 1, { invoke: 'load', concurrency: 2 }, 'app.add'],
  [65, 1, 2],
  [66, 1, 2],
  [67, 1],
  [67, 0, { registration: 2 }],
  [68, 1, 2, { procedure: 'app.add' }, [], { a: 1 }],
  [69, 1, { mode: 'kill' }],
  [70, 1, {}, ['done']],
  [337, 5512315355],
];

describe('decode and encode', () => {
  test.each(TUPLES.map((tuple) => [JSON.stringify(tuple), tuple]))('%s survives both ways', (_, tuple) => {
    expect(encode(decode(tuple))).toEqual(tuple);
  });

  test('every message code has a sample here', () => {
    const codes = new Set(TUPLES.map(([code]) => code));
    expect(Object.values(CODES).filter((code) => !codes.has(code))).toEqual([]);
  });

  test('absent, undefined and null payload parts are absent', () => {
    expect(decode([48, 1, {}, 'app.add', undefined, undefined])).toMatchObject({ payload: {} });
    expect(encode(decode([48, 1, {}, 'app.add', null, null]))).toEqual([48, 1, {}, 'app.add']);
    expect(encode(decode([50, 1, {}, null, { a: 1 }]))).toEqual([50, 1, {}, [], { a: 1 }]);
  });

  test('an empty argument list stays an empty argument list', () => {
    expect(encode(decode([50, 1, {}, []]))).toEqual([50, 1, {}, []]);
  });

  test('the payload passes by reference', () => {
    const args = [{ big: true }];
    const message = decode([48, 1, {}, 'app.add', args]);
    expect(encode(message)[4]).toBe(args);
  });

  test('an option that is undefined or null counts as absent', () => {
    expect(decode([16, 1, { acknowledge: undefined, exclude: null }, 'app.topic']).type).toBe('PUBLISH');
  });
});

describe('a violation is', () => {
  const BROKEN: readonly (readonly [why: string, tuple: unknown, reason: string])[] = [
    ['no list', { 0: 1 }, 'must be a list'],
    ['an empty list', [], 'message code'],
    ['an unknown code', [99, 1], 'message code'],
    ['a code that only looks like one', ['48', 1, {}, 'app.add'], 'message code'],
    ['a code of the prototype', ['constructor'], 'message code'],
    ['too short', [48, 1, {}], 'CALL must have 4 to 6 elements'],
    ['too long', [49, 1, {}, 1], 'CANCEL must have 3 elements'],
    ['id 0', [48, 0, {}, 'app.add'], 'CALL.Request'],
    ['a negative id', [48, -1, {}, 'app.add'], 'CALL.Request'],
    ['an id over 2^53', [48, 2 ** 53 + 2, {}, 'app.add'], 'CALL.Request'],
    ['a fraction for an id', [48, 1.5, {}, 'app.add'], 'CALL.Request'],
    ['a bigint for an id', [48, 1n, {}, 'app.add'], 'CALL.Request'],
    ['options that are a list', [48, 1, [], 'app.add'], 'CALL.Options'],
    ['options that are bytes', [48, 1, new Uint8Array(2), 'app.add'], 'CALL.Options'],
    ['a procedure that is no string', [48, 1, {}, 5], 'CALL.Procedure'],
    ['arguments that are a dictionary', [48, 1, {}, 'app.add', {}], 'CALL.Arguments'],
    ['arguments that are text', [48, 1, {}, 'app.add', 'text'], 'CALL.Arguments'],
    ['keyword arguments that are a list', [48, 1, {}, 'app.add', [], []], 'CALL.ArgumentsKw'],
    ['HELLO without roles', [1, 'realm1', {}], 'roles'],
    ['HELLO whose roles are null', [1, 'realm1', { roles: null }], 'roles'],
    ['HELLO with no role at all', [1, 'realm1', { roles: {} }], 'roles'],
    ['HELLO whose role is a string', [1, 'realm1', { roles: { caller: 'yes' } }], 'roles'],
    ['HELLO with a realm that is no string', [1, null, { roles: { caller: {} } }], 'HELLO.Realm'],
    ['ERROR for what is no request', [8, 17, 1, {}, 'app.error'], 'ERROR.REQUEST.Type'],
    ['a concurrency of 0', [64, 1, { concurrency: 0 }, 'app.add'], 'concurrency'],
    ['an unknown invoke', [64, 1, { invoke: 'best' }, 'app.add'], 'invoke'],
    ['a negative timeout', [48, 1, { timeout: -1 }, 'app.add'], 'timeout'],
    ['an unknown cancel mode', [49, 1, { mode: 'abort' }], 'mode'],
    ['an unknown match', [32, 1, { match: 'regex' }, 'app.topic'], 'match'],
    ['an exclude list of strings', [16, 1, { exclude: ['1'] }, 'app.topic'], 'exclude'],
  ];

  test.each(BROKEN)('%s', (_, tuple, reason) => {
    expect(() => decode(tuple)).toThrow(ProtocolViolation);
    expect(() => decode(tuple)).toThrow(reason);
  });

  test('the only thing decode throws, whatever comes in', () => {
    const anything = fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true });
    const code = fc.constantFrom(...Object.values(CODES), 0, 7, -1, 1e9);
    fc.assert(
      fc.property(code, fc.array(anything, { maxLength: 7 }), (first, rest) => {
        try {
          decode([first, ...rest]);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolViolation);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
