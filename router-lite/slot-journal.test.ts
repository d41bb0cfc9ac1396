/** The journal of a slot alone: what it writes, and what it finds after a restart. */
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
} from './slot-journal.test-world.ts';

test('makes one value of what came in one turn, and some of what is much', () => {
  const disk = new Disk();
  const journal = openOn(disk);
  appended(disk, journal, 100);
  expect(disk.writes).toHaveLength(1);
  appended(disk, journal, 600);
  // Bounded by number and by weight, of which they have 100 and more each.
  expect(disk.writes).toHaveLength(6);
  expect(numbersOf(openOn(disk))).toEqual(Array.from({ length: 700 }, (_, i) => i + 1));
});

test('writes what is done with along with the next write, and takes away a segment that is done with', () => {
  const disk = new Disk();
  const journal = openOn(disk);
  appended(disk, journal, 3);
  for (const number of [1, 3]) journal.remove(number, 100 + number);
  expect(disk.writes).toHaveLength(1);
  appended(disk, journal, 2);
  expect(disk.keys('')).toEqual(['slot-done/id/', leftKey(1), segmentKey(1, 3), segmentKey(4, 2)]);
  expect(numbersOf(openOn(disk))).toEqual([2, 4, 5]);
  journal.remove(2, 102);
  disk.later();
  expect(disk.keys('')).toEqual(['slot-done/id/', segmentKey(4, 2)]);
});

test('gives no number again after a restart, though nothing is left', () => {
  const disk = new Disk();
  const journal = openOn(disk);
  appended(disk, journal, 2);
  for (const number of [1, 2]) journal.remove(number, 100 + number);
  disk.later();
  const second = openOn(disk);
  expect([second.rows, second.last]).toEqual([[], 2]);
});

test('needs no place on disk for what is done with in the turn it came', async () => {
  const disk = new Disk();
  const journal = openOn(disk);
  const stored = journal.write(entry(1));
  journal.remove(1, 101);
  void journal.write(entry(2));
  disk.endTurn();
  await stored;
  expect(numbersOf(openOn(disk))).toEqual([2]);
  journal.remove(2, 102);
  disk.later();
  expect(disk.keys('')).toEqual(['slot-done/id/']);
});

test('reads what an older router wrote, a key an event', () => {
  const disk = new Disk();
  for (const number of [4, 7])
    void disk.store.put(`slot-event/id/${String(number).padStart(16, '0')}-${100 + number}`, old(number));
  const journal = openOn(disk);
  appended(disk, journal, 2);
  expect(numbersOf(openOn(disk))).toEqual([4, 7, 8, 9]);
  journal.remove(7, 107);
  disk.later();
  expect(numbersOf(openOn(disk))).toEqual([4, 8, 9]);
});

test('grows by nothing while one event is tried for long and all after it are done with', () => {
  const disk = new Disk();
  const journal = openOn(disk);
  appended(disk, journal, 4);
  for (let i = 0; i < 3_000; i++) {
    appended(disk, journal, 2);
    for (const number of [journal.last - 1, journal.last]) journal.remove(number, 100 + number);
  }
  disk.later();
  expect(disk.keys('')).toEqual(['slot-done/id/', segmentKey(1, 4)]);
  expect(numbersOf(openOn(disk))).toEqual([1, 2, 3, 4]);
});

test('leaves out an event that cannot be written, and forgets one whose second failure could not be', async () => {
  const disk = new Disk();
  const journal = openOn(disk);
  void journal.write(entry(1));
  const endless: unknown[] = [];
  endless.push(endless);
  const bad = entry(2);
  expect(() => journal.write({ ...bad, event: { ...bad.event, payload: { args: endless } } })).toThrow();
  void journal.write(entry(3));
  disk.endTurn();
  await journal.write(entry(3, 1));
  disk.later();
  disk.isFull = true;
  await expect(journal.write(entry(3, 2))).rejects.toThrow('full');
  disk.isFull = false;
  expect(contents(openOn(disk))).toEqual([
    [1, 0],
    [3, 1],
  ]);
  journal.remove(3, 103);
  disk.later();
  expect(numbersOf(openOn(disk))).toEqual([1]);
});

test('keeps an event in its segment whose failure cannot be written', async () => {
  const disk = new Disk();
  const journal = openOn(disk);
  appended(disk, journal, 2);
  disk.isFull = true;
  await expect(journal.write(entry(1, 1))).rejects.toThrow('full');
  disk.isFull = false;
  disk.later();
  expect(contents(openOn(disk))).toEqual([
    [1, 0],
    [2, 0],
  ]);
});

function old(number: number): Uint8Array {
  return msgpackFormat.write(entry(number));
}
