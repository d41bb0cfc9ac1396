import { expect, test } from 'vitest';
import { type Partition, partitionJson, partitionText } from './partition.ts';

const cut: Partition = { title: 'G0', unit: 'cut', spins: [1, -1, -1], energy: -7 };

test('a partition is written as a line for each vertex, or as JSON with its cut', () => {
  expect(partitionText(cut)).toBe('1\n-1\n-1\n');
  expect(JSON.parse(partitionJson(cut))).toEqual({ title: 'G0', cut: 7, values: [1, -1, -1] });
});

test('the variables of a QUBO are 0 and 1, and its value is what it is', () => {
  expect(partitionText({ ...cut, unit: 'value' })).toBe('1\n0\n0\n');
  expect(JSON.parse(partitionJson({ ...cut, unit: 'value' }))).toEqual({
    title: 'G0',
    value: -7,
    values: [1, 0, 0],
  });
});
