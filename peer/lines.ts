/**
 * What a peer listens to. All who listen to one topic, or to one pattern, share one subscription on the wire: a router knows one
 * of a session for each pattern. Who follows facts (`_replay` of router-lite) shares it too:
 *
 * 1. A follower is handed each fact from its place on, once, in order. Its place moves with what it was handed, and every session
 *    begins there: a router that comes back tells nothing again, and leaves nothing out.
 * 2. Where another joins them the subscription begins again, from the place of the one that is furthest behind; what a follower had
 *    already is not handed to it again, and one that joins hears nothing of what was under way before.
 * 3. Nobody listens without the past to what another of this peer follows: a listener could not tell what is new.
 */

import type { TopicPattern } from './client.ts';
import { asWampError, ERRORS, isWampError, WampError } from './errors.ts';
import type { Fact, Following, FollowOptions } from './following.ts';
import type { Listener, Session, Undo } from './session.ts';
import { Standing, type StandingHost } from './standing.ts';
import { tell } from './tell.ts';

/** One subscription on the wire; with followers, one run through the log. */
type Want = 'listening' | ReadonlySet<Follower>;

interface Line {
  readonly key: string;
  readonly standing: Standing<Want>;
  readonly listeners: Set<Listener>;
  readonly followers: Set<Follower>;
}

export class Lines {
  readonly #host: StandingHost;
  readonly #lines = new Map<string, Line>();

  constructor(host: StandingHost) {
    this.#host = host;
  }

  /** To be begun in every session anew. */
  get standings(): readonly Standing<Want>[] {
    return [...this.#lines.values()].map(({ standing }) => standing);
  }

  async listen(pattern: TopicPattern, handler: Listener): Promise<() => Promise<void>> {
    const line = this.#line(pattern);
    if (line.followers.size > 0) throw mixed(pattern);
    // The same function may listen twice: each subscription has its own identity.
    const entry: Listener = (event) => handler(event);
    line.listeners.add(entry);
    try {
      await line.standing.want('listening');
    } catch (error) {
      line.listeners.delete(entry);
      this.#forgetIdle(line);
      throw error;
    }
    return async () => {
      if (!line.listeners.delete(entry) || line.listeners.size > 0) return;
      await line.standing.want(null).finally(() => this.#forgetIdle(line));
    };
  }

  async follow(
    pattern: TopicPattern,
    handler: (fact: Fact) => void,
    { from = 0, signal }: FollowOptions,
  ): Promise<Following> {
    // No number is at least NaN: it would be handed nothing, for ever.
    if (!Number.isSafeInteger(from) || from < 0)
      throw new RangeError(`from is ${from}: give the seq of the first fact wanted, 0 for the oldest`);
    const line = this.#line(pattern);
    if (line.listeners.size > 0) throw mixed(pattern);
    const follower = new Follower(handler, from, async (left) => {
      line.followers.delete(left);
      if (line.followers.size === 0) await line.standing.want(null).finally(() => this.#forgetIdle(line));
    });
    line.followers.add(follower);
    let cancel = () => {};
    const cancelled = new Promise<void>((resolve) => {
      cancel = () => {
        void follower.close().catch(() => {});
        resolve();
      };
    });
    signal?.addEventListener('abort', cancel, { once: true });
    void follower.ended.then(() => signal?.removeEventListener('abort', cancel));
    if (signal?.aborted) cancel();
    const stands = line.standing.want(new Set(line.followers)).catch((error: unknown) => {
      // Nothing stands any more, for those who followed before either.
      for (const each of [...line.followers]) void each.end(asWampError(error)).catch(() => {});
      throw error;
    });
    // However long the router is away.
    await Promise.race([stands, cancelled]);
    return follower;
  }

  /** The peer is closed: nothing will come any more. */
  close(): void {
    const closed = new WampError(ERRORS.closed, 'this peer is closed');
    for (const { followers } of [...this.#lines.values()])
      for (const follower of [...followers]) void follower.end(closed).catch(() => {});
  }

  #line(pattern: TopicPattern): Line {
    const { uri, match } = pattern;
    // No URI begins with a match policy and a blank.
    const key = `${match} ${uri}`;
    const known = this.#lines.get(key);
    if (known) return known;
    const listeners: Line['listeners'] = new Set();
    const hear: Listener = (event) => {
      for (const handler of [...listeners]) tell(uri, () => handler(event));
    };
    const options = match === 'exact' ? {} : { match };
    const followers: Line['followers'] = new Set();
    const line: Line = {
      key,
      listeners,
      followers,
      standing: new Standing<Want>(this.#host, (session, want) =>
        want === 'listening' ? session.subscribe(uri, hear, options) : replayed(session, pattern, [...want]),
      ),
    };
    this.#lines.set(key, line);
    return line;
  }

  /** Topics have jobs' ids in them, without end: a line nobody listens to any more is not kept. */
  #forgetIdle(line: Line): void {
    const isIdle = line.listeners.size === 0 && line.followers.size === 0;
    if (isIdle && this.#lines.get(line.key) === line) this.#lines.delete(line.key);
  }
}

class Follower implements Following {
  next: number;
  readonly ended: Promise<WampError | null>;
  /** It was accepted once: a router that refuses it later has another log. */
  hasBegun = false;
  isOver = false;
  readonly #handler: (fact: Fact) => void;
  readonly #leave: (follower: Follower) => Promise<void>;
  #last: Fact | null = null;
  #resolve: (why: WampError | null) => void = () => {};

  constructor(handler: (fact: Fact) => void, from: number, leave: (follower: Follower) => Promise<void>) {
    this.#handler = handler;
    this.next = from;
    this.#leave = leave;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Where the next run through the log begins: at the last fact it had, by which the log is known again. */
  get place(): number {
    return this.#last?.seq ?? this.next;
  }

  hand(uri: string, fact: Fact): void {
    if (this.isOver) return;
    if (fact.seq === this.#last?.seq && fact.publication !== this.#last.publication) {
      this.lose(`its fact ${fact.seq} is not the one that was heard before`);
    } else if (fact.seq >= this.next) {
      this.#last = fact;
      this.next = fact.seq + 1;
      tell(uri, () => this.#handler(fact));
    }
  }

  lose(why: string): void {
    const message = `the router has another log than the one that was followed: ${why}. Follow it from 0`;
    void this.end(new WampError(ERRORS.factsLost, message)).catch(() => {});
  }

  async end(why: WampError | null): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.#resolve(why);
    await this.#leave(this);
  }

  close(): Promise<void> {
    return this.end(null);
  }
}

/** One run through the log, for those who follow now. */
async function replayed(
  session: Session,
  { uri, match }: TopicPattern,
  followers: readonly Follower[],
): Promise<Undo> {
  const going = followers.filter(({ isOver }) => !isOver);
  if (going.length === 0) return async () => {};
  const hear: Listener = (event) => {
    const { seq } = event;
    if (seq !== null) for (const follower of going) follower.hand(uri, { ...event, seq });
  };
  const from = Math.min(...going.map(({ place }) => place));
  try {
    const undo = await session.subscribe(uri, hear, { match, _replay: { from } });
    for (const follower of going) follower.hasBegun = true;
    return undo;
  } catch (error) {
    if (isWampError(error, ERRORS.invalidArgument))
      for (const follower of going) if (follower.hasBegun) follower.lose(error.message);
    throw error;
  }
}

function mixed({ uri }: TopicPattern): Error {
  return new Error(
    `one peer cannot both follow ${uri} from the past and listen to it without: follow it twice, or use another peer or pattern`,
  );
}
