/** The router in numbers: how large its tables are, which queues and slots are long, what became of slots' events. */
import type { Uri } from './messages.ts';
import type { Realm } from './realm.ts';
import { noSlotCounts, type SlotCounts } from './slot-counts.ts';
import type { Match } from './uris.ts';

/** Sizes of the router's tables: all but `connections` and `retained` are zero once the last session left. */
export interface RouterStats {
  readonly connections: number;
  readonly sessions: number;
  readonly subscriptions: number;
  readonly registrations: number;
  /** Calls on their way: those in callees' hands and those that wait. */
  readonly invocations: number;
  /** Of them, those that wait for a slot. */
  readonly queued: number;
  /** Of these, those with `_queue` that wait for any callee to appear. */
  readonly unserved: number;
  /** Answers of callees that nobody waited for any more, since the start: dropped. */
  readonly lateAnswers: number;
  readonly deadlines: number;
  /** Sessions that left testaments, wait for an authorizer, or have parts to come of calls that are over; each counted for each. */
  readonly kept: number;
  /** Topics with a retained event; they outlive sessions. */
  readonly retained: number;
  /** Subscribers that asked for the past of their facts. */
  readonly followers: number;
  /** Facts that are not stored yet. */
  readonly unstored: number;
  /** Entries of logs of facts that were met since the start and cannot be read: passed over; of each log a thousand at most. */
  readonly unreadable: number;
}

/** Calls that wait at one registration. */
export interface QueueDepth {
  readonly realm: Uri;
  readonly procedure: Uri;
  readonly match: Match;
  readonly waiting: number;
}

/** One slot, in numbers of its events. */
export interface SlotDepth {
  readonly realm: Uri;
  readonly slot: Uri;
  readonly waiting: number;
  readonly inHand: number;
  readonly dead: number;
}

/** All there is of sessions and what they have, in all realms. */
export function sizesOf(realms: Iterable<Realm>): Omit<RouterStats, 'connections'> {
  const total = {
    sessions: 0,
    subscriptions: 0,
    registrations: 0,
    invocations: 0,
    queued: 0,
    unserved: 0,
    lateAnswers: 0,
    deadlines: 0,
    kept: 0,
    retained: 0,
    followers: 0,
    unstored: 0,
    unreadable: 0,
  };
  for (const { sessions, broker, dealer, kept } of realms) {
    const { late, ...calls } = dealer.sizes;
    const sizes = { ...calls, ...broker.sizes, sessions: sessions.size, kept: kept + late };
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += sizes[name];
  }
  return total;
}

export function longestQueues(realms: Iterable<Realm>, most: number): QueueDepth[] {
  const found: QueueDepth[] = [];
  for (const { name: realm, dealer } of realms) {
    for (const { pattern, waiting } of dealer.registrar.registrations) {
      if (waiting > 0) found.push({ realm, procedure: pattern.uri, match: pattern.match, waiting });
    }
  }
  return found.sort((a, b) => b.waiting - a.waiting).slice(0, most);
}

export function fullestSlots(
  realms: Iterable<Realm>,
  most: number,
): { readonly depths: SlotDepth[]; readonly counts: SlotCounts } {
  const depths: SlotDepth[] = [];
  const counts = noSlotCounts();
  for (const { name: realm, slots } of realms) {
    for (const name of Object.keys(counts) as (keyof SlotCounts)[]) {
      counts[name] += slots.delivery.counts[name];
    }
    for (const { procedure: slot, waiting, inHand, deadLetters } of slots) {
      depths.push({ realm, slot, waiting, inHand, dead: deadLetters.size });
    }
  }
  const rank = ({ waiting, dead }: SlotDepth): number => waiting + dead;
  return { depths: depths.sort((a, b) => rank(b) - rank(a)).slice(0, most), counts };
}
