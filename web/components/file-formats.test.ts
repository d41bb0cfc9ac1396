import { expect, test } from 'vitest';
import { formatsFor as writable } from '../../formats/export/tour-formats.ts';
import { formatsFor } from './file-formats.ts';

test('what is offered can be written, and what is not says why', () => {
  for (const surface of ['map', 'plane', 'none'] as const) {
    const offered = formatsFor(surface);
    const free = offered.filter(({ lacks }) => lacks === null).map(({ format }) => `.${format}`);
    expect(free.sort()).toEqual([...writable(surface)].sort());
    expect(offered).toHaveLength(5);
  }
  expect(formatsFor('spins').map(({ format }) => format)).toEqual(['txt', 'json']);
});
