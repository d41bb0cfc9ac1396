/**
 * What travels on a page's port: the page calls PageDoor through Comlink, the peer posts ToPage messages, which Comlink
 * passes over (they have no id). Posting needs no answer, so a page that died unseen holds nothing up.
 */
import type { Topic } from '../peer/topics.ts';
import type { DonorSettings, DonorStatus, PageSignals } from './api.ts';
import type { Port } from './kernel/protocol.ts';

export interface PageInfo {
  readonly visible: boolean;
  /** False for pages that only watch, such as the kiosk. */
  readonly lends: boolean;
  readonly signals: PageSignals;
  /** Name of the Web Lock the page holds as long as it lives; null where there are no Web Locks. */
  readonly lock: string | null;
  /** The yes this page knows of: a peer that was just started learns it with its first page. */
  readonly donation: Donation | null;
}

export interface Donation {
  readonly settings: DonorSettings;
  /** The donor's secret, 32 hex digits. */
  readonly token: string;
  /** When the yes ends, milliseconds since 1970. */
  readonly until: number;
}

/** An answer to call(): one of the two. Comlink would drop an error's URI if it were thrown. */
export interface CallReply {
  readonly output?: unknown;
  readonly error?: { readonly uri: string; readonly message: string };
}

/** The peer's side of one page. */
export interface PageDoor {
  /** First of all; the first status follows. Answers the name of the lock that the peer holds as long as it lives. */
  attach(info: PageInfo): Promise<string | null>;
  visible(visible: boolean): void;
  /** The page sees something else of its device. */
  signals(signals: PageSignals): void;
  /** Answers, to show that the peer lives; and shows the peer that the page does. */
  ping(): true;
  donate(donation: Donation): void;
  stop(): void;
  /** Lends the kernel behind the port. */
  lend(kernel: string, port: Port): void;
  /** The page ended the kernel, or it failed. */
  ended(kernel: string, reason: string): void;
  call(procedure: string, input: unknown): Promise<CallReply>;
  /** Events come as ToPage `event` with this id, chosen by the page. */
  subscribe(id: number, topic: Topic): void;
  /** As subscribe(), of facts: first those there are. */
  follow(id: number, topic: Topic): void;
  /** Ends either. */
  unsubscribe(id: number): void;
  blob(sha256: string): Promise<Uint8Array>;
  /** The page goes; its port is closed. */
  leave(): void;
}

export type ToPage =
  /** Hold this many kernels from now on. */
  | { readonly is: 'kernels'; readonly count: number }
  /** This kernel is of no use: end it. */
  | { readonly is: 'end kernel'; readonly kernel: string }
  | { readonly is: 'status'; readonly status: DonorStatus }
  | { readonly is: 'event'; readonly id: number; readonly event: unknown };
