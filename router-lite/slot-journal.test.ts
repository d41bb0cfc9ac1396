/** The journal alone: against an account of its own, through crashes at any place among its writes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from './core/slot-event.ts';
import { msgpackFormat } from './serializers/msgpack.ts';
import { SlotJournal } from './slot-journal.ts';
import type { Row } from './slot-segment.ts';
import { memoryStore } from './store/memory.ts';
import type { Store } from './store/store.ts';

/** What was refused is told. */
async function turn(): Promise<void> {
  for (let i = 0; i < 5; i++) await null;
}

type Write = readonly [key: string, value: Uint8Array | null];

/** Its turns end when the test says so; what was written is a list, of which a crash leaves the beginning. */
class Disk {
  readonly writes: Write[];
  readonly store: Store;
  /** Where in the list what is done with was written as a whole. */
  readonly saves: number[] = [];
  readonly #ofTurn = new Set<() => void>();
  readonly #later = new Set<() => void>();
  isFull = false;

  constructor(writes: readonly Write[] = []) {
    this.writes = [...writes];
    const memory = memoryStore();
    for (const [key, value] of writes) void (value === null ? memory.delete(key) : memory.put(key, value));
    this.store = {
      ...memory,
      put: (key, value) => {
        this.later();
        if (this.isFull) return Promise.reject(new Error('the disk is full'));
        this.writes.push([key, value.slice()]);
        return memory.put(key, value);
      },
      delete: (key) => {
        this.later();
        if (this.isFull) return Promise.reject(new Error('the disk is full'));
        this.writes.push([key, null]);
        return memory.delete(key);
      },
      atTurnEnd: (write) => this.#ofTurn.add(write),
      withNext: (write) => this.#later.add(write),
    };
  }

  endTurn(): void {
    for (const write of this.#ofTurn) this.#ofTurn.delete(write) && write();
  }

  later(): void {
    for (const write of this.#later) {
      this.#later.delete(write);
      write();
      this.saves.push(this.writes.length);
    }
  }

  keys(prefix: string): string[] {
    return [...this.store.keys(prefix)];
  }
}

function rethrow(error: unknown): never {
  throw error;
}

type Opened = SlotJournal & { readonly rows: readonly Row[] };

function openOn(disk: Disk, onError: (error: unknown) => void = rethrow): Opened {
  const parse = (bytes: Uint8Array) => msgpackFormat.parse(bytes) as Entry;
  const single = { write: (entry: Entry) => msgpackFormat.write(entry), parse };
  const journal = new SlotJournal({ store: disk.store, place: 'id', single, onError });
  const rows = journal.found;
  return Object.assign(journal, { rows });
}

function entry(number: number, attempts = 0): Entry {
  const payload = { args: [`event ${number}`] };
  const event = {
    topic: 'a.b',
    publication: number,
    time: 1,
    details: {},
    payload,
    trust: 2,
    lists: undefined,
  };
  return { number, event, weight: 100 + number, attempts };
}

/** [number, attempts] of all it has, each read back whole. */
function contents(journal: Opened): [number, number][] {
  return journal.rows.map(({ number, weight }) => {
    const read = journal.read(number, weight)!;
    expect(read).toMatchObject({ number, weight: 100 + number, event: { publication: number, trust: 2 } });
    expect(read.event.payload.args).toEqual([`event ${number}`]);
    return [number, read.attempts];
  });
}

const numbersOf = (journal: Opened) => contents(journal).map(([number]) => number);

function appended(disk: Disk, journal: SlotJournal, count: number): void {
  for (let i = 0; i < count; i++) void journal.write(entry(journal.last + 1));
  disk.endTurn();
}

describe('the journal of a slot', () => {
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
});

function segmentKey(first: number, count: number): string {
  return `slot-events/id/${String(first).padStart(16, '0')}-${count}`;
}

function leftKey(first: number): string {
  return `slot-done/id/${String(first).padStart(16, '0')}`;
}

function old(number: number): Uint8Array {
  return msgpackFormat.write(entry(number));
}

/** What the test knows of an event: where in the list of writes it was promised, was tried, and was done with. */
interface Known {
  stored: number;
  attempts: number;
  /** So many saves were before it; undefined: it is not. */
  removed: number | undefined;
}

const step = fc.oneof(
  fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constantFrom('remove' as const, 'fail' as const), at: fc.nat() }),
  fc.record({ do: fc.constantFrom('end turn' as const, 'later' as const) }),
);

test('has after any crash each event that was promised and is not done with, once, and none again that it said was done with', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(), async (steps, cut) => {
      const disk = new Disk();
      const journal = openOn(disk);
      const known = new Map<number, Known>();
      for (const each of steps) {
        if (each.do === 'append') {
          for (let i = 0; i < each.count; i++) {
            const it: Known = { stored: Number.POSITIVE_INFINITY, attempts: 0, removed: undefined };
            known.set(journal.last + 1, it);
            void journal.write(entry(journal.last + 1)).then(() => {
              it.stored = disk.writes.length;
            });
          }
        } else if (each.do === 'end turn') disk.endTurn();
        else if (each.do === 'later') disk.later();
        else if (each.do === 'remove' || each.do === 'fail') {
          const open = [...known].filter(([, { removed }]) => removed === undefined);
          const [number, it] = open[each.at % Math.max(open.length, 1)] ?? [0, undefined];
          if (it === undefined) continue;
          if (each.do === 'remove') {
            it.removed = disk.saves.length;
            journal.remove(number, 100 + number);
          } else {
            it.attempts += 1;
            await journal.write(entry(number, it.attempts));
          }
        }
        // What was promised in this step is told.
        await turn();
      }
      const kept = cut % (disk.writes.length + 1);
      const after = openOn(new Disk(disk.writes.slice(0, kept)));
      const found = contents(after);
      expect(found.map(([number]) => number)).toEqual(
        [...new Set(found.map(([number]) => number))].sort((a, b) => a - b),
      );
      const numbers = new Set(found.map(([number]) => number));
      for (const [number, { stored, removed }] of known) {
        if (stored <= kept && removed === undefined) expect(numbers.has(number)).toBe(true);
        if (removed !== undefined && disk.saves.slice(removed).some((end) => end <= kept))
          expect(numbers.has(number)).toBe(false);
      }
      for (const [number, attempts] of found)
        expect(attempts).toBeLessThanOrEqual(known.get(number)!.attempts);
      for (const [number] of found) expect(number).toBeLessThanOrEqual(after.last);
      // And where nothing is cut off, it is as it was.
      disk.endTurn();
      disk.later();
      const left = [...known].filter(([, { removed }]) => removed === undefined);
      expect(contents(openOn(disk))).toEqual(left.map(([number, { attempts }]) => [number, attempts]));
    }),
  );
});
