/** An event on its way through a slot, and what is left of one that nobody could use. */
import type { Timed } from './deadlines.ts';
import type { Dict, Id, Payload, Uri } from './messages.ts';
import { weightOf } from './weight.ts';

/** Plain data: a store may keep it. */
export interface SlotEvent {
  readonly topic: Uri;
  readonly publication: Id;
  /** Unix milliseconds of its publication. */
  readonly time: number;
  /** What a subscriber would be told: the publisher where it is disclosed, how a sealed payload is opened. */
  readonly details: Dict;
  readonly payload: Payload;
  readonly trust: number | undefined;
  /** PUBLISH.Options that list authids and authroles; undefined when any member may have it. */
  readonly lists: Dict | undefined;
}

/** An event in a slot's hands, from the time it is loaded until it is done with. */
export interface Entry extends Timed {
  /** Its place in the slot: 1, 2, 3 … in the order of publication. */
  readonly number: number;
  readonly event: SlotEvent;
  readonly weight: number;
  /** Deliveries so far. */
  attempts: number;
}

/** What a failed delivery ended with. */
export interface Failure {
  readonly code: Uri;
  readonly payload: Payload;
}

export interface DeadLetter extends Entry {
  readonly failure: Failure;
  /** Unix milliseconds of its last failure. */
  readonly failed: number;
}

type Weighed = Pick<SlotEvent, 'topic' | 'payload' | 'details' | 'lists'>;

export function weightOfEvent({ topic, payload, details, lists }: Weighed): number {
  return topic.length + weightOf(payload, details) + (lists === undefined ? 0 : weightOf({}, lists));
}

/** Where a member's error tells of its stack: autobahn for Python calls it `traceback`, others `stack` or `backtrace`. */
export function backtraceOf({ payload }: Failure): unknown {
  const { traceback, backtrace, stack } = payload.kwargs ?? {};
  return backtrace ?? traceback ?? stack ?? null;
}
