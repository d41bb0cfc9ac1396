/** CBOR payloads that travel on as the bytes they came in: which do not. */
import { describe, expect, it } from 'vitest';
import { cbor, cborFormat } from './cbor.ts';
import { large, outcome, passOn, text } from './splicing.test-world.ts';

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
