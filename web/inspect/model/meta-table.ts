/**
 * One list of the router's meta API, kept live by its meta events: ids are listed once, what is known of each is asked once, and
 * again when an event says that it changed.
 *
 * 1. What is shown converges to what the router has: an event only marks, and what is shown of an id comes of an answer that
 *    was given after it (or is the event's own description of something new).
 * 2. An id that is gone never comes back by a late answer.
 * 3. No more than so many questions are under way, and none is asked twice while it is.
 * 4. A router gives up events for who reads too slowly, and tells others of it: after very many events the ids are listed again,
 *    as soon as it is calm. So nothing is missing for good, or there for good that is gone.
 */
import type { RawEvent, RawResult, TopicPattern } from '../../../peer/client.ts';
import type { EventBatch } from '../../../worker/desk-api.ts';
import { type Entry, listedIds, type TableKind } from './table-kind.ts';

/** What a table needs of a signed-in session. */
export interface MetaSource {
  callRaw(uri: string, args: readonly unknown[]): Promise<RawResult>;
  subscribeRaw(
    pattern: TopicPattern,
    listener: (batch: EventBatch) => void,
    refused: (error: Error) => void,
  ): () => void;
}

/** The router's refusal. */
export interface Failure {
  readonly uri: string;
  readonly message: string;
}

const MOST_ASKED = 32;
/** Fewer events than these are no reason for a router to give up any: they fit into what it holds for a slow reader. */
const MANY = 1_000;
/** Milliseconds without an event that are calm; where it never is, the longest wait; and after a list that failed. */
const CALM = 1_000;
const LONGEST = 30_000;
const RETRY = 5_000;

export class MetaTable<Row extends Entry> {
  readonly #source: MetaSource;
  readonly #kind: TableKind<Row>;
  readonly #onChange: () => void;
  /** Null: not known yet. In order of coming. */
  readonly #rows = new Map<number, Row | null>();
  readonly #due = new Set<number>();
  readonly #asked = new Set<number>();
  #unknown = 0;
  #end: () => void;
  #over = false;
  #listing = 0;
  /** The last list that has come. */
  #done = 0;
  /** Told of by events while a list is under way, which may be older than they. */
  readonly #met = new Set<number>();
  /** Events since the last list, and when they became many: performance.now(). */
  #heard = 0;
  #manySince = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  /** Counts up with every row that comes, is known, or goes; not when a known one changes. */
  version = 0;
  /** Why there is nothing to see; null while all is well. */
  failure: Failure | null = null;
  /** The first list has come. */
  listed = false;

  /** @param onChange after anything changed; may be called thousands of times a second */
  constructor(source: MetaSource, kind: TableKind<Row>, onChange: () => void) {
    this.#source = source;
    this.#kind = kind;
    this.#onChange = onChange;
    this.#end = source.subscribeRaw(
      { uri: kind.prefix, match: 'prefix' },
      (batch) => this.#hear(batch),
      (error) => this.#fail(error),
    );
    void this.sync();
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Ids whose row has not come yet. */
  get unknown(): number {
    return this.#unknown;
  }

  get(id: number): Row | undefined {
    return this.#rows.get(id) ?? undefined;
  }

  /** All rows that are known, in order of coming. */
  rows(): Row[] {
    const rows: Row[] = [];
    for (const row of this.#rows.values()) if (row !== null) rows.push(row);
    return rows;
  }

  /** Lists and asks anew: at the start, in a new session, and when events were missed. */
  sync(): Promise<void> {
    return this.#list((id) => this.#mark(id));
  }

  /** @param take what becomes of each id that is here */
  async #list(take: (id: number) => void): Promise<void> {
    clearTimeout(this.#again);
    this.#heard = 0;
    this.#listing += 1;
    const listing = this.#listing;
    this.#met.clear();
    try {
      const { args } = await this.#source.callRaw(`${this.#kind.prefix}list`, []);
      if (this.#over || listing !== this.#listing) return;
      const ids = new Set(listedIds(args[0]));
      for (const id of [...this.#rows.keys()]) if (!ids.has(id) && !this.#met.has(id)) this.#remove(id);
      for (const id of ids) take(id);
      this.failure = null;
      this.listed = true;
      this.#done = listing;
      this.#met.clear();
    } catch (error) {
      if (this.#over || listing !== this.#listing) return;
      this.#done = listing;
      this.#fail(error);
      if (this.failure?.uri !== NOT_ALLOWED) this.#again = setTimeout(() => void this.sync(), RETRY);
      return;
    }
    this.#onChange();
    this.#ask();
  }

  /** Asks for an entry that no event will tell of: meta events are not sent to the session they are about. */
  look(id: number): void {
    this.#mark(id);
    this.#onChange();
    this.#ask();
  }

  /** Asks for these again: what no event tells of, such as a load. */
  refresh(ids: Iterable<number>): void {
    for (const id of ids) if (this.#rows.has(id)) this.#due.add(id);
    this.#ask();
  }

  close(): void {
    this.#over = true;
    clearTimeout(this.#again);
    this.#end();
    this.#due.clear();
  }

  #hear({ events, missed }: EventBatch): void {
    for (const event of events) this.#apply(event);
    if (missed > 0) void this.sync();
    else this.#listWhenCalm(events.length);
    this.#onChange();
    this.#ask();
  }

  #listWhenCalm(events: number): void {
    const now = performance.now();
    if (this.#heard < MANY) this.#manySince = now;
    this.#heard += events;
    if (this.#heard < MANY) return;
    clearTimeout(this.#again);
    const wait = Math.min(CALM, Math.max(0, this.#manySince + LONGEST - now));
    // What is known is not asked again: the rows in view are anyway, once a second.
    const missing = (id: number) => {
      if (!this.#rows.get(id)) this.#mark(id);
    };
    this.#again = setTimeout(() => void this.#list(missing), wait);
  }

  #apply({ topic, args }: RawEvent): void {
    const change = this.#kind.change(topic.slice(this.#kind.prefix.length), args);
    if (change === null) return;
    if (this.#listing !== this.#done) this.#met.add(change.is === 'here' ? change.row.id : change.id);
    if (change.is === 'gone') this.#remove(change.id);
    else if (change.is === 'changed') this.#mark(change.id);
    else this.#set(change.row);
  }

  #set(row: Row): void {
    const before = this.#rows.get(row.id);
    if (before === null) this.#unknown -= 1;
    if (!before) this.version += 1;
    this.#rows.set(row.id, row);
  }

  #mark(id: number): void {
    if (!this.#rows.has(id)) {
      this.#rows.set(id, null);
      this.#unknown += 1;
    }
    this.#due.add(id);
  }

  #remove(id: number): void {
    if (this.#rows.get(id) === null) this.#unknown -= 1;
    if (this.#rows.delete(id)) this.version += 1;
    this.#due.delete(id);
  }

  #ask(): void {
    for (const id of this.#due) {
      if (this.#over || this.#asked.size >= MOST_ASKED) return;
      // Marked again while it is asked: asked again when that is answered.
      if (this.#asked.has(id)) continue;
      this.#due.delete(id);
      this.#asked.add(id);
      void this.#fetch(id);
    }
  }

  async #fetch(id: number): Promise<void> {
    let row: Row | null = null;
    let isGone = false;
    try {
      const { args } = await this.#source.callRaw(`${this.#kind.prefix}get`, [id]);
      row = this.#kind.read(args[0]);
    } catch (error) {
      // It left meanwhile; of any other failure the next event or list makes good.
      isGone = failureOf(error).uri.startsWith('wamp.error.no_such_');
    }
    this.#asked.delete(id);
    if (this.#over) return;
    if (isGone) this.#remove(id);
    else if (row !== null && this.#rows.has(id)) this.#set(row);
    this.#onChange();
    this.#ask();
  }

  #fail(error: unknown): void {
    this.failure = failureOf(error);
    this.#onChange();
  }
}

const NOT_ALLOWED = 'wamp.error.not_authorized';

function failureOf(error: unknown): Failure {
  const { uri, message } = error as Partial<Failure>;
  return { uri: uri ?? '', message: message ?? String(error) };
}
