/**
 * What travels on the port of a page with a signed-in session: the page calls DeskDoor through Comlink, the worker posts
 * ToDesk messages, which Comlink passes over (they have no id).
 */
import type { CancelMode, RawEvent, RawResult, TopicPattern } from '../peer/client.ts';
import type { Credential, DeskStatus } from './desk-api.ts';

export interface DeskInfo {
  readonly credential: Credential;
  /** Name of the Web Lock the page holds as long as it lives; null where there are no Web Locks. */
  readonly lock: string | null;
}

export interface SentCall {
  readonly uri: string;
  readonly args: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>> | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly timeout?: number | undefined;
  readonly rkey?: string | number | undefined;
  /** What the router does when it is cancelled. */
  readonly cancel?: CancelMode | undefined;
  /** Progressive results are posted as ToDesk `progress`. */
  readonly progressive: boolean;
  /** The one argument and the result are checked against the contract. */
  readonly typed: boolean;
}

/** A WampError as data: Comlink would drop all but the message. */
export interface SentError {
  readonly uri: string;
  readonly message: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

export type CallReply = { readonly result: RawResult } | { readonly error: SentError };

/** The worker's side of one page. Ids are the page's choice. */
export interface DeskDoor {
  /** First of all; the first status follows. Answers the name of the lock that the worker holds as long as it lives. */
  attach(info: DeskInfo): Promise<string | null>;
  /** Answers, to show that the worker lives; and shows the worker that the page does. */
  ping(): true;
  call(id: number, call: SentCall): Promise<CallReply>;
  cancel(id: number): void;
  subscribe(id: number, pattern: TopicPattern, typed: boolean): void;
  unsubscribe(id: number): void;
  /** The page took the last batch of events: the next may come. */
  took(): void;
  blob(sha256: string): Promise<Uint8Array>;
  /** The page goes; its port is closed. */
  leave(): void;
}

export interface SentEvent {
  /** Of the subscription. */
  readonly id: number;
  readonly event: RawEvent;
}

export type ToDesk =
  | { readonly is: 'status'; readonly status: DeskStatus }
  | { readonly is: 'progress'; readonly id: number; readonly part: RawResult }
  /** One at a time: the next follows `took()`. */
  | { readonly is: 'events'; readonly events: readonly SentEvent[]; readonly missed: number }
  /** The router will not have this subscription. */
  | { readonly is: 'refused'; readonly id: number; readonly error: SentError };
