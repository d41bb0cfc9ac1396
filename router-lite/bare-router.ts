import type { RouterStats as CoreStats, QueueDepth, SlotDepth } from './core/router.ts';
import type { Trust } from './core/session.ts';
import type { SlotCounts } from './core/slot-counts.ts';
import type { Counts } from './counts.ts';
import type { IssuedCookie } from './login-cookies.ts';
import type { Limits } from './options.ts';
import type { LinkedEnd } from './transports/linked-pair.ts';
import type { Transport } from './transports/transport.ts';

/** The router as whoever drives it sees it, wherever it runs; node/router.ts adds what only Node has. */
export interface BareRouter {
  readonly limits: Limits;
  /** Serves a connection until it ends. `trust`: the host vouches for it, so it needs no authentication. */
  accept(transport: Transport, trust?: Trust): void;
  /** Why a connection from this address would be refused now, in words for its user; null when it would not. */
  refusal(address: string): string | null;
  /** What an HTTP response that opens a connection should set, given the request's Cookie header. */
  issueCookies(header: string | undefined): IssuedCookie[];
  /** A session of this process, vouched for; its end is what peer/link.ts calls a Link. */
  link(trust: Trust): LinkedEnd;
  stats(): RouterStats;
  /** The longest queues of calls, longest first, at most so many: what stats().queued counts. */
  queues(most: number): QueueDepth[];
  /** The slots with most events that wait or lie dead, at most so many; and what became of the events of all. */
  slots(most: number): { readonly depths: readonly SlotDepth[]; readonly counts: SlotCounts };
  /** GOODBYE to all; resolves when every connection is closed, within limits.closeMillis. May be repeated. */
  close(): Promise<void>;
}

export type RouterStats = CoreStats & Counts;
