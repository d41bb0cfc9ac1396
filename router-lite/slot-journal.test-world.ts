/** For tests of the journal: a disk whose turns end when the test says so, of which a crash leaves the beginning. */
import { expect } from 'vitest';
import type { Entry } from './core/slot-event.ts';
import { msgpackFormat } from './serializers/msgpack.ts';
import { SlotJournal } from './slot-journal.ts';
import type { Row } from './slot-segment.ts';
import { memoryStore } from './store/memory.ts';
import type { Store } from './store/store.ts';

/** What was refused is told. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 5; i++) await null;
}

export type Write = readonly [key: string, value: Uint8Array | null];

/** Its turns end when the test says so; what was written is a list, of which a crash leaves the beginning. */
export class Disk {
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

export type Opened = SlotJournal & { readonly rows: readonly Row[] };

export function openOn(disk: Disk, onError: (error: unknown) => void = rethrow): Opened {
  const parse = (bytes: Uint8Array) => msgpackFormat.parse(bytes) as Entry;
  const single = { write: (entry: Entry) => msgpackFormat.write(entry), parse };
  const journal = new SlotJournal({ store: disk.store, place: 'id', single, onError });
  const rows = journal.found;
  return Object.assign(journal, { rows });
}

export function entry(number: number, attempts = 0): Entry {
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
export function contents(journal: Opened): [number, number][] {
  return journal.rows.map(({ number, weight }) => {
    const read = journal.read(number, weight)!;
    expect(read).toMatchObject({ number, weight: 100 + number, event: { publication: number, trust: 2 } });
    expect(read.event.payload.args).toEqual([`event ${number}`]);
    return [number, read.attempts];
  });
}

export const numbersOf = (journal: Opened) => contents(journal).map(([number]) => number);

export function appended(disk: Disk, journal: SlotJournal, count: number): void {
  for (let i = 0; i < count; i++) void journal.write(entry(journal.last + 1));
  disk.endTurn();
}

export function segmentKey(first: number, count: number): string {
  return `slot-events/id/${String(first).padStart(16, '0')}-${count}`;
}

export function leftKey(first: number): string {
  return `slot-done/id/${String(first).padStart(16, '0')}`;
}
