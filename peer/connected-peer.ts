/** A Peer on one connection that comes back: what shall stand on it is begun in every session anew. */

import { pause, pauseBefore } from './backoff.ts';
import type { Beat } from './beat.ts';
import { CALL_MILLIS, Caller } from './caller.ts';
import type {
  CallOptions,
  CallResult,
  EventContext,
  InvocationContext,
  Peer,
  PeerOptions,
  PeerState,
  RawCall,
  RawEvent,
  RawPublication,
  RawResult,
  RegisterOptions,
  TopicPattern,
} from './client.ts';
import { Connection } from './connection.ts';
import type { Fact, Following, FollowOptions } from './following.ts';
import { parseEvent, parseInput } from './guards.ts';
import { inTime } from './in-time.ts';
import { contextOf } from './invocation-context.ts';
import { Lines } from './lines.ts';
import { Patience } from './patience.ts';
import type { Input, Output, Procedure } from './procedures.ts';
import { Registrations } from './registrations.ts';
import type { Endpoint, Session } from './session.ts';
import type { Standing } from './standing.ts';
import { tell } from './tell.ts';
import type { Topic, Topics } from './topics.ts';

const RECONNECT = { first: 300, longest: 5000 };
const SILENCE_MILLIS = 15_000;

/** What stands on the router, or shall again. */
type Settling = Pick<Standing<unknown>, 'settle'>;

export class ConnectedPeer implements Peer {
  #state: PeerState = { is: 'connecting', attempt: 1, reason: '' };
  readonly #listeners = new Set<(state: PeerState) => void>();
  readonly #lines: Lines;
  readonly #registrations: Registrations;
  readonly #caller: Caller;
  /** Of handlers here that took longer than they may. */
  readonly #overdue = { late: 0 };
  #session: Session | null = null;
  /** Of the sessions before this one. */
  #lateBefore = 0;
  readonly #reconnect: { readonly first: number; readonly longest: number };
  readonly #connection: Connection;
  readonly #beat: Beat | undefined;

  constructor({ link, realm, auth, reconnect = RECONNECT, silence = SILENCE_MILLIS, beat }: PeerOptions) {
    this.#reconnect = reconnect;
    this.#beat = beat;
    const listener = {
      connecting: (attempt: number, reason: string) => this.#become({ is: 'connecting', attempt, reason }),
      joined: (session: Session) => this.#joined(session),
      closed: (reason: string) => {
        this.#lines.close();
        this.#become({ is: 'closed', reason });
      },
    };
    this.#connection = new Connection(
      { link, realm, reconnect, silence, ...(auth ? { auth } : {}) },
      listener,
    );
    this.#lines = new Lines(this.#connection);
    this.#registrations = new Registrations(this.#connection);
    this.#caller = new Caller(this.#connection, beat);
  }

  get state(): PeerState {
    return this.#state;
  }

  get lateAnswers(): number {
    return this.#lateBefore + (this.#session?.late ?? 0) + this.#overdue.late;
  }

  onState(listener: (state: PeerState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => this.#listeners.delete(listener);
  }

  call<P extends Procedure>(procedure: P, input: Input<P>, options?: CallOptions): Promise<Output<P>> {
    return this.#caller.call(procedure, input, options);
  }

  callWithCallee<P extends Procedure>(
    procedure: P,
    input: Input<P>,
    options?: CallOptions,
  ): Promise<CallResult<Output<P>>> {
    return this.#caller.callWithCallee(procedure, input, options);
  }

  async callUri(uri: string, args: readonly unknown[] = [], options?: CallOptions): Promise<unknown> {
    return (await this.#caller.ask({ uri, args }, options)).args[0];
  }

  callRaw(uri: string, args: readonly unknown[] = [], call: RawCall = {}): Promise<RawResult> {
    return this.#caller.ask({ uri, args, kwargs: call.kwargs, options: call.options }, call);
  }

  register<P extends Procedure>(
    procedure: P,
    handler: (input: Input<P>, context: InvocationContext) => Promise<Output<P>> | Output<P>,
    options: RegisterOptions = {},
  ): Promise<() => Promise<void>> {
    return this.registerUri(
      procedure,
      (args, context) => handler(parseInput(procedure, args[0]), context),
      options,
    );
  }

  registerUri(
    uri: string,
    handler: (args: readonly unknown[], context: InvocationContext) => unknown,
    options: RegisterOptions = {},
  ): Promise<() => Promise<void>> {
    const { timeout } = options;
    const endpoint: Endpoint = (args, { details, signal, progress }) => {
      const serve = async (until: AbortSignal) => {
        const context = contextOf({ details, signal: until, progress });
        const answer = await handler(args, context);
        // To an event nobody hears it: what `seen.add(id)` returns is not sent, nor does it refuse it.
        return context.event ? undefined : answer;
      };
      return timeout === undefined
        ? serve(signal)
        : inTime(serve, { uri, timeout, signal, tally: this.#overdue });
    };
    return this.#registrations.register(uri, { endpoint, options });
  }

  subscribe<T extends Topic>(
    topic: T,
    handler: (event: Topics[T], context: EventContext) => void,
  ): Promise<() => Promise<void>> {
    return this.subscribeUri(topic, (args, context) => {
      let event: Topics[T];
      try {
        event = parseEvent(topic, args[0]);
      } catch {
        // An event that breaks the contract is dropped: whoever sent it is not here to be told.
        return;
      }
      handler(event, context);
    });
  }

  subscribeUri(
    uri: string,
    handler: (args: readonly unknown[], context: EventContext) => void,
  ): Promise<() => Promise<void>> {
    return this.subscribeRaw({ uri, match: 'exact' }, ({ args, publisher }) => handler(args, { publisher }));
  }

  subscribeRaw(pattern: TopicPattern, handler: (event: RawEvent) => void): Promise<() => Promise<void>> {
    return this.#lines.listen(pattern, handler);
  }

  follow<T extends Topic>(
    topic: T,
    handler: (event: Topics[T], fact: Fact) => void,
    options?: FollowOptions,
  ): Promise<Following> {
    const hear = (fact: Fact) => {
      let event: Topics[T];
      try {
        event = parseEvent(topic, fact.args[0]);
      } catch {
        // As of any event: see subscribe().
        return;
      }
      handler(event, fact);
    };
    return this.followRaw({ uri: topic, match: 'exact' }, hear, options);
  }

  followRaw(
    pattern: TopicPattern,
    handler: (fact: Fact) => void,
    options: FollowOptions = {},
  ): Promise<Following> {
    return this.#lines.follow(pattern, handler, options);
  }

  publish<T extends Topic>(topic: T, event: Topics[T]): void {
    this.publishUri(topic, [event]);
  }

  publishUri(uri: string, args: readonly unknown[] = []): void {
    this.#connection.current?.publish(uri, args);
  }

  async publishRaw(
    uri: string,
    args: readonly unknown[] = [],
    publication: RawPublication = {},
  ): Promise<number> {
    const { kwargs, confirm, timeout = CALL_MILLIS, signal } = publication;
    const patience = new Patience({ uri, timeout, signal, beat: this.#beat });
    try {
      const session = await this.#connection.session(patience);
      const options = { ...publication.options, ...(confirm === undefined ? {} : { _confirm: confirm }) };
      return await session.publishAcknowledged(uri, { args, kwargs, options }, patience);
    } finally {
      patience.end();
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #joined(session: Session): void {
    this.#lateBefore += this.#session?.late ?? 0;
    this.#session = session;
    for (const standing of [...this.#lines.standings, ...this.#registrations.standings]) {
      void this.#restore(standing, session);
    }
    this.#become({ is: 'joined', session: session.id, authrole: session.authrole });
  }

  /** A refusal may be our own former session, which the router still believes alive: ask again while this one lives. */
  async #restore(standing: Settling, session: Session): Promise<void> {
    const ended = new AbortController();
    void session.ended.then(() => ended.abort());
    for (let attempt = 1; session.alive; attempt += 1) {
      try {
        await standing.settle();
        return;
      } catch {
        await pause(pauseBefore(attempt, this.#reconnect, Math.random()), ended.signal);
      }
    }
  }

  #become(state: PeerState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) tell('the state', () => listener(state));
  }
}
