/** Who is here: sessions that said hello, and how many tasks they can take at once. Pure; the caller owns the clock. */
import type { Donor, DonorCredit, DonorHello } from '../peer/procedures.ts';
import type { DonorLoad } from '../peer/topics.ts';

/** A session that says it has more kernels is believed this far. */
const MOST_CORES = 256;

interface Presence {
  readonly session: number;
  readonly donor: string;
  readonly name: string;
  readonly agent: string;
  readonly joinedAt: number;
  cores: number;
  running: number;
  paused: boolean;
  rejected: number;
}

export class Donors {
  private readonly sessions = new Map<number, Presence>();
  /** Kept up to date rather than summed: it is asked for at every task. */
  private slots = 0;

  /** Sessions present. */
  get count(): number {
    return this.sessions.size;
  }

  /** Tasks that all donors present can work on at once. */
  get capacity(): number {
    return this.slots;
  }

  join(session: number, donor: string, name: string, hello: DonorHello, now: number): void {
    const known = this.sessions.get(session);
    if (known) this.slots -= slotsOf(known);
    const presence: Presence = {
      session,
      donor,
      name,
      agent: hello.agent,
      joinedAt: known?.joinedAt ?? now,
      cores: clamp(hello.cores),
      running: known?.running ?? 0,
      paused: false,
      rejected: known?.rejected ?? 0,
    };
    this.sessions.set(session, presence);
    this.slots += slotsOf(presence);
  }

  /** Returns false when the session was no donor. */
  leave(session: number): boolean {
    const presence = this.sessions.get(session);
    if (!presence) return false;
    this.slots -= slotsOf(presence);
    return this.sessions.delete(session);
  }

  /**
   * A session's own word about itself; no cores and paused: it donates no more, though it may go on looking.
   * Returns true when the capacity changed.
   */
  load(session: number, load: DonorLoad): boolean {
    const presence = this.sessions.get(session);
    if (!presence || presence.donor !== load.donor) return false;
    if (load.cores === 0 && load.paused) return this.leave(session);
    const before = slotsOf(presence);
    presence.cores = clamp(load.cores);
    presence.running = clamp(load.running);
    presence.paused = load.paused;
    const change = slotsOf(presence) - before;
    this.slots += change;
    return change !== 0;
  }

  /** Notes a rejected answer; returns how many that makes in this session. */
  reject(session: number): number {
    const presence = this.sessions.get(session);
    return presence ? ++presence.rejected : 0;
  }

  /** The donor behind a session, or null when it has not said hello or has left. */
  find(session: number | null): { readonly donor: string; readonly name: string } | null {
    return (session === null ? null : this.sessions.get(session)) ?? null;
  }

  isOnline(donor: string): boolean {
    for (const presence of this.sessions.values()) if (presence.donor === donor) return true;
    return false;
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
}

function slotsOf({ cores, paused }: Presence): number {
  return paused ? 0 : cores;
}

function clamp(cores: number): number {
  return Number.isInteger(cores) ? Math.min(MOST_CORES, Math.max(0, cores)) : 0;
}
