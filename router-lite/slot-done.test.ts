/** What is done with, in the journal of a slot: what is written of it, and when; what the disk refused. */
import { expect, test } from 'vitest';
import { msgpackFormat } from './serializers/msgpack.ts';
import {
  appended,
  contents,
  Disk,
  entry,
  leftKey,
  numbersOf,
  openOn,
  segmentKey,
  turn,
} from './slot-journal.test-world.ts';

test('writes of what is done with only what is new, however many segments are in hand', () => {
  const disk = new Disk();
  const journal = openOn(disk);
  for (let i = 0; i < 1_000; i++) appended(disk, journal, 2);
  for (let number = 1; number <= 2_000; number += 2) journal.remove(number, 100 + number);
  disk.later();
  const before = disk.writes.length;
  journal.remove(2, 102);
  appended(disk, journal, 3);
  journal.remove(2_001, 2_101);
  disk.later();
  const news = disk.writes.slice(before).map(([key, value]) => [key, value?.length]);
  expect(news).toEqual([
    // Of event 2, along with the new ones; then of the first of these.
    ['slot-done/id/', expect.any(Number)],
    [segmentKey(1, 2), undefined],
    [leftKey(1), undefined],
    [segmentKey(2_001, 3), expect.any(Number)],
    [leftKey(2_001), 2],
  ]);
  const left = Array.from({ length: 1_000 }, (_, i) => 2 * i + 2).slice(1);
  expect(numbersOf(openOn(disk))).toEqual([...left, 2_002, 2_003]);
});

test('writes what the disk refused of what is done with together with what is done with next', async () => {
  const disk = new Disk();
  const faults: unknown[] = [];
  const journal = openOn(disk, (error) => faults.push(error));
  appended(disk, journal, 2);
  appended(disk, journal, 2);
  appended(disk, journal, 2);
  disk.isFull = true;
  for (const number of [1, 2, 3]) journal.remove(number, 100 + number);
  disk.later();
  await turn();
  expect(faults).toHaveLength(1);
  disk.isFull = false;
  expect(numbersOf(openOn(disk))).toEqual([1, 2, 3, 4, 5, 6]);
  journal.remove(5, 105);
  disk.later();
  expect(numbersOf(openOn(disk))).toEqual([4, 6]);
  expect(disk.keys('')).toEqual([
    'slot-done/id/',
    leftKey(3),
    leftKey(5),
    segmentKey(3, 2),
    segmentKey(5, 2),
  ]);
});

test('writes what the disk refused when the router stops', async () => {
  const disk = new Disk();
  const journal = openOn(disk, () => {});
  appended(disk, journal, 2);
  disk.isFull = true;
  for (const number of [1, 2]) journal.remove(number, 100 + number);
  disk.later();
  await turn();
  disk.isFull = false;
  journal.stop();
  disk.later();
  expect(disk.keys('')).toEqual(['slot-done/id/']);
  expect(openOn(disk)).toMatchObject({ rows: [], last: 2 });
});

test('writes nothing any more once it was stopped: a failure that is on its way is found at the next start', async () => {
  const disk = new Disk();
  const journal = openOn(disk);
  appended(disk, journal, 2);
  disk.later();
  const written = journal.write(entry(1, 1));
  journal.stop();
  disk.later();
  const { length } = disk.writes;
  await written;
  // The store may be closed by now.
  disk.later();
  expect(disk.writes).toHaveLength(length);
  expect(contents(openOn(new Disk(disk.writes)))).toEqual([
    [1, 1],
    [2, 0],
  ]);
});

test('reads what an older router wrote of what is done with, and moves it', () => {
  const disk = new Disk();
  const older = openOn(disk);
  for (const count of [3, 2, 2]) appended(disk, older, count);
  const partly = [
    [1, Uint8Array.of(1)],
    [4, Uint8Array.of(0)],
  ];
  void disk.store.put('slot-done/id/', msgpackFormat.write({ last: 9, partly }));
  const journal = openOn(disk);
  expect([numbersOf(journal), journal.last]).toEqual([[2, 4, 6, 7], 9]);
  journal.remove(4, 104);
  disk.later();
  expect(msgpackFormat.parse(disk.store.get('slot-done/id/')!)).toEqual({ last: 9 });
  expect(disk.keys('')).toEqual(['slot-done/id/', leftKey(1), segmentKey(1, 3), segmentKey(6, 2)]);
  const after = openOn(disk);
  expect([numbersOf(after), after.last]).toEqual([[2, 6, 7], 9]);
});
