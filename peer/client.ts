/** The typed WAMP peer all our services use: what it promises. How it keeps that is in connected-peer.ts. */
import type { Beat } from './beat.ts';
import { ConnectedPeer } from './connected-peer.ts';
import type { Fact, Following, FollowOptions } from './following.ts';
import type { LinkFactory } from './link.ts';
import type { CancelSignal } from './patience.ts';
import type { Input, Output, Procedure } from './procedures.ts';
import type { Topic, Topics } from './topics.ts';

export interface PeerOptions {
  readonly link: LinkFactory;
  readonly realm: string;
  readonly auth?: { readonly authid: string; readonly ticket: string };
  /** First and longest pause between reconnects in milliseconds; default 300 and 5,000, with jitter, for ever until close(). */
  readonly reconnect?: { readonly first: number; readonly longest: number };
  /** Milliseconds without a message until the router is asked whether it lives, and again until it counts as lost; default 15,000. */
  readonly silence?: number;
  /** Told while an answer is awaited that may not lie; the link's socket is to keep to it. */
  readonly beat?: Beat | undefined;
}

export type PeerState =
  | { readonly is: 'connecting'; readonly attempt: number; readonly reason: string }
  | { readonly is: 'joined'; readonly session: number; readonly authrole: string }
  | { readonly is: 'closed'; readonly reason: string };

/**
 * What the router does with a call that its caller gave up (WAMP, "Call Canceling"): `skip` lets the callee go on unheard,
 * `killnowait` interrupts it, `kill` interrupts it and keeps its place taken until it answered. The caller waits in none.
 */
export type CancelMode = 'skip' | 'kill' | 'killnowait';

export interface CallOptions {
  /** Milliseconds; enforced here and asked of the router. Default 30,000. */
  readonly timeout?: number;
  readonly signal?: CancelSignal;
  /** For a call that the signal or the time-out ends; default `killnowait`. */
  readonly cancel?: CancelMode;
  /** Calls with the same key reach the same endpoint for as long as it lives ("Sharded Registration"). */
  readonly rkey?: string | number;
  /** Sessions that may take the call, for a role that is shown its callees; another router gives it to anybody. */
  readonly eligible?: readonly number[] | undefined;
  /** Waits for somebody who serves the procedure, up to the time-out, where nobody does (`_queue` of router-lite). */
  readonly queue?: boolean;
  /**
   * Where the connection is lost before the answer came, the call is made again on the next one, within the same time-out: with `queue`
   * it so waits for its callee through restarts of the router. Whoever had it may have done it: it is done at least once.
   */
  readonly again?: boolean;
  /** Its answer may lie for as long as the connection's Beat says. */
  readonly unhurried?: boolean;
  /** Hears progressive results as they come; absent: none are asked for. */
  readonly onProgress?: ((part: RawResult) => void) | undefined;
}

export interface CallResult<T> {
  readonly output: T;
  /** Session that answered, when the router discloses it (the orchestrator's role only). */
  readonly callee: number | null;
}

/** What a call outside the contract carries and wants. */
export interface RawCall extends CallOptions {
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Further CALL.Options, such as `disclose_me`. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What a publication that waits for its acknowledgement carries and wants. */
export interface RawPublication {
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Further PUBLISH.Options, such as `_key` of a fact. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** So many must receive it, else it is refused and nobody does (`_confirm` of router-lite). */
  readonly confirm?: number;
  /** Milliseconds; default 30,000. */
  readonly timeout?: number;
  /** Gives up waiting: the router may have taken it all the same. */
  readonly signal?: AbortSignal;
}

/** A RESULT as WAMP has it. */
export interface RawResult {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Topics of a subscription: exactly this one, all that begin so, or by components that may be empty. */
export interface TopicPattern {
  readonly uri: string;
  readonly match: 'exact' | 'prefix' | 'wildcard';
}

/** An EVENT as WAMP has it, with the topic it was published to. */
export interface RawEvent {
  readonly topic: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Session that published, when the router discloses it. */
  readonly publisher: number | null;
  readonly publication: number | null;
  /** It was published before we subscribed. */
  readonly retained: boolean;
  /** Of an event that is a fact: its place in the log; else null. */
  readonly seq: number | null;
  /** Of a fact that corrects an earlier one of its topic: that one's `seq`; else null. */
  readonly corrects: number | null;
}

/** Who calls, when the router discloses it. */
export interface InvocationContext {
  readonly caller: number | null;
  readonly callerRole: string | null;
  /** Aborts when the caller cancelled, the router interrupted or the session was lost. */
  readonly signal: AbortSignal;
  /** Sends a progressive result, before the final one; null where the caller did not ask for any. */
  readonly progress: ((...args: unknown[]) => void) | null;
  /** Of what a slot hands out; null for a call. */
  readonly event: SlotEvent | null;
}

/** An event that a slot handed out: returning acknowledges it, throwing refuses it. */
export interface SlotEvent {
  readonly topic: string;
  /** The same at each attempt: at least once, so compare it where twice would be wrong. */
  readonly publication: number;
  /** 1, 2, 3 … */
  readonly attempt: number;
  /** Of an event that is a fact: its place in the log; else null. */
  readonly seq: number | null;
}

/** `_slot` of router-lite: see docs/patterns.md. Milliseconds throughout. */
export interface SlotOptions {
  readonly topic: string;
  readonly match?: 'exact' | 'prefix' | 'wildcard';
  /** Survives the router, and takes events without any member. */
  readonly durable?: boolean;
  /** Default `queue`: again after growing waits, then a dead letter. */
  readonly onError?: 'ignore' | 'publish' | 'queue';
  /** Default 8. */
  readonly maxAttempts?: number;
  /** For one attempt; default 60,000. */
  readonly timeout?: number;
  /** Before the second attempt, doubled each time up to five minutes; default 1,000. */
  readonly backoff?: number;
  /** Events in hand at once, of all members together; 1 keeps them in order whatever the members' own. */
  readonly concurrency?: number;
  /** A durable slot of another topic goes on with this one, after what waits in it, where nobody serves it. */
  readonly rebind?: boolean;
}

/** Who published, when the router discloses it. */
export interface EventContext {
  readonly publisher: number | null;
}

export interface RegisterOptions {
  readonly invoke?: 'single' | 'first' | 'last' | 'random' | 'roundrobin' | 'load';
  /**
   * Milliseconds the handler may take: then the caller gets `wamp.error.timeout`, the handler's signal aborts, and what it brings
   * after all is dropped and counted. Default: as long as its caller waits.
   */
  readonly timeout?: number;
  /** Calls it takes at once; absent: any number, and of a slot's events one. */
  readonly concurrency?: number;
  /** Serves a slot: the handler gets the events of a topic, each in one member's hands at a time. */
  readonly slot?: SlotOptions;
}

export interface Peer {
  readonly state: PeerState;
  /**
   * Answers that came after their call was given up here, over all sessions, and of handlers here after their time: they were
   * dropped.
   */
  readonly lateAnswers: number;
  /** Called at once with the present state and at each change; returns its own removal. */
  onState(listener: (state: PeerState) => void): () => void;
  /** What only looks is asked once more when its callee leaves before it answered: see hot standby. */
  call<P extends Procedure>(procedure: P, input: Input<P>, options?: CallOptions): Promise<Output<P>>;
  /** As call(), and tells who answered; of an error the WampError's kwargs tell `_callee`, where somebody had the call. */
  callWithCallee<P extends Procedure>(
    procedure: P,
    input: Input<P>,
    options?: CallOptions,
  ): Promise<CallResult<Output<P>>>;
  /** Calls by URI outside the contract, such as the router's meta API. */
  callUri(uri: string, args?: readonly unknown[], options?: CallOptions): Promise<unknown>;
  /** As callUri(), with all a CALL may have and a RESULT may bring. */
  callRaw(uri: string, args?: readonly unknown[], call?: RawCall): Promise<RawResult>;
  /** Registers now and after every reconnect, until the returned function is called. Rejects when the router refuses. */
  register<P extends Procedure>(
    procedure: P,
    handler: (input: Input<P>, context: InvocationContext) => Promise<Output<P>> | Output<P>,
    options?: RegisterOptions,
  ): Promise<() => Promise<void>>;
  /** As register(), for a procedure outside the contract; what the handler resolves with is the one positional result. */
  registerUri(
    uri: string,
    handler: (args: readonly unknown[], context: InvocationContext) => unknown,
    options?: RegisterOptions,
  ): Promise<() => Promise<void>>;
  /** Subscribes now and after every reconnect, until the returned function is called. */
  subscribe<T extends Topic>(
    topic: T,
    handler: (event: Topics[T], context: EventContext) => void,
  ): Promise<() => Promise<void>>;
  /** As subscribe(), for a meta event or any topic outside the contract. */
  subscribeUri(
    uri: string,
    handler: (args: readonly unknown[], context: EventContext) => void,
  ): Promise<() => Promise<void>>;
  /** As subscribeUri(), by pattern and with all an EVENT brings. */
  subscribeRaw(pattern: TopicPattern, handler: (event: RawEvent) => void): Promise<() => Promise<void>>;
  /**
   * Facts of a topic, each once and in order, from the past on into what comes, also over lost connections and restarts of the router.
   * Resolves when the router accepted it; rejects when it refuses, as where the topic's events are no facts. What breaks the
   * contract is left out. Facts that the router's retention forgot are not told. One peer does not both follow a topic and subscribe
   * to it: that throws.
   */
  follow<T extends Topic>(
    topic: T,
    handler: (event: Topics[T], fact: Fact) => void,
    options?: FollowOptions,
  ): Promise<Following>;
  /** As follow(), by pattern and outside the contract. A pattern must lie under one prefix of facts. */
  followRaw(
    pattern: TopicPattern,
    handler: (fact: Fact) => void,
    options?: FollowOptions,
  ): Promise<Following>;
  /** Sent when there is a session, and dropped when there is none. */
  publish<T extends Topic>(topic: T, event: Topics[T]): void;
  /** As publish(), for a topic outside the contract. */
  publishUri(uri: string, args?: readonly unknown[]): void;
  /**
   * Publishes and waits for the router's word: resolves with the publication's id; rejects with the router's refusal, such as
   * `wamp.error.no_receiver`, and with `lehr.error.connection_lost` where nobody knows whether it was taken.
   */
  publishRaw(uri: string, args?: readonly unknown[], publication?: RawPublication): Promise<number>;
  close(): Promise<void>;
}

/** Joins and stays joined: see PeerOptions. Never throws; watch onState() for what happens. */
export function connect(options: PeerOptions): Peer {
  return new ConnectedPeer(options);
}
