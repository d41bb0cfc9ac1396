/**
 * A durable slot of a topic whose events are facts has no queue of its own: it has a place in their log. What it remembers is how
 * far it has read, and what of that is not done with, or was tried: as little, however long one is tried again; so a fact is on disk once, and none is acknowledged to its
 * publisher that the slot could miss. Its bound is the retention of the facts.
 */
import type { Waiting } from './backlog.ts';
import type { Chunk } from './fact-stream.ts';
import type { Uri } from './messages.ts';
import { type Entry, type SlotEvent, weightOfEvent } from './slot-event.ts';
import type { Pattern } from './uris.ts';
import { MIB } from './weight.ts';

export interface Progress {
  /** Of the stream it is the place in; an older router did not say. */
  readonly prefix?: Uri;
  /** All up to here are done with, … */
  readonly cursor: number;
  /** … but for these, in order. */
  readonly open: readonly number[];
  /** [seq, deliveries so far] of those that failed. */
  readonly attempts: readonly (readonly [number, number])[];
}

/** Where the progress lies; save() asks for it when it can be written next, and need not wait for it. */
export interface ProgressFile {
  readonly found: Progress | undefined;
  save(progress: () => Progress): void;
}

/** What is needed of a stream of facts (fact-stream.ts). */
export interface Stream {
  readonly pattern: Pattern;
  /** Of the newest fact. */
  readonly last: number;
  readonly log: { readonly first: number };
  chunk(from: number, pattern: Pattern): Chunk;
}

/** Entries in memory ahead of their turn, and what they weigh, the last aside. */
const AHEAD = 1_000;
const AHEAD_BYTES = 4 * MIB;
/** Facts of others that are looked at in one step of the loop, and how many more for each of ours. */
const SKIPPED = 256;
const SKIPPED_FOR_ONE = 4;
/** Steps that isEmpty() takes where it is not said: with the next constant, what a slot has to look through that was level when its router ended. */
const LOOKED = 16;
/** Where nothing is found for so long, the place is written down: what follows is read from there. */
const MARK = 4_096;

export class StreamBacklog implements Waiting {
  readonly #stream: Stream;
  readonly #pattern: Pattern;
  readonly #file: ProgressFile;
  readonly #onLost: (count: number) => void;
  readonly #ahead: Entry[] = [];
  #aheadWeight = 0;
  /** Everything before is loaded, or not ours. */
  #next: number;
  /** Nothing of ours is in the log that is not loaded. */
  #isLevel = false;
  /** It has looked at as many facts of others as one step may: see searchOn(). */
  #isSearching = false;
  #skipped = 0;
  /** What `#next` was when the place was last written down. */
  #marked: number;
  /** Loaded and not done with; in order, for they are loaded in order. */
  readonly #open = new Set<number>();
  /** Of a start before: up to here only those of #left are not done with. In order; loaded, they are open. */
  readonly #seen: number;
  readonly #left: Set<number>;
  readonly #attempts = new Map<number, number>();

  /** `onLost`: facts that left the log before they were read, of whatever topic. */
  constructor(stream: Stream, pattern: Pattern, file: ProgressFile, onLost: (count: number) => void) {
    this.#stream = stream;
    this.#pattern = pattern;
    this.#file = file;
    this.#onLost = onLost;
    const { found } = file;
    // In another stream it is a place no more (slot-place.ts).
    const isHere = found !== undefined && (found.prefix ?? stream.pattern.uri) === stream.pattern.uri;
    // Of what an older router wrote, more comes again.
    const { cursor, open = [], attempts } = isHere ? found : { cursor: stream.last, attempts: [] };
    this.#seen = cursor;
    this.#left = new Set(open);
    this.#next = open[0] ?? cursor + 1;
    for (const [seq, count] of attempts) this.#attempts.set(seq, count);
    this.#marked = this.#next;
    if (!isHere || found.prefix === undefined) this.#save();
  }

  /** Facts of other topics of the stream count where it has not read them yet. */
  get length(): number {
    return this.#ahead.length + (this.#isLevel ? 0 : Math.max(0, this.#stream.last + 1 - this.#next));
  }

  isEmpty(most = LOOKED): boolean | undefined {
    for (let steps = 0; steps < most && this.#ahead.length === 0 && !this.#isLevel; steps++) {
      this.searchOn();
      this.#read();
    }
    // What it holds goes out, also where the log has it no longer: no look further is needed, nor would there be one.
    if (this.#ahead.length > 0) return false;
    const { first } = this.#stream.log;
    for (const numbers of [this.#open, this.#left])
      for (const seq of numbers) if (seq >= first && seq <= this.#stream.last) return false;
    return this.#isLevel ? true : undefined;
  }

  /** What is in the log weighs on nobody. */
  get weight(): number {
    return 0;
  }

  /** A fact that was just stored, and told to its subscribers. */
  add(event: SlotEvent, weight: number): undefined {
    const seq = event.details._seq as number;
    if (!this.#isLevel || seq < this.#next) return;
    if (this.#ahead.length >= AHEAD || this.#aheadWeight >= AHEAD_BYTES) this.#isLevel = false;
    else this.#load(seq, event, weight);
  }

  #load(seq: number, event: SlotEvent, weight: number): void {
    this.#left.delete(seq);
    this.#next = seq + 1;
    this.#open.add(seq);
    this.#aheadWeight += weight;
    this.#ahead.push({ number: seq, event, weight, attempts: this.#attempts.get(seq) ?? 0 });
  }

  next(): Entry | undefined {
    if (this.#ahead.length === 0) this.#read();
    const entry = this.#ahead.shift();
    this.#aheadWeight -= entry?.weight ?? 0;
    return entry;
  }

  get isSearching(): boolean {
    return this.#isSearching;
  }

  searchOn(): void {
    this.#isSearching = false;
    this.#skipped = 0;
  }

  mark(): void {
    if (this.#isLevel) this.#save();
  }

  #read(): void {
    const { first } = this.#stream.log;
    if (!this.#isLevel && this.#next < first) this.#lose(first);
    while (!this.#isLevel && this.#ahead.length === 0 && !this.#isSearching) {
      // What is done with is not read again.
      if (this.#next <= this.#seen) this.#next = firstOf(this.#left) ?? this.#seen + 1;
      const { facts, next, scanned } = this.#stream.chunk(this.#next, this.#pattern);
      for (const fact of facts) {
        if (fact.seq <= this.#seen && !this.#left.has(fact.seq)) continue;
        const { topic, publication, time, details, payload, trust, lists } = fact;
        const event: SlotEvent = { topic, publication, time, details, payload, trust, lists };
        this.#load(fact.seq, event, weightOfEvent(event));
      }
      // None that cannot be read is looked for again.
      this.#lost(this.#leave(next));
      this.#next = next;
      this.#isLevel = next > this.#stream.last;
      this.#skip(scanned, facts.length);
    }
    if (this.#next - this.#marked >= MARK) this.#save();
  }

  #skip(scanned: number, found: number): void {
    this.#skipped = Math.max(0, this.#skipped + scanned - found * (1 + SKIPPED_FOR_ONE));
    this.#isSearching = this.#skipped >= SKIPPED && this.#ahead.length === 0 && !this.#isLevel;
  }

  #lost(count: number): void {
    if (count > 0) this.#onLost(count);
  }

  /** Those before `first` are forgotten. */
  #lose(first: number): void {
    const unread = Math.max(0, first - Math.max(this.#next, this.#seen + 1));
    this.#lost(unread + this.#leave(first));
    this.#next = first;
  }

  /** No longer looks for those before `first` that are left: how many there were. */
  #leave(first: number): number {
    let count = 0;
    for (const seq of this.#left) {
      if (seq >= first) break;
      this.#left.delete(seq);
      this.#attempts.delete(seq);
      count += 1;
    }
    return count;
  }

  dropOldest(): boolean {
    const oldest = this.next();
    if (oldest !== undefined) this.done(oldest);
    return oldest !== undefined;
  }

  failed({ number, attempts }: Entry): void {
    this.#attempts.set(number, attempts);
    this.#save();
  }

  done({ number }: Entry): void {
    this.#open.delete(number);
    this.#attempts.delete(number);
    this.#save();
  }

  #save(): void {
    this.#marked = this.#next;
    this.#file.save(() => this.#progress());
  }

  #progress(): Progress {
    // Level, it was given all of its own of those told (Slots.take): nothing is left before the newest.
    const cursor = Math.max(this.#seen, this.#isLevel ? this.#stream.last : this.#next - 1);
    const prefix = this.#stream.pattern.uri;
    return { prefix, cursor, open: [...this.#open, ...this.#left], attempts: [...this.#attempts] };
  }
}

/** Is anything not done with of what the pattern matches? In one go: before anybody is served. */
export function hasOpen(stream: Stream, pattern: Pattern, { cursor, open }: Progress): boolean {
  if (open.some((seq) => seq >= stream.log.first && seq <= stream.last)) return true;
  for (let next = cursor + 1; next <= stream.last; ) {
    const chunk = stream.chunk(next, pattern);
    if (chunk.facts.length > 0) return true;
    next = chunk.next;
  }
  return false;
}

function firstOf(numbers: Iterable<number>): number | undefined {
  for (const number of numbers) return number;
  return undefined;
}
