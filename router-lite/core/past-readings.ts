/**
 * Questions for past events that are facts (wamp.subscription.get_events). Their log may be long: they are answered in steps, in turn
 * with those who replay, and what is published meanwhile is not told. First the publications that bound a question are looked for,
 * from the newest back; then what is asked for is read from there, but for blocks whose times nobody asks for. So a page costs what it reads, and who asks for one after the
 * other by `after_publication` (or `before_publication`, backwards) begins where the page before ended: that place is remembered.
 */
import type { Turn } from './delivery.ts';
import { errorReply, type Refusal, WampError } from './errors.ts';
import { type Bound, EventPage, type EventQuery, maySee } from './event-query.ts';
import { type Fact, isFact } from './fact-log.ts';
import type { FactStream } from './fact-stream.ts';
import type { Id, Message, Payload } from './messages.ts';
import type { Session } from './session.ts';
import { matches, type Pattern } from './uris.ts';

/** Questions of one session that wait. */
const MOST = 16;
/** Ends of pages that are remembered. */
const PLACES = 1_000;

export interface PastQuestion {
  readonly session: Session;
  /** CALL.Request. */
  readonly request: Id;
  readonly subscription: { readonly id: Id; readonly pattern: Pattern };
  /** Has all that the subscription may match. */
  readonly stream: FactStream;
  readonly query: EventQuery;
}

export class PastReadings {
  readonly #onLag: (session: Session) => void;
  readonly #failed: (error: unknown) => void;
  readonly #waiting = new Map<Session, Reading[]>();
  readonly #places = new Places();

  /** `onLag`: told when a session begins to have something to read. `failed`: why a question could not be answered. */
  constructor(onLag: (session: Session) => void, failed: (error: unknown) => void) {
    this.#onLag = onLag;
    this.#failed = failed;
  }

  /** Answers once it has read enough. */
  ask(question: PastQuestion): Refusal | undefined {
    const { session } = question;
    const mine = this.#waiting.get(session) ?? [];
    if (mine.length >= MOST) {
      const text = `${MOST} questions for past events wait already; ask again when they are answered`;
      return { error: WampError.unavailable, text };
    }
    mine.push(new Reading(question, this.#places));
    this.#waiting.set(session, mine);
    if (mine.length === 1) this.#onLag(session);
    return undefined;
  }

  lags(session: Session): boolean {
    return this.#waiting.has(session);
  }

  /** Reads a little for the question this session asked first; true: that is answered now. */
  step(session: Session, turn: Turn): boolean {
    const mine = this.#waiting.get(session);
    const reading = mine?.[0];
    const answer = reading && this.#answer(reading);
    if (mine === undefined || answer === undefined) return false;
    mine.shift();
    if (mine.length === 0) this.#waiting.delete(session);
    turn.out.push({ to: session, message: answer });
    return true;
  }

  /** Its answer, once there is one; where the log cannot be read that is told, and no reason to ask for ever. */
  #answer(reading: Reading): Message | undefined {
    const { request } = reading;
    try {
      const payload = reading.step();
      return payload && { type: 'RESULT', request, details: {}, payload };
    } catch (error) {
      this.#failed(error);
      const text = 'the past events cannot be read; ask again later';
      return errorReply('CALL', request, { error: WampError.unavailable, text });
    }
  }

  /** The session waits for this answer no longer; whoever did not ask is told nothing. */
  cancel(session: Session, request: Id, turn: Turn): void {
    const mine = this.#waiting.get(session);
    const at = mine?.findIndex((reading) => reading.request === request) ?? -1;
    if (mine === undefined || at === -1) return;
    mine.splice(at, 1);
    if (mine.length === 0) this.#waiting.delete(session);
    const canceled = { error: WampError.canceled, text: 'the caller canceled the call' };
    turn.out.push({ to: session, message: errorReply('CALL', request, canceled) });
  }

  leave(session: Session): void {
    this.#waiting.delete(session);
  }

  clear(): void {
    this.#waiting.clear();
  }
}

class Reading {
  readonly request: Id;
  readonly #question: PastQuestion;
  readonly #places: Places;
  readonly #page: EventPage;
  /** Whose places are not known yet, by publication. */
  readonly #sought = new Map<Id, Bound[]>();
  /** What is asked for lies here. */
  #from = 1;
  #until: number;
  /** Where it looks next; null: it has not begun to read. */
  #at: number | null = null;
  /** Where it looks for publications. */
  #back: number;

  constructor(question: PastQuestion, places: Places) {
    const { request, subscription, stream, query } = question;
    this.request = request;
    this.#question = question;
    this.#places = places;
    this.#page = new EventPage(subscription.id, query.limit);
    this.#until = stream.last;
    this.#back = stream.last;
    for (const bound of query.bounds) {
      const known = places.find(stream, bound.publication);
      if (known !== undefined && this.#isOurs(known)) this.#bind(bound, known.seq);
      else this.#sought.set(bound.publication, [...(this.#sought.get(bound.publication) ?? []), bound]);
    }
  }

  /** The answer, once it is whole. */
  step(): Payload | undefined {
    return this.#sought.size > 0 ? this.#seek() : this.#read();
  }

  #isOurs(fact: Fact): boolean {
    const { uri, match } = this.#question.subscription.pattern;
    return matches(uri, match, fact.topic) && maySee(this.#question.session, fact);
  }

  #bind({ side, isIn }: Bound, seq: number): void {
    if (side === 'begin') this.#from = Math.max(this.#from, isIn ? seq : seq + 1);
    else this.#until = Math.min(this.#until, isIn ? seq : seq - 1);
  }

  #seek(): Payload | undefined {
    const { stream, subscription } = this.#question;
    const { facts, next } = stream.chunkBack(this.#back, subscription.pattern);
    for (const fact of facts) {
      const bounds = this.#sought.get(fact.publication);
      if (bounds === undefined || !this.#isOurs(fact)) continue;
      for (const bound of bounds) this.#bind(bound, fact.seq);
      this.#sought.delete(fact.publication);
    }
    this.#back = next;
    return next === 0 && this.#sought.size > 0 ? this.#page.payload(false) : undefined;
  }

  #read(): Payload | undefined {
    const { stream, query } = this.#question;
    const pattern = this.#pattern();
    const at = this.#at ?? (query.reverse ? this.#until : this.#from);
    if (pattern === null || at < this.#from || at > this.#until) return this.#over(false);
    const skipped = this.#skipped(at);
    if (skipped !== null) {
      this.#at = skipped;
      return undefined;
    }
    const { facts, next } = query.reverse ? stream.chunkBack(at, pattern) : stream.chunk(at, pattern);
    for (const fact of facts) {
      const isWanted = fact.seq >= this.#from && fact.seq <= this.#until && query.admits(fact);
      if (isWanted && this.#isOurs(fact) && !this.#page.add(fact)) return this.#over(true);
    }
    this.#at = next;
    return undefined;
  }

  /** Where to go on: after a block whose times are not asked for, here where its times are not known yet; null: it may have something. */
  #skipped(at: number): number | null {
    const { stream, query } = this.#question;
    // Who asks for no time has no use for the times.
    if (query.earliest === Number.NEGATIVE_INFINITY && query.latest === Number.POSITIVE_INFINITY) return null;
    const span = stream.times.around(at);
    if (span === null) return at;
    const { first, last, earliest, latest } = span;
    if (latest >= query.earliest && earliest <= query.latest) return null;
    return query.reverse ? first - 1 : last + 1;
  }

  /** Of one topic only its own facts are looked at; null: nothing of it is asked for. */
  #pattern(): Pattern | null {
    const { subscription, query } = this.#question;
    const { pattern } = subscription;
    if (query.topic === undefined) return pattern;
    return matches(pattern.uri, pattern.match, query.topic) ? { uri: query.topic, match: 'exact' } : null;
  }

  #over(isLimitReached: boolean): Payload {
    const { events } = this.#page;
    for (const end of [events[0], events.at(-1)]) {
      if (end !== undefined) this.#places.add(this.#question.stream, end as Fact);
    }
    return this.#page.payload(isLimitReached);
  }
}

/** Where publications lie that were the ends of pages, of those that were last. */
class Places {
  readonly #seqs = new Map<Id, { readonly stream: FactStream; readonly seq: number }>();

  add(stream: FactStream, { publication, seq }: Fact): void {
    this.#seqs.delete(publication);
    this.#seqs.set(publication, { stream, seq });
    for (const oldest of this.#seqs.keys()) {
      if (this.#seqs.size <= PLACES) return;
      this.#seqs.delete(oldest);
    }
  }

  find(stream: FactStream, publication: Id): Fact | undefined {
    const place = this.#seqs.get(publication);
    if (place?.stream !== stream) return undefined;
    for (const entry of stream.log.read(place.seq)) {
      return isFact(entry) && entry.publication === publication ? entry : undefined;
    }
    return undefined;
  }
}
