/**
 * Who is here: sessions that said hello, and how many tasks they can take at once. Pure; the caller owns the clock.
 *
 * What a session says about itself is believed in steps: a few cores at first, one more for each verified answer, and none
 * after it let others do the work for a while. A stranger's number is how many lanes a job has; too many, and none gets far.
 */
import type { Donor, DonorCredit, DonorHello } from '../peer/procedures.ts';
import type { DonorLoad } from '../peer/topics.ts';
import type { Party } from './claim.ts';

/** A session that says it has more kernels is believed this far. */
const MOST_CORES = 256;
/** A session that has answered nothing yet is believed this far: a round of tasks later it is twice as much. */
const FIRST_CORES = 8;
/** Milliseconds of work on a job after which a session that answered nothing counts no more, until it answers. */
const SILENCE = 30_000;
/** Tasks for all silent sessions together, so that each can be heard again. */
const FOR_THE_SILENT = 4;

/** Sessions that left and are still known by name: for what their going ended. */
const LATELY = 64;

interface Presence {
  readonly session: number;
  readonly donor: string;
  readonly name: string;
  readonly agent: string;
  readonly joinedAt: number;
  own: boolean;
  /** It reads the quick form of packed states. */
  readonly quick: boolean;
  /** Moves per millisecond of kernel time, smoothed; 0 before the first answer. */
  speed: number;
  cores: number;
  running: number;
  paused: boolean;
  verified: number;
  rejected: number;
  /** On the clock of work. */
  heardAt: number;
}

export class Donors {
  private readonly sessions = new Map<number, Presence>();
  /** Sessions of each donor. */
  private readonly online = new Map<string, number>();
  private readonly lately = new Map<number, Pick<Party, 'donor' | 'name'>>();
  /** Milliseconds in which work was out. */
  private workedFor = 0;
  /** Both kept up to date rather than summed: the capacity is asked for at every task. */
  private slots = 0;
  private silent = 0;
  /** Sessions that do not read the quick form. */
  private old = 0;
  /** The sessions as a list, made when it is asked for. */
  private list: readonly Presence[] | null = null;

  /** Sessions present. */
  get count(): number {
    return this.sessions.size;
  }

  /** Tasks that all donors present can work on at once, as far as they are believed. */
  get capacity(): number {
    return this.slots + Math.min(FOR_THE_SILENT, this.silent);
  }

  /** Everybody here reads the quick form of packed states. */
  get areQuick(): boolean {
    return this.old === 0;
  }

  join(session: number, donor: string, name: string, hello: DonorHello, now: number): void {
    const known = this.sessions.get(session);
    if (known) this.leave(session);
    const presence: Presence = {
      session,
      donor,
      name,
      agent: hello.agent,
      joinedAt: known?.joinedAt ?? now,
      own: known?.own ?? false,
      quick: hello.quick ?? false,
      speed: known?.speed ?? 0,
      cores: clamp(hello.cores),
      running: known?.running ?? 0,
      paused: false,
      verified: known?.verified ?? 0,
      rejected: known?.rejected ?? 0,
      heardAt: known?.heardAt ?? this.workedFor,
    };
    this.sessions.set(session, presence);
    if (!presence.quick) this.old++;
    this.list = null;
    this.online.set(donor, (this.online.get(donor) ?? 0) + 1);
    this.book(presence, 1);
  }

  /** Returns false when the session was no donor. */
  leave(session: number): boolean {
    const presence = this.sessions.get(session);
    if (!presence) return false;
    this.book(presence, -1);
    this.sessions.delete(session);
    if (!presence.quick) this.old--;
    this.lately.set(session, { donor: presence.donor, name: presence.name });
    for (const oldest of this.lately.keys()) {
      if (this.lately.size <= LATELY) break;
      this.lately.delete(oldest);
    }
    this.list = null;
    const others = this.online.get(presence.donor)! - 1;
    if (others > 0) this.online.set(presence.donor, others);
    else this.online.delete(presence.donor);
    return true;
  }

  /**
   * A session's own word about itself; no cores and paused: it donates no more, though it may go on looking.
   * Returns true when the capacity changed.
   */
  load(session: number, load: DonorLoad): boolean {
    const presence = this.sessions.get(session);
    if (!presence || presence.donor !== load.donor) return false;
    if (load.cores === 0 && load.paused) return this.leave(session);
    const before = this.capacity;
    this.book(presence, -1);
    presence.cores = clamp(load.cores);
    presence.running = clamp(load.running);
    // Who rested was not silent.
    if (presence.paused && !load.paused) presence.heardAt = this.workedFor;
    presence.paused = load.paused;
    this.book(presence, 1);
    return this.capacity !== before;
  }

  /** Work was out for so many milliseconds more: who never answers is believed no longer. */
  worked(milliseconds: number): void {
    this.workedFor += milliseconds;
    this.slots = 0;
    this.silent = 0;
    for (const presence of this.sessions.values()) this.book(presence, 1);
  }

  /** The session is a kernel of this very program. */
  own(session: number): void {
    const presence = this.sessions.get(session);
    if (presence) presence.own = true;
  }

  /** Notes a verified answer. @param speed moves per millisecond */
  verified(session: number, speed = 0): void {
    const presence = this.sessions.get(session);
    if (!presence) return;
    presence.speed = presence.speed === 0 ? speed : 0.7 * presence.speed + 0.3 * speed;
    this.book(presence, -1);
    presence.verified++;
    presence.heardAt = this.workedFor;
    this.book(presence, 1);
  }

  /** Notes a rejected answer; returns how many that makes in this session. */
  reject(session: number): number {
    const presence = this.sessions.get(session);
    return presence ? ++presence.rejected : 0;
  }

  /** The donor behind a session, or null when it has not said hello or has left. */
  find(session: number | null): Party | null {
    return (session === null ? null : this.sessions.get(session)) ?? null;
  }

  /** As find(), also of one of those who left last. */
  whoWas(session: number): Pick<Party, 'donor' | 'name'> | null {
    return this.sessions.get(session) ?? this.lately.get(session) ?? null;
  }

  /** Everybody who is here, in the order they came. */
  parties(): readonly Party[] {
    this.list ??= [...this.sessions.values()];
    return this.list;
  }

  sessionsOf(donor: string): number[] {
    return this.parties().flatMap((party) => (party.donor === donor ? [party.session] : []));
  }

  /** Tasks that a session may be given at once: what it said, and one where it has said nothing yet. */
  coresOf(session: number): number {
    return Math.max(1, this.sessions.get(session)?.cores ?? 1);
  }

  isOnline(donor: string): boolean {
    return this.online.has(donor);
  }

  /** One row a session, in the order they came. */
  rows(credit: (donor: string) => DonorCredit): Donor[] {
    return [...this.sessions.values()].map(({ donor, name, agent, cores, running, joinedAt, paused }) => ({
      donor,
      name,
      agent,
      cores: paused ? 0 : cores,
      running,
      joinedAt,
      credit: credit(donor),
    }));
  }

  /** Adds what the session is believed to the sums, or takes it out before it changes. */
  private book(presence: Presence, sign: 1 | -1): void {
    const { cores, paused, verified, heardAt } = presence;
    const believed = paused ? 0 : Math.min(cores, FIRST_CORES + verified);
    if (this.workedFor - heardAt > SILENCE) this.silent += sign * believed;
    else this.slots += sign * believed;
  }
}

function clamp(cores: number): number {
  return Number.isInteger(cores) ? Math.min(MOST_CORES, Math.max(0, cores)) : 0;
}
