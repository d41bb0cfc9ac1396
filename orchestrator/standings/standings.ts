/**
 * The leaderboard as a service of its own: folds what was credited (standing.ts), out of a durable slot, so that nothing is missed while
 * it is not there; keeps it, and tells it. It needs no orchestrator, and none needs it.
 */
import { pause, pauseBefore } from '../../peer/backoff.ts';
import type { Peer } from '../../peer/client.ts';
import { parseEvent } from '../../peer/guards.ts';
import { declareService } from '../../peer/health/declare.ts';
import type { Leaderboard } from '../../peer/procedures.ts';
import type { Clock } from '../clock.ts';
import { type Account, dayOf, leaderboard, NO_CREDIT } from '../leaderboard.ts';
import type { OrchestratorStore } from '../store.ts';
import { Throttle } from '../throttle.ts';
import { folded, type Standing, surplus } from './standing.ts';

export interface StandingsOptions {
  /** Of the role leaderboard, on a router whose `lehr.credit.` are facts. */
  readonly peer: Peer;
  readonly store: Pick<OrchestratorStore, 'get' | 'put' | 'delete' | 'keys'>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

const KEY = 'credit/';
const PUBLISH_EVERY = 2_000;
const FOLD = 'lehr.leaderboard.fold';
/** Facts in hand at once: what they change is written together, so that one sync of the disk serves them all. */
const AT_ONCE = 256;
/** Nothing is ever given up: a disk that is full for a day is a day's wait, with the facts in hand. */
const SLOT = {
  topic: 'lehr.credit.booked',
  durable: true,
  maxAttempts: 1_000_000,
  backoff: 200,
  timeout: 2 ** 31 - 1,
} as const;
/** Between the attempts to write. Milliseconds. */
const PAUSES = { first: 200, longest: 60_000 };

/** Registers and folds; the returned function takes all back. */
export async function openStandings({
  peer,
  store,
  clock,
  log,
}: StandingsOptions): Promise<() => Promise<void>> {
  const standings = await kept(store, log);
  const online = new Set<string>();
  const board = (): Leaderboard =>
    leaderboard(standings.values(), dayOf(clock.wall()), (donor) => online.has(donor));
  const publishing = new Throttle(
    clock,
    () => PUBLISH_EVERY,
    () => peer.publish('lehr.leaderboard', board()),
  );

  /**
   * Facts come in their order, several at once, and are added up as they come. One is done with when the standings of all in it are on
   * disk, with this fact in them or later ones. So of what is not done with, and comes again to whoever comes next, all that is
   * missing on disk is added in order again, and the rest is known by its number. In order, as nothing is refused: what the disk
   * does not take stays in hand, for a fact that came again after a wait would come behind others. People may be told a moment
   * before: the fact itself is on disk.
   */
  async function take(event: unknown, seq: number, signal: AbortSignal): Promise<void> {
    const bookings = bookingsIn(event, log);
    const changed = folded((donor) => standings.get(donor), bookings, seq);
    for (const standing of changed.values()) standings.set(standing.donor, standing);
    const gone = surplus(standings);
    for (const { donor } of gone) standings.delete(donor);
    if (changed.size > 0) publishing.request();
    // Also those that had it already: who had it in hand before may have failed at the disk.
    const donors = new Set([...bookings, ...gone].map(({ donor }) => donor));
    const write = () => Promise.all(Array.from(donors, keep));
    for (let attempt = 1; ; attempt++) {
      try {
        await write();
        return;
      } catch (error) {
        // Whoever comes next has it in hand.
        if (signal.aborted) throw error;
        if (attempt === 1)
          log(`credit waits to be written: ${error instanceof Error ? error.message : error}`);
      }
      await pause(pauseBefore(attempt, PAUSES, Math.random()), signal);
      signal.throwIfAborted();
    }
  }

  /** As it is now: it may have gone, or come back, since. */
  function keep(donor: string): Promise<void> {
    const standing = standings.get(donor);
    return standing ? store.put(KEY + donor, bytesOf(standing)) : store.delete(KEY + donor);
  }

  const registered = await Promise.all([
    peer.register('lehr.leaderboard.get', board),
    peer.register('lehr.donor.stats', ({ donor }) => standings.get(donor)?.credit ?? NO_CREDIT),
    peer.subscribe('lehr.donors', ({ donors }) => {
      online.clear();
      for (const { donor } of donors) online.add(donor);
      publishing.request();
    }),
    peer.registerUri(
      FOLD,
      ([event], { event: of, signal }) => {
        if (of?.seq == null)
          throw new Error(
            `${SLOT.topic} is no fact here: give the realm facts: [{ prefix: "lehr.credit." }]`,
          );
        return take(event, of.seq, signal);
      },
      { slot: SLOT, concurrency: AT_ONCE },
    ),
  ]);
  const undeclare = await declareService(peer, {
    name: 'leaderboard',
    procedures: ['lehr.leaderboard.get', 'lehr.donor.stats', FOLD],
    topics: ['lehr.donors'],
  });
  return async () => {
    publishing.close();
    await undeclare();
    await Promise.allSettled(registered.map((end) => end()));
  };
}

/** A fact that is none of ours must not stop those behind it. */
function bookingsIn(event: unknown, log: (line: string) => void) {
  try {
    return parseEvent('lehr.credit.booked', event).bookings;
  } catch (error) {
    log(`a credit that is none is left out: ${error instanceof Error ? error.message : error}`);
    return [];
  }
}

/** Of an earlier process; at the first start, what the accounts of earlier versions say. */
async function kept(
  store: StandingsOptions['store'],
  log: (line: string) => void,
): Promise<Map<string, Standing>> {
  const standings = new Map<string, Standing>();
  for (const standing of read<Standing>(store, KEY, log)) standings.set(standing.donor, standing);
  if (store.get(BEGUN)) return standings;
  const taken: Promise<void>[] = [];
  for (const { donor, name, credit, day, dayCredit, trust } of read<Account>(store, 'account/', log)) {
    // An earlier start took it, and ended before all were in.
    if (standings.has(donor)) continue;
    const standing = { donor, name, credit, day, dayCredit, barred: trust?.barred ?? false, seq: 0 };
    standings.set(donor, standing);
    taken.push(store.put(KEY + donor, bytesOf(standing)));
  }
  await Promise.all(taken);
  await store.put(BEGUN, bytesOf(true));
  return standings;
}

/** Set once the accounts of earlier versions are in. */
const BEGUN = 'standings/begun';

function read<T>(store: StandingsOptions['store'], prefix: string, log: (line: string) => void): T[] {
  return [...store.keys(prefix)].flatMap((key) => {
    try {
      return [JSON.parse(new TextDecoder().decode(store.get(key))) as T];
    } catch (error) {
      log(
        `the data folder's ${key} is damaged and left out: ${error instanceof Error ? error.message : error}`,
      );
      return [];
    }
  });
}

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
