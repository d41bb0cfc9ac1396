/** The inspector's pure parts: what is typed, what is shown, what is kept. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RawEvent } from '../../../peer/client.ts';
import { arranged, wordsOf } from './arrange.ts';
import { typedArgs, typedKwargs } from './payload-input.ts';
import { Tail } from './tail.ts';
import { payloadPreview, pretty, preview } from './value-text.ts';
import { readMetrics, vitalSigns } from './vital-signs.ts';

const eventOf = (n: number): RawEvent => ({
  topic: `com.t${n % 3}`,
  args: [n],
  kwargs: {},
  publisher: null,
  publication: n,
  retained: false,
  seq: null,
  corrects: null,
});

describe('the tail', () => {
  test('keeps the newest, newest first, and counts all that came', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 }),
        (most, batches) => {
          const tail = new Tail(most);
          let came = 0;
          for (const size of batches) {
            const events = Array.from({ length: size }, (_, i) => eventOf(came + i + 1));
            tail.add({ events, missed: 0 }, 0);
            came += size;
          }
          const kept = Array.from({ length: Math.min(came, most) }, (_, i) => came - i);
          expect(tail.came).toBe(came);
          expect(tail.newest().map(({ id, event }) => [id, event.args[0]])).toEqual(kept.map((n) => [n, n]));
        },
      ),
    );
  });

  test('finds rows by all words, whatever their case, in topic and payload', () => {
    const tail = new Tail(100);
    tail.add({ events: Array.from({ length: 30 }, (_, i) => eventOf(i)), missed: 7 }, 0);
    expect(tail.newest(wordsOf('COM.T1 22')).map(({ event }) => event.args[0])).toEqual([22]);
    expect(tail.missed).toBe(7);
    tail.clear();
    expect([tail.newest(), tail.came, tail.missed]).toEqual([[], 0, 0]);
  });
});

describe('what is typed', () => {
  test('is JSON, or says in which line and column it ceases to be', () => {
    expect(typedArgs(' ')).toEqual({ value: [] });
    expect(typedArgs('[1, {"a": null}]')).toEqual({ value: [1, { a: null }] });
    expect(typedArgs('[1,\n  {"a" 2}]')).toEqual({ fault: 'json', line: 2, column: 8, found: '2' });
    expect(typedArgs('[1, 2')).toMatchObject({ fault: 'json', line: 1, column: 6 });
    expect(typedArgs('{}')).toEqual({ fault: 'list' });
    expect(typedKwargs('[]')).toEqual({ fault: 'object' });
    expect(typedKwargs('null')).toEqual({ fault: 'object' });
    expect(typedKwargs('')).toEqual({ value: {} });
  });

  test('bytes are base64 behind a zero character, as WAMP has them in JSON', () => {
    expect(typedArgs(String.raw`["\u0000AAEC", "AAEC"]`)).toEqual({
      value: [new Uint8Array([0, 1, 2]), 'AAEC'],
    });
    expect(typedArgs(String.raw`["\u0000!"]`)).toEqual({ fault: 'bytes' });
  });

  test('any JSON is taken as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('\\u0000') && !text.includes('__proto__'));
        expect(typedArgs(text)).toEqual({ value: JSON.parse(text) });
      }),
    );
  });
});

describe('what is shown of a value', () => {
  test('is JSON, but that bytes are told by size and first bytes', () => {
    expect(pretty({ a: [1, 'x'], b: {} })).toBe('{\n  "a": [\n    1,\n    "x"\n  ],\n  "b": {}\n}');
    expect(preview({ tour: new Uint8Array([255, 0, 16]) })).toBe('{"tour": ‹3 bytes: ff 00 10›}');
    expect(pretty(new Uint8Array(1))).toBe('‹1 byte: 00›');
    expect(pretty(new Uint8Array(100))).toMatch(/^‹100 bytes: (00 ){48}…›$/);
    expect(payloadPreview({ args: [7], kwargs: { k: true } })).toBe('7 {"k": true}');
    expect(payloadPreview({ args: [], kwargs: {} })).toBe('');
    expect(payloadPreview({ args: [1, 2], kwargs: {} })).toBe('[1, 2]');
  });

  test('pretty JSON is what JSON.stringify makes of it, as long as it is short', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value, null, 2).replaceAll(/: -0(?=[,\n]|$)/g, ': 0');
        fc.pre(text.length < 2000);
        expect(pretty(value)).toBe(text);
      }),
    );
  });

  test('is never longer than it may be, nor costs more', () => {
    const huge = { list: Array.from({ length: 100_000 }, (_, i) => ({ i, text: 'x'.repeat(100) })) };
    expect(preview(huge, 100)).toHaveLength(100);
    expect(pretty('y'.repeat(1_000_000), 500)).toHaveLength(500);
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i += 1) deep = [deep];
    expect(preview(deep)).toContain('…');
  });
});

test('rows are found by all words and put in order; equal ones stay as they came', () => {
  const rows = [
    { id: 1, name: 'b', role: 'donor' },
    { id: 2, name: 'a', role: 'donor' },
    { id: 3, name: 'b', role: 'operator' },
  ];
  const how = {
    search: (row: (typeof rows)[0]) => `${row.name} ${row.role}`,
    value: (row: (typeof rows)[0]) => row.name,
  };
  const ids = (words: string, down = false) => arranged(rows, wordsOf(words), how, down).map(({ id }) => id);
  expect(ids('')).toEqual([2, 1, 3]);
  expect(ids('', true)).toEqual([1, 3, 2]);
  expect(ids('B  Donor')).toEqual([1]);
  expect(ids('c')).toEqual([]);
});

test('vital signs are sums over labels, and rates between two readings of one router', () => {
  const text = (received: number) =>
    [
      '# HELP lehr_messages_received_total Messages.',
      `lehr_messages_received_total{type="CALL"} ${received}`,
      'lehr_messages_received_total{type="odd } \\" 9"} 5',
      'lehr_sessions 3',
      '',
    ].join('\n');
  const first = readMetrics(text(100), 1000);
  expect(vitalSigns(null, first)).toMatchObject({ sessions: 3, received: null, waiting: null });
  expect(vitalSigns(first, readMetrics(text(150), 3000))).toMatchObject({ received: 25 });
  expect(vitalSigns(first, readMetrics(text(0), 3000))).toMatchObject({ received: null });
});
