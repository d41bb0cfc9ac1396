/**
 * What of one slot's journal is done with, in a Store; written along with the next write of anybody, which costs no sync of its own:
 *
 *   slot-done/<place>/           the last number given
 *   slot-done/<place>/<first>    of a segment of which not all is left: the indexes that are
 *
 * One save writes what changed since the one before, however much else is in hand. What the disk refuses is written with the next save,
 * and when the router stops. Older routers had what is left of all segments in the first of these keys; it is moved.
 */
import { msgpackFormat } from './serializers/msgpack.ts';
import { doneAt, padded } from './slot-removals.ts';
import { indexesLeft, type Segment, type Segments } from './slot-segments.ts';
import type { Store } from './store/store.ts';

/** `slot-done/<place>/`; `partly`: of older routers. */
interface Done {
  readonly last: number;
  readonly partly?: readonly (readonly [first: number, left: Uint8Array])[];
}

export interface FoundDone {
  /** No number up to here is given again. */
  readonly last: number;
  /** By the first number of a segment: the indexes of what is left. */
  readonly partly: ReadonlyMap<number, Uint8Array>;
}

interface SlotDoneOptions {
  readonly store: Store;
  readonly place: string;
  /** Undefined, which is told, where it is there and unreadable. */
  readonly read: <T>(key: string, parse: (value: Uint8Array) => T) => T | undefined;
  /** The last number given. */
  readonly last: () => number;
  readonly onError: (error: unknown) => void;
}

export class SlotDone {
  readonly #options: SlotDoneOptions;
  /** First numbers of segments that have a key here. */
  readonly #told = new Set<number>();
  /** Segments of which less is left than their key says. */
  readonly #changed = new Set<Segment>();
  /** Keys that are to go, of segments and of single events too. */
  #over: string[] = [];
  #savedLast = 0;
  #isGone = false;
  #isStopped = false;
  readonly #save = () => this.#write();

  constructor(options: SlotDoneOptions) {
    this.#options = options;
  }

  /** To be asked for once, before all else. */
  get found(): FoundDone {
    const { store, place, read } = this.#options;
    const partly = new Map<number, Uint8Array>();
    let last = 0;
    for (const key of store.keys(doneAt(place))) {
      if (key === doneAt(place)) {
        const done = read(key, (saved) => msgpackFormat.parse(saved) as Done);
        last = Math.max(last, done?.last ?? 0);
        for (const [first, left] of done?.partly ?? []) partly.set(first, left);
      } else {
        const first = Number(key.slice(doneAt(place).length));
        this.#told.add(first);
        // Also where its segment never came to the disk: the key must not come to speak of another.
        last = Math.max(last, first);
        partly.set(first, store.get(key)!);
      }
    }
    return { last, partly };
  }

  /** A segment of before, and the key it has; `told`: so many of its events are left by what was saved. */
  add(segment: Segment, key: string, told: number | undefined): void {
    const isSaved = this.#told.has(segment.first) && told === segment.left;
    if (segment.left === 0) this.left(segment, key);
    else if (segment.left < segment.count && !isSaved) this.#changed.add(segment);
  }

  /** All segments of before were added: what speaks of others goes. */
  tidy(segments: Segments): void {
    for (const first of this.#told) if (segments.of(first)?.first !== first) this.#forget(first);
  }

  /** Less is left of a segment, and of its key. */
  left(segment: Segment, key: string): void {
    if (segment.left > 0) {
      this.#changed.add(segment);
      return;
    }
    this.#changed.delete(segment);
    // In this order: what is said of a segment goes after it.
    this.drop(key);
    this.#forget(segment.first);
  }

  #forget(first: number): void {
    if (this.#told.delete(first)) this.drop(this.#keyOf(first));
  }

  /** This key goes with the next save. */
  drop(key: string): void {
    this.#over.push(key);
  }

  #keyOf(first: number): string {
    return `${doneAt(this.#options.place)}${padded(first)}`;
  }

  /** With the next write of anybody. */
  save(): void {
    if (!this.#isStopped) this.#options.store.withNext(this.#save);
  }

  /**
   * Before the store is closed: what was refused is tried once more. What is done with from now on, as a write that is under way
   * ends, is found to be so at the next start.
   */
  stop(): void {
    if (this.#over.length > 0 || this.#changed.size > 0) this.save();
    this.#isStopped = true;
  }

  /** Nothing is written from now on. */
  end(): void {
    this.#isGone = true;
  }

  #write(): void {
    if (this.#isGone) return;
    const { store, place, last, onError } = this.#options;
    const changed = [...this.#changed];
    const over = this.#over;
    this.#changed.clear();
    this.#over = [];
    const writes: Promise<void>[] = [];
    for (const segment of changed) {
      this.#told.add(segment.first);
      writes.push(store.put(this.#keyOf(segment.first), indexesLeft(segment)));
    }
    // Behind what it said before of segments, and before they go: their numbers are not given again.
    if (last() !== this.#savedLast) {
      this.#savedLast = last();
      writes.push(store.put(doneAt(place), msgpackFormat.write({ last: last() } satisfies Done)));
    }
    for (const key of over) writes.push(store.delete(key));
    Promise.all(writes).catch((error: unknown) => {
      this.#restore(changed, over);
      onError(error);
    });
  }

  /** The disk refused some of it: all of it again. */
  #restore(changed: readonly Segment[], over: readonly string[]): void {
    for (const segment of changed) if (segment.left > 0) this.#changed.add(segment);
    for (const key of over) this.#over.push(key);
    this.#savedLast = 0;
  }
}
