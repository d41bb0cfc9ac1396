import { expect, test } from 'vitest';
import type { JobBest } from '../peer/procedures.ts';
import { RunPictures } from './run-pictures.ts';

/** Another best of so many bytes, which differs from the one before in a few. */
function best(version: number, bytes: number): JobBest {
  const state = new Uint8Array(bytes).fill(7);
  state[version] = version;
  return { job: 'j', version, energy: -version, state, by: 'Ada', elapsed: version, temperature: 0 };
}

test('each picture changes the one before, and the first is whole', () => {
  const pictures = new RunPictures(10);
  expect(pictures.next(best(1, 1_000), 1, 0)).toMatchObject({ base: null, version: 1 });
  const second = pictures.next(best(2, 1_000), 2, 1_000)!;
  expect(second).toMatchObject({ base: 1, version: 2 });
  expect(second.bytes.length).toBeLessThan(100);
});

test('after one that was refused the next is whole, and none is as large', () => {
  const pictures = new RunPictures(10);
  pictures.refused(pictures.next(best(1, 1_000), 1, 0)!);
  expect(pictures.next(best(2, 1_000), 2, 1_000)).toBeNull();
  expect(pictures.next(best(3, 999), 3, 1_000)).toMatchObject({ base: null, version: 3 });
  expect(pictures.next(best(4, 999), 4, 2_000)).toMatchObject({ base: 3 });
});

test('all of them take a quarter of the bytes at once, and the rest as the budget is used', () => {
  const quarter = 512 * 1024;
  const next = (elapsed: number, spent: number) => new RunPictures(10).next(best(1, 1_000), elapsed, spent);
  expect(next(0, quarter - 1_000)).not.toBeNull();
  expect(next(0, quarter - 999)).toBeNull();
  expect(next(10, 4 * quarter - 1_000)).not.toBeNull();
  expect(next(10, 4 * quarter - 999)).toBeNull();
});
