/**
 * Where a stream of facts is kept: plain data, numbered from 1 without gaps. Writing may take its time, reading does not. In
 * memory here; over a store in ../fact-store.ts. Both pass ../fact-log.suite.ts.
 */
import { Deque } from './deque.ts';
import type { PastEvent } from './history.ts';
import type { Uri } from './messages.ts';
import { weightOf } from './weight.ts';

export interface Fact extends PastEvent {
  /** 1, 2, 3 …; `details` has it too, as `_seq`. */
  readonly seq: number;
  /** Trust level of its publication. */
  readonly trust?: number;
  /** PUBLISH.Options._key. */
  readonly key?: string;
}

/** An entry that nobody can make sense of any more. It is passed over, and its log has told of it. */
export interface Unreadable {
  readonly seq: number;
}

export function isFact(entry: Fact | Unreadable): entry is Fact {
  return 'topic' in entry;
}

export interface FactLog {
  /** Of the oldest that is kept; last + 1 where none is. */
  readonly first: number;
  /** Of the newest that is stored; 0 where none ever was. */
  readonly last: number;
  /** What those kept weigh. */
  readonly bytes: number;
  /**
   * All of them or, where the promise rejects, none; their numbers go on from `last`, and the next append comes when this one is
   * over. undefined: stored already.
   */
  append(facts: readonly Fact[]): Promise<void> | undefined;
  /** Entries that were met and cannot be read: as many of them as are told of, a thousand at most. */
  readonly unreadable: number;
  /** Those with seq ≥ from in order, of this topic only where it is given. Not to be read on after a trim or an append. */
  read(from: number, topic?: Uri): Iterable<Fact | Unreadable>;
  /** Those with seq ≤ until, the newest first; else as read(). */
  back(until: number, topic?: Uri): Iterable<Fact | Unreadable>;
  /** The kept one with this key. */
  withKey(topic: Uri, key: string): Fact | undefined;
  /** What retention goes by; undefined where it is not kept. */
  measure(seq: number): { readonly time: number; readonly bytes: number } | undefined;
  /** Forgets those with seq < before. */
  trim(before: number): void;
}

export type OpenFactLog = (prefix: Uri) => FactLog;

interface Kept {
  readonly fact: Fact;
  readonly bytes: number;
}

/** In memory, for as long as the router lives. */
export const memoryFactLog: OpenFactLog = () => new MemoryFactLog();

/** NUL is in no URI. */
function keyOf(topic: Uri, key: string): string {
  return `${topic}\0${key}`;
}

class MemoryFactLog implements FactLog {
  readonly #facts = new Deque<Kept>();
  readonly #topics = new Map<Uri, Deque<Fact>>();
  readonly #keys = new Map<string, Fact>();
  readonly unreadable = 0;
  first = 1;
  bytes = 0;

  get last(): number {
    return this.first + this.#facts.length - 1;
  }

  append(facts: readonly Fact[]): undefined {
    for (const fact of facts) {
      const bytes = weightOfFact(fact);
      this.#facts.push({ fact, bytes });
      this.bytes += bytes;
      const ofTopic = this.#topics.get(fact.topic) ?? new Deque();
      ofTopic.push(fact);
      this.#topics.set(fact.topic, ofTopic);
      if (fact.key !== undefined) this.#keys.set(keyOf(fact.topic, fact.key), fact);
    }
  }

  *read(from: number, topic?: Uri): Iterable<Fact> {
    if (topic === undefined) {
      for (let i = Math.max(from - this.first, 0); i < this.#facts.length; i++) yield this.#facts.at(i)!.fact;
      return;
    }
    const list = this.#topics.get(topic);
    if (list === undefined) return;
    for (let i = list.lowest(({ seq }) => seq < from); i < list.length; i++) yield list.at(i)!;
  }

  *back(until: number, topic?: Uri): Iterable<Fact> {
    if (topic === undefined) {
      const newest = Math.min(until - this.first, this.#facts.length - 1);
      for (let i = newest; i >= 0; i--) yield this.#facts.at(i)!.fact;
      return;
    }
    const list = this.#topics.get(topic);
    if (list === undefined) return;
    for (let i = list.lowest(({ seq }) => seq <= until) - 1; i >= 0; i--) yield list.at(i)!;
  }

  withKey(topic: Uri, key: string): Fact | undefined {
    return this.#keys.get(keyOf(topic, key));
  }

  measure(seq: number): { time: number; bytes: number } | undefined {
    const kept = this.#facts.at(seq - this.first);
    return kept && { time: kept.fact.time, bytes: kept.bytes };
  }

  trim(before: number): void {
    while (this.first < before) {
      const oldest = this.#facts.shift();
      if (oldest === undefined) return;
      this.first += 1;
      this.#forget(oldest);
    }
  }

  #forget({ fact: { topic, key }, bytes }: Kept): void {
    this.bytes -= bytes;
    const ofTopic = this.#topics.get(topic)!;
    ofTopic.shift();
    if (ofTopic.length === 0) this.#topics.delete(topic);
    if (key !== undefined) this.#keys.delete(keyOf(topic, key));
  }
}

export function weightOfFact({ topic, payload, details, lists, key }: Fact): number {
  return topic.length + (key?.length ?? 0) + weightOf(payload, details) + (lists ? weightOf({}, lists) : 0);
}
