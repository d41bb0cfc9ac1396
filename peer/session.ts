/** A session with the router, whoever speaks WAMP for it: what connections are made of. */
import type { Entering } from './autobahn-transport.ts';
import type { Answer, Calling, GivingUp } from './calls.ts';
import type { RawEvent } from './client.ts';
import type { Patience } from './patience.ts';
import type { Dict } from './wamp-tuple.ts';

export interface JoinOptions {
  readonly realm: string;
  readonly auth?: { readonly authid: string; readonly ticket: string };
  /** Milliseconds until WELCOME must have come. */
  readonly timeout: number;
}

export type Listener = (event: RawEvent) => void;
export type Endpoint = (args: readonly unknown[], entering: Entering) => Promise<unknown>;
/** Ends what was begun: unsubscribes or unregisters. The message leaves before the first await. */
export type Undo = () => Promise<void>;

/** What a PUBLISH carries: arguments and Options. */
export type Publishing = Pick<Calling, 'args' | 'kwargs' | 'options'>;

export interface Session {
  readonly id: number;
  readonly authrole: string;
  readonly alive: boolean;
  /** Messages that arrived so far. */
  readonly heard: number;
  /** Answers that came after their call was given up here: they were dropped. */
  readonly late: number;
  /** Resolves, never rejects, with the reason the session ended for. */
  readonly ended: Promise<string>;
  /** The CALL leaves before this returns. */
  call(calling: Calling, giving: GivingUp): Promise<Answer>;
  publish(uri: string, args: readonly unknown[]): void;
  /** Resolves with the publication's id once the router has taken it. */
  publishAcknowledged(uri: string, publishing: Publishing, patience: Patience): Promise<number>;
  subscribe(uri: string, listener: Listener, options: Dict): Promise<Undo>;
  register(uri: string, endpoint: Endpoint, options: Dict): Promise<Undo>;
  /** Says GOODBYE, waits for the answer at most a second, closes the link. */
  leave(): Promise<void>;
  /** Closes the link without a word: the router does not answer any more. */
  drop(reason: string): void;
}
