import { expect, test } from 'vitest';
import { findForbidden, whileTrapped } from './forbidden.ts';

const found = (source: string) => findForbidden('a.ts', source).map(({ line, what }) => `${line} ${what}`);

test('what differs between engines or runs is found with its line', () => {
  expect(
    found(`const a = Math.random();
const b = Math . exp(1) + Math.sqrt(2) + Math.imul(1, 2);
const { sin } = Math;
const c = Date.now() + new Date().getTime();
const d = 2 ** 0.5;
process.exit();
await import('x');
text.toLocaleString();
setTimeout(f, 1); eval('1');`),
  ).toEqual([
    '1 Math.random',
    '2 Math.exp',
    '3 Math other than as Math.name',
    '4 Date',
    '4 Date',
    '5 the operator **',
    '6 process',
    '7 import()',
    '8 toLocaleString',
    '9 setTimeout',
    '9 eval',
  ]);
});

test('words in comments and strings, and names of somebody’s own, are no use of them', () => {
  expect(
    found(`// Math.random would be wrong
/* Date
   ** */
const a = 'Math.random()' + "Date" + \`process\`;
const b = { Date: 1, process: 2, window: 3 };
const c = job.process + my.Math.random + b.Date;
const updated = myDate + Math.PI + Math.SQRT2;`),
  ).toEqual([]);
});

test('what is forbidden throws while it is trapped, and is itself again afterwards', () => {
  const before = [Math.random, globalThis.Date, Math.exp];
  expect(() => whileTrapped(() => Math.random())).toThrow(/Math\.random is forbidden/);
  expect(() => whileTrapped(() => new Date())).toThrow(/Date is forbidden/);
  expect(whileTrapped(() => Math.sqrt(16) + Math.imul(3, 2))).toBe(10);
  expect([Math.random, globalThis.Date, Math.exp]).toEqual(before);
});
