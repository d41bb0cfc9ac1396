/**
 * Where the events of a durable slot wait: in a journal of its own or, where they are facts, at its place in their log. Which of the
 * two it is the configuration says, and that may change between two starts. Nothing that was acknowledged is lost by it: what lies
 * in the journal goes out before the facts (CarriedBacklog), and a start that would leave facts behind is refused.
 */
import { Backlog, type Waiting } from './backlog.ts';
import { CarriedBacklog } from './carried-backlog.ts';
import type { Uri } from './messages.ts';
import type { KeptSlot, SlotFile } from './slot-file.ts';
import { hasOpen, type Stream, StreamBacklog } from './stream-backlog.ts';
import { covers, mayOverlap, type Pattern } from './uris.ts';

/** Facts that are on disk. */
export interface Streams {
  readonly current: readonly Stream[];
  /** As the log of a prefix was left that is none of the current ones. */
  readonly former: (prefix: Uri) => Stream;
}

/** The stream that has some of these events, and not all. */
export function mixing({ current }: Streams, topic: Pattern): Stream | undefined {
  return current.find(({ pattern }) => mayOverlap(pattern, topic) && !covers(pattern, topic));
}

/** The stream that has all of these events; undefined: they are no facts. */
export function covering({ current }: Streams, topic: Pattern): Stream | undefined {
  return current.find(({ pattern }) => covers(pattern, topic));
}

/** What keeps a slot of before from going on under these streams, and what to do about it; undefined: nothing. */
export function refuseStart(topic: Pattern, { progress }: SlotFile, streams: Streams): string | undefined {
  const mixed = mixing(streams, topic);
  if (mixed !== undefined) {
    return `it takes events of ${topic.uri}, and of these only those below ${mixed.pattern.uri} are facts now: start without that prefix, or remove the slot before`;
  }
  const { found } = progress;
  const now = covering(streams, topic)?.pattern.uri;
  if (found === undefined) return undefined;
  // Written by a router that did not say so.
  if (found.prefix === undefined) {
    return now === undefined
      ? 'its events were facts, and are none now: start with their prefix in the facts of the realm, or remove the slot before'
      : undefined;
  }
  if (found.prefix === now) return undefined;
  const { prefix } = found;
  const former = streams.former(prefix);
  if (!hasOpen(former, topic, found)) {
    // The next start need not look through all of that again.
    if (now === undefined) progress.save(() => ({ prefix, cursor: former.last, open: [], attempts: [] }));
    return undefined;
  }
  return `facts below ${found.prefix} wait for it, and that is no prefix of the realm's facts any more: start with it until the slot has them all, or remove the slot before`;
}

/** What waits, and what is to. */
export function backlogOf(kept: KeptSlot | undefined, topic: Pattern): Waiting {
  const own = new Backlog(kept?.file.journal, kept?.onLost);
  if (kept?.stream === undefined) return own;
  const facts = new StreamBacklog(kept.stream, topic, kept.file.progress, kept.onLost);
  return own.length === 0 ? facts : new CarriedBacklog(own, facts);
}
