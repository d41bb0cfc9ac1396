import { expect, test } from 'vitest';
import { partitionJson, partitionText } from '../export/partition.ts';
import { importPartition } from './partition.ts';

const partition = { title: 'G0', unit: 'cut', spins: [1, -1, -1, 1], energy: -7 };

test('a partition that was written is read again, as text or JSON, with 0 or −1 for down', () => {
  for (const unit of ['cut', 'value']) {
    expect(importPartition(partitionText({ ...partition, unit }), 4)).toEqual(partition.spins);
    expect(importPartition(partitionJson({ ...partition, unit }), 4)).toEqual(partition.spins);
  }
  expect(importPartition('1\r\n-1\r\n', 2)).toEqual([1, -1]);
});

test.each([
  ['1\n1\n', /There are 2 spins; the problem has 3: one a line/],
  ['1\n2\n1\n', /Line 2 is no spin/],
  ['1\n\n1\n', /Line 2 is no spin/],
  ['{"values":[1,"1",0]}', /Value 2 is no spin/],
  ['{"cut":7}', /no list named "values"/],
  ['{"values":[1,', /This is no JSON/],
])('what is none (%j) is refused with its place', (text, message) => {
  expect(() => importPartition(text, 3)).toThrow(message);
});
