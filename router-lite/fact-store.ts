/**
 * Facts in a Store: one log a stream, `facts/<realm>#<prefix>`, whose entries are kept events. Topic and key are marks of the entry,
 * written and forgotten with it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Fact, type FactLog, isFact, type OpenFactLog, type Unreadable } from './core/fact-log.ts';
import type { Dict, Uri } from './core/messages.ts';
import { eventIn, keptEvent, timeIn } from './kept-event.ts';
import type { Append, LogEntry, Store } from './store/store.ts';

/** Where the facts of a realm are kept. `onError`: told when old ones could not be forgotten. */
export function factLogs(store: Store, realm: Uri, onError: (error: unknown) => void): OpenFactLog {
  return (prefix) => new StoredFactLog(store, short('facts/', `${realm}#${prefix}`, LONGEST_LOG), onError);
}

/** In characters, of which each may take three bytes: of names of logs, and of marks. */
const LONGEST_LOG = 300;
const LONGEST_MARK = 150;
/** Entries that cannot be read and are told of. */
const MOST_TOLD = 1_000;

class StoredFactLog implements FactLog {
  readonly #store: Store;
  readonly #log: string;
  readonly #onError: (error: unknown) => void;
  readonly #unreadable = new Set<number>();

  constructor(store: Store, log: string, onError: (error: unknown) => void) {
    this.#store = store;
    this.#log = log;
    this.#onError = onError;
  }

  get first(): number {
    return this.#store.extent(this.#log).first;
  }

  get last(): number {
    return this.#store.extent(this.#log).last;
  }

  get bytes(): number {
    return this.#store.extent(this.#log).bytes;
  }

  async append(facts: readonly Fact[]): Promise<void> {
    const first = await this.#store.appendAll(this.#log, facts.map(entryOf));
    // Somebody else wrote to it: numbers that were told would be wrong.
    if (first !== facts[0]!.seq)
      throw new Error(`${this.#log} has an entry ${first} that is not of this router`);
  }

  get unreadable(): number {
    return this.#unreadable.size;
  }

  *read(from: number, topic?: Uri): Iterable<Fact | Unreadable> {
    const mark = topic === undefined ? {} : { mark: topicMark(topic) };
    for (const entry of this.#store.read(this.#log, { from, ...mark })) yield this.#factIn(entry);
  }

  /** One broken entry is passed over: it must not keep its readers from all that come after it. */
  #factIn(entry: LogEntry): Fact | Unreadable {
    try {
      return factOf(entry);
    } catch (error) {
      this.#tellUnreadable(entry.seq, error);
      return { seq: entry.seq };
    }
  }

  /** Once, however often it is met. */
  #tellUnreadable(seq: number, error: unknown): void {
    if (this.#unreadable.has(seq) || this.#unreadable.size === MOST_TOLD) return;
    this.#unreadable.add(seq);
    const reason = error instanceof Error ? error.message : String(error);
    this.#onError(new Error(`entry ${seq} of ${this.#log} cannot be read, and is passed over: ${reason}`));
  }

  *back(until: number, topic?: Uri): Iterable<Fact | Unreadable> {
    const mark = topic === undefined ? {} : { mark: topicMark(topic) };
    for (const entry of this.#store.read(this.#log, { until, reverse: true, ...mark }))
      yield this.#factIn(entry);
  }

  withKey(topic: Uri, key: string): Fact | undefined {
    for (const entry of this.#store.read(this.#log, { mark: keyMark(topic, key) })) {
      const fact = this.#factIn(entry);
      if (isFact(fact)) return fact;
    }
    return undefined;
  }

  measure(seq: number): { time: number; bytes: number } | undefined {
    const bytes = this.#store.entry(this.#log, seq);
    return bytes && { time: timeIn(bytes), bytes: bytes.length };
  }

  trim(before: number): void {
    this.#store.trim(this.#log, before).catch(this.#onError);
  }
}

/** What is no part of EVENT.Details. */
interface Aside {
  readonly trust?: number;
  readonly lists?: Dict;
  readonly key?: string;
}

function entryOf(fact: Fact): Append {
  const { topic, trust, lists, key } = fact;
  const isPlain = trust === undefined && lists === undefined && key === undefined;
  const bytes = keptEvent(fact, isPlain ? undefined : { trust, lists, key });
  return { bytes, marks: key === undefined ? [topicMark(topic)] : [topicMark(topic), keyMark(topic, key)] };
}

function factOf({ seq, bytes }: LogEntry): Fact {
  const { time, topic, publication, details, payload, aside } = eventIn(bytes);
  const fact = { seq, time, topic, publication, details, payload };
  return aside === undefined ? fact : { ...fact, ...(aside as Aside) };
}

function topicMark(topic: Uri): string {
  return short('t', topic, LONGEST_MARK);
}

/** No URI has a `#`: where the topic ends is plain. */
function keyMark(topic: Uri, key: string): string {
  return short('k', `${topic}#${key}`, LONGEST_MARK);
}

/**
 * What is too long for a name, or has a U+0000, is named by its hash; `#` begins no URI. Half of a surrogate pair, as JSON may bring it, is
 * no character: UTF-8 has one and the same stand-in for all of them, and two texts would have one name. JSON tells them apart.
 */
function short(kind: string, text: string, longest: number): string {
  if (HALVES.test(text)) return `${kind}###${hash(JSON.stringify(text))}`;
  if (text.length <= longest && !text.includes('\0')) return kind + text;
  return `${kind}##${hash(text)}`;
}

const HALVES = /\p{Surrogate}/u;

function hash(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}
