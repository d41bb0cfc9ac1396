/**
 * The events of one durable slot that are not done with, in a Store:
 *
 *   slot-events/<place>/<first>-<count>    a segment: what came in one turn of the event loop (slot-segment.ts)
 *   slot-done/<place>/…                    the last number given, and what is left of segments of which not all is (slot-done.ts)
 *   slot-event/<place>/<number>-<weight>   an event that failed, with its attempts; of older routers, every event
 *
 * 1. An event that failed has left its segment: where both have it after a crash, the segment has it no longer.
 * 2. A segment goes when nothing of it is left, and not before `slot-done` has its numbers: none is given again.
 * 3. What is done with is written along with the next write: a crash brings back what members acknowledged in the 20 ms before
 *    it, at most.
 */
import type { Journal } from './core/backlog.ts';
import type { Entry } from './core/slot-event.ts';
import { SlotDone } from './slot-done.ts';
import { eventsAt, padded, segmentsAt } from './slot-removals.ts';
import { entryIn, MOST_WEIGHT, type Part, partOf, type Row, rowsIn, segmentOf } from './slot-segment.ts';
import { goesOn, type Segment, Segments } from './slot-segments.ts';
import type { Store } from './store/store.ts';

/** What came in this turn. */
interface Group {
  readonly segments: { readonly segment: Segment; readonly parts: Part[] }[];
  /** Of the last of its parts. */
  weight: number;
  readonly stored: Promise<void>;
  settle(written: Promise<unknown>): void;
}

export interface SlotJournalOptions {
  readonly store: Store;
  readonly place: string;
  /** How an event that failed is written. */
  readonly single: { write(entry: Entry): Uint8Array; parse(bytes: Uint8Array): Entry };
  /** Told of what could not be written of what is done with, or read. */
  readonly onError: (error: unknown) => void;
}

export class SlotJournal implements Journal {
  readonly #options: SlotJournalOptions;
  readonly #segments = new Segments();
  readonly #done: SlotDone;
  /** Those that have a key of their own. */
  readonly #singles = new Set<number>();
  /** First numbers of segments that cannot be read. */
  readonly #broken = new Set<number>();
  #last = 0;
  #group: Group | null = null;
  #isGone = false;
  /** The segment whose events are read one after another. */
  #open: { readonly first: number; readonly value: Uint8Array | undefined } | null = null;
  readonly #writeGroup = () => this.#write();

  constructor(options: SlotJournalOptions) {
    const { store, place, onError } = options;
    this.#options = options;
    this.#done = new SlotDone({
      store,
      place,
      onError,
      read: (key, parse) => this.#read(key, parse),
      last: () => this.#last,
    });
  }

  /** To be asked for once, before all else. */
  get found(): readonly Row[] {
    const { last, partly } = this.#done.found;
    const rows = this.#load(partly);
    this.#done.tidy(this.#segments);
    this.#last = Math.max(last, this.#last, rows.at(-1)?.number ?? 0);
    return rows;
  }

  get last(): number {
    return this.#last;
  }

  #load(partly: ReadonlyMap<number, Uint8Array>): Row[] {
    const { store, place } = this.#options;
    const rows: Row[] = [];
    for (const key of store.keys(eventsAt(place))) {
      const [number, weight] = numbersIn(key);
      this.#singles.add(number);
      rows.push({ number, weight });
    }
    for (const key of store.keys(segmentsAt(place)))
      for (const row of this.#found(key, partly)) rows.push(row);
    return rows.sort((a, b) => a.number - b.number);
  }

  /** What is left of a segment. One that cannot be read has its events still: whoever asks for them finds nothing. */
  #found(key: string, partly: ReadonlyMap<number, Uint8Array>): Row[] {
    const [first, count] = numbersIn(key);
    let rows = this.#read(key, (value) => rowsIn(value, first));
    if (rows?.length !== count) {
      rows = Array.from({ length: count }, (_, i) => ({ number: first + i, weight: 0 }));
      this.#broken.add(first);
    }
    const indexes = partly.get(first);
    const known = indexes === undefined ? rows : Array.from(indexes, (index) => rows[index]!);
    const left = known.filter(({ number }) => !this.#singles.has(number));
    const segment = this.#segments.found(rows, left);
    this.#last = first + count - 1;
    this.#done.add(segment, key, indexes?.length);
    return left;
  }

  #read<T>(key: string, parse: (value: Uint8Array) => T): T | undefined {
    const value = this.#options.store.get(key);
    return value && this.#parsed(key, () => parse(value));
  }

  /** Undefined where it is unreadable, which is told. */
  #parsed<T>(key: string, parse: () => T): T | undefined {
    try {
      return parse();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#options.onError(new Error(`${key} in the store cannot be read: ${reason}`, { cause }));
      return undefined;
    }
  }

  #keyOf({ first, count }: Segment): string {
    return `${segmentsAt(this.#options.place)}${padded(first)}-${count}`;
  }

  #singleKey(number: number, weight: number): string {
    return `${eventsAt(this.#options.place)}${padded(number)}-${weight}`;
  }

  write(entry: Entry): Promise<void> {
    const { number, weight } = entry;
    if (this.#isGone) return Promise.resolve();
    if (number > this.#last) return this.#append(entry);
    const { store, single } = this.#options;
    this.#singles.add(number);
    // Unless that is written its segment has it still.
    return store.put(this.#singleKey(number, weight), single.write(entry)).then(() => {
      this.#leave(number);
      this.#done.save();
    });
  }

  #append(entry: Entry): Promise<void> {
    const { number, weight } = entry;
    // In the step that brings it: one that cannot be written is its publisher's fault.
    const part = partOf(entry);
    this.#last = number;
    const isFirst = this.#group === null;
    this.#group ??= newGroup();
    const group = this.#group;
    group.weight += weight;
    let newest = group.segments.at(-1);
    if (newest === undefined || !goesOn(newest.segment, number) || group.weight > MOST_WEIGHT) {
      newest = { segment: this.#segments.begin(number), parts: [] };
      group.segments.push(newest);
      group.weight = weight;
    }
    newest.segment.count += 1;
    newest.segment.left += 1;
    newest.parts.push(part);
    // That may be now.
    if (isFirst) this.#options.store.atTurnEnd(this.#writeGroup);
    return group.stored;
  }

  #write(): void {
    const group = this.#group;
    this.#group = null;
    if (group === null) return;
    // What is done with already needs no place on disk.
    const segments = group.segments.filter(({ segment }) => segment.left > 0);
    const { store } = this.#options;
    const writes = segments.map(({ segment, parts }) => store.put(this.#keyOf(segment), segmentOf(parts)));
    group.settle(Promise.all(writes));
  }

  read(number: number, weight: number): Entry | undefined {
    if (!this.#singles.has(number)) return this.#readOne(number);
    const entry = this.#read(this.#singleKey(number, weight), this.#options.single.parse);
    return entry && { ...entry, number, weight };
  }

  #readOne(number: number): Entry | undefined {
    const segment = this.#segments.of(number);
    if (segment === undefined || this.#broken.has(segment.first)) return undefined;
    const { first, count } = segment;
    const key = this.#keyOf(segment);
    // Its events are asked for one after another.
    if (this.#open?.first !== first) this.#open = { first, value: this.#options.store.get(key) };
    const { value } = this.#open;
    if (number === first + count - 1) this.#open = null;
    return value && this.#parsed(key, () => entryIn(value, first, number));
  }

  remove(number: number, weight: number): void {
    if (this.#singles.delete(number)) this.#done.drop(this.#singleKey(number, weight));
    this.#leave(number);
    this.#done.save();
  }

  /** Its segment has it no longer. */
  #leave(number: number): void {
    const segment = this.#segments.leave(number);
    if (segment !== undefined) this.#done.left(segment, this.#keyOf(segment));
  }

  /** Before the store is closed. */
  stop(): void {
    this.#done.stop();
  }

  /** The slot is no more: nothing of it is written from now on. What lies in the store is removed by others. */
  end(): void {
    this.#isGone = true;
    this.#done.end();
    this.#group?.settle(Promise.resolve());
    this.#group = null;
  }
}

function newGroup(): Group {
  let settle: Group['settle'] = () => {};
  const stored = new Promise<void>((resolve, reject) => {
    settle = (written) => void written.then(() => resolve(), reject);
  });
  return { segments: [], weight: 0, stored, settle };
}

/** The two at the end of a key. */
function numbersIn(key: string): [number, number] {
  const [a, b] = key.slice(key.lastIndexOf('/') + 1).split('-');
  return [Number(a), Number(b)];
}
