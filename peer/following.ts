/** Following facts: what who follows gives and gets. How it is kept is in lines.ts. */
import type { RawEvent } from './client.ts';
import type { WampError } from './errors.ts';

/** An event that the router keeps (`facts` of router-lite): see docs/patterns.md. */
export interface Fact extends RawEvent {
  readonly seq: number;
}

export interface FollowOptions {
  /** The first fact wanted, by its `seq`, a whole number; default 0: from the oldest that is kept. Another is a RangeError. */
  readonly from?: number;
  /** Ends it when it aborts. */
  readonly signal?: AbortSignal;
}

/** Somebody who follows facts: first what there is, then what comes, over as many sessions as it takes. */
export interface Following {
  /** `seq` of what comes next at the earliest: who stores it with what it made of the facts goes on `from` there. */
  readonly next: number;
  /**
   * Resolves when nothing comes any more, never rejects: with null where that was wished here; with `lehr.error.facts_lost` where the
   * router lost the log that was followed; with `lehr.error.closed` with the peer.
   */
  readonly ended: Promise<WampError | null>;
  close(): Promise<void>;
}
