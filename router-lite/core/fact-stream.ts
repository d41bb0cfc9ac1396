/**
 * One stream of facts: all that is published under a prefix, in one order. Facts are written in groups: what is published while a
 * group is being written makes up the next one. Nothing is told to anybody, nor acknowledged, before it is stored.
 */
import type { Turn } from './delivery.ts';
import { unixTime } from './delivery.ts';
import { type Fact, type FactLog, isFact, type Unreadable } from './fact-log.ts';
import { FactTimes } from './fact-times.ts';
import type { Id, Uri } from './messages.ts';
import { nextToGo, oldestKept, type Retention } from './retention.ts';
import type { Session } from './session.ts';
import { matches, type Pattern } from './uris.ts';
import { weightOf } from './weight.ts';

/** Whom to tell that a fact is stored, or is not. */
export interface Waiter {
  readonly session: Session;
  readonly request: Id;
}

/** A fact that is to be stored; its number is given when its group is written. */
export interface Draft {
  readonly fact: Omit<Fact, 'seq'>;
  readonly publisher: Session;
  /** PUBLISH.Options: who shall have it at once. */
  readonly options: Fact['details'];
  /** Its publisher, where it acknowledges, and those who published it again meanwhile; FactStream.join() adds to them. */
  readonly waiters: Waiter[];
}

export interface Stored extends Draft {
  readonly fact: Fact;
}

/** What may wait for the groups before it, in facts and in bytes. */
const MOST_WAITING = 10_000;
const MOST_WAITING_BYTES = 64 * 1024 * 1024;
/** Answers that may be due for those: who publishes one again, by its key, waits for it too. */
const MOST_WAITERS = 20_000;
/** What is encoded, and told, in one turn: a group has so many facts at most, and ends with the one that goes beyond so many bytes. */
const GROUP = 1_000;
const GROUP_BYTES = 4 * 1024 * 1024;
/** What one read brings: told, and looked at. */
const CHUNK = 64;
const CHUNK_BYTES = 64 * 1024;
const CHUNK_SCANNED = 256;
const CHUNK_SCANNED_BYTES = 1024 * 1024;

/** Before a log that could not be read is due again, in milliseconds. */
const RETRY = 5_000;

export interface Chunk {
  readonly facts: readonly Fact[];
  /** Where to read on. */
  readonly next: number;
  /** Entries looked at. */
  readonly scanned: number;
}

export class FactStream {
  readonly pattern: Pattern;
  readonly log: FactLog;
  readonly times: FactTimes;
  readonly #kept: Required<Retention>;
  #waiting: Draft[] = [];
  #waitingBytes = 0;
  #waiters = 0;
  #group: Stored[] = [];
  /** By topic and key: those that are not stored yet. */
  readonly #keys = new Map<string, Draft>();
  /** The newest that subscribers were told of: what is stored beyond it is told next. */
  #told: number;
  #due: number | null;

  constructor(prefix: Uri, log: FactLog, kept: Required<Retention>) {
    this.pattern = { uri: prefix, match: 'prefix' };
    this.log = log;
    this.times = new FactTimes(log);
    this.#kept = kept;
    this.#told = log.last;
    this.#due = nextToGo(log, kept);
  }

  /** Of the newest fact that is stored and told. */
  get last(): number {
    return this.#told;
  }

  /** Those that are not stored yet. */
  get waiting(): number {
    return this.#waiting.length + this.#group.length;
  }

  get isFull(): boolean {
    return this.#waiting.length >= MOST_WAITING || this.#waitingBytes >= MOST_WAITING_BYTES;
  }

  /** What has this key already, stored or on its way. */
  withKey(topic: Uri, key: string): Fact | Draft | undefined {
    return this.#keys.get(`${topic}\0${key}`) ?? this.log.withKey(topic, key);
  }

  add(draft: Draft): void {
    this.#waiting.push(draft);
    this.#waitingBytes += weightOfDraft(draft);
    this.#waiters += draft.waiters.length;
    const { topic, key } = draft.fact;
    if (key !== undefined) this.#keys.set(`${topic}\0${key}`, draft);
  }

  /** One more who wants to be told of a draft of this stream; false: too many wait already. */
  join(draft: Draft, waiter: Waiter): boolean {
    if (this.#waiters >= MOST_WAITERS) return false;
    draft.waiters.push(waiter);
    this.#waiters += 1;
    return true;
  }

  /** Begins to write the first of what waits, unless a group is being written: null then. undefined: it is stored already. */
  write(): Promise<void> | undefined | null {
    if (this.#group.length > 0 || this.#waiting.length === 0) return null;
    const first = this.log.last + 1;
    const drafts = this.#waiting.splice(0, this.#groupLength());
    this.#group = drafts.map((draft, i) => ({ ...draft, fact: numbered(draft.fact, first + i) }));
    return this.log.append(this.#group.map(({ fact }) => fact));
  }

  #groupLength(): number {
    let bytes = 0;
    let count = 0;
    while (count < Math.min(GROUP, this.#waiting.length) && bytes < GROUP_BYTES) {
      bytes += weightOfDraft(this.#waiting[count]!);
      count += 1;
    }
    this.#waitingBytes -= bytes;
    return count;
  }

  /** The group that was written, or could not be; each is to be told with told(). */
  take(): readonly Stored[] {
    const group = this.#group;
    this.#group = [];
    for (const { fact, waiters } of group) {
      this.#waiters -= waiters.length;
      if (fact.key !== undefined) this.#keys.delete(`${fact.topic}\0${fact.key}`);
    }
    return group;
  }

  told({ seq }: Fact): void {
    this.#told = seq;
  }

  /** The next facts of a pattern from `from` on, of those told: one step, that ends soon whatever lies there. */
  chunk(from: number, pattern: Pattern): Chunk {
    const { last, ...chunk } = this.#gather(this.log.read(from, topicOf(pattern)), pattern);
    return { ...chunk, next: (last ?? this.#told) + 1 };
  }

  /** The same backwards: those up to `until`, the newest first; `next` is 0 where none are left. */
  chunkBack(until: number, pattern: Pattern): Chunk {
    const entries = this.log.back(Math.min(until, this.#told), topicOf(pattern));
    const { last, ...chunk } = this.#gather(entries, pattern);
    return { ...chunk, next: (last ?? 1) - 1 };
  }

  /** `last`: the number it ended at; undefined: at the end. */
  #gather(
    entries: Iterable<Fact | Unreadable>,
    { uri, match }: Pattern,
  ): Omit<Chunk, 'next'> & { readonly last: number | undefined } {
    const facts: Fact[] = [];
    let scanned = 0;
    let [bytes, scannedBytes] = [0, 0];
    for (const entry of entries) {
      if (entry.seq > this.#told) break;
      scanned += 1;
      if (isFact(entry)) {
        const weight = weightOf(entry.payload, entry.details);
        const isOurs = match === 'exact' || matches(uri, match, entry.topic);
        if (isOurs) facts.push(entry);
        if (isOurs) bytes += weight;
        scannedBytes += weight;
      }
      // No look at what comes after: reading ahead costs, and is for nothing.
      const isLong = scanned === CHUNK_SCANNED || scannedBytes >= CHUNK_SCANNED_BYTES;
      if (isLong || facts.length === CHUNK || bytes >= CHUNK_BYTES)
        return { facts, scanned, last: entry.seq };
    }
    return { facts, scanned, last: undefined };
  }

  /** Forgets what is beyond the bounds. Throws where the log cannot be read; it is not due again before some time passed. */
  trim(turn: Turn): void {
    this.#due = unixTime(turn) + RETRY;
    const first = oldestKept(this.log, this.#kept, unixTime(turn));
    if (first > this.log.first) this.log.trim(first);
    this.#due = nextToGo(this.log, this.#kept);
  }

  /** When trim() is next needed though nothing is published, as Unix time; null: never. */
  get due(): number | null {
    return this.#due;
  }

  /** The realm is forgotten: nobody is told any more. */
  clear(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#waiters = 0;
    this.#group = [];
    this.#keys.clear();
  }
}

/** All of one topic are found without looking at others. */
function topicOf({ uri, match }: Pattern): Uri | undefined {
  return match === 'exact' ? uri : undefined;
}

function weightOfDraft({ fact }: Draft): number {
  return weightOf(fact.payload, fact.details);
}

function numbered(fact: Omit<Fact, 'seq'>, seq: number): Fact {
  return { ...fact, seq, details: { ...fact.details, _seq: seq } };
}
