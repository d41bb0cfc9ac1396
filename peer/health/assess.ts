/** What was seen of a service against what it declared: the verdict, as a pure function. */
import type { HealthState, ServiceDeclaration, ServiceFault, ServiceHealth } from './bulletin.ts';
import { MOST } from './guard.ts';

/** Of a procedure. */
export interface Service {
  readonly callees: number;
  /** Calls its callees could take now beyond those they have; null: no limit. */
  readonly spare: number | null;
  readonly waiting: number;
}

export interface Ping {
  readonly session: number;
  /** Milliseconds; null: no answer in time. */
  readonly took: number | null;
  /** What it answered in place of being well, when it did. */
  readonly complaint: string | null;
}

export interface Sight {
  /** Sessions that said hello and are there, in any order. */
  readonly pings: readonly Ping[];
  /** By procedure; one that is missing has no callee. */
  readonly procedures: ReadonlyMap<string, Service>;
  /** Topics that an instance subscribes to. */
  readonly topics: ReadonlySet<string>;
}

export type Verdict = Omit<ServiceHealth, 'name' | 'since'>;

/** Faults are sorted by what they weigh, so that the first is the one to tell. */
export function assess(declared: ServiceDeclaration, sight: Sight): Verdict {
  const absent = missing(declared, sight);
  const unwell = sight.pings.filter(isUnwell).map((ping) => ofPing(ping, declared.pingWithin));
  const crowded = [...sight.procedures].flatMap(([name, { spare, waiting }]) =>
    waiting > 0 && spare === 0 ? [ofRoom(name, waiting)] : [],
  );
  const isDead = absent.length > 0 || unwell.length === sight.pings.length;
  const state: HealthState = isDead ? 'failing' : unwell.length + crowded.length > 0 ? 'degraded' : 'ok';
  const answered = sight.pings.filter((ping) => !isUnwell(ping)).map(({ took }) => took!);
  const rooms = [...sight.procedures.values()].map(({ spare }) => spare);
  return {
    state,
    instances: sight.pings.length,
    spare: rooms.reduce((sum, spare) => (sum === null || spare === null ? null : sum + spare), roomOf(rooms)),
    waiting: [...sight.procedures.values()].reduce((sum, { waiting }) => sum + waiting, 0),
    ping: answered.length === 0 ? null : Math.max(...answered),
    faults: [...absent, ...unwell, ...crowded].slice(0, MOST.faults),
  };
}

/** Without procedures no limit was registered. */
function roomOf(rooms: readonly (number | null)[]): number | null {
  return rooms.length === 0 ? null : 0;
}

function missing(declared: ServiceDeclaration, { pings, procedures, topics }: Sight): ServiceFault[] {
  const faults: ServiceFault[] = [];
  if (pings.length === 0) {
    const text = `${declared.name}: no session of it is here, at least one was expected`;
    faults.push({ of: 'instance', name: declared.name, expected: 1, seen: 0, text });
  }
  for (const name of declared.procedures) {
    if ((procedures.get(name)?.callees ?? 0) > 0) continue;
    const text = `${name}: nobody serves it, at least one callee was expected`;
    faults.push({ of: 'callee', name, expected: 1, seen: 0, text });
  }
  for (const name of declared.topics) {
    if (topics.has(name)) continue;
    const text = `${name}: no session of ${declared.name} subscribes to it, at least one was expected`;
    faults.push({ of: 'subscriber', name, expected: 1, seen: 0, text });
  }
  return faults;
}

function isUnwell({ took, complaint }: Ping): boolean {
  return took === null || complaint !== null;
}

function ofPing({ session, took, complaint }: Ping, within: number): ServiceFault {
  const what =
    took === null ? `no answer to a ping, expected within ${within} ms` : `says it is not well: ${complaint}`;
  const text = `session ${session}: ${what}`.slice(0, 1_000);
  return { of: 'ping', name: String(session), expected: within, seen: took, text };
}

function ofRoom(name: string, waiting: number): ServiceFault {
  const text = `${name}: ${waiting} calls wait and no callee has room, none was expected to wait`;
  return { of: 'room', name, expected: 0, seen: waiting, text };
}

/** The worst there is. */
export function worst(states: readonly HealthState[]): HealthState {
  if (states.includes('failing')) return 'failing';
  return states.includes('degraded') ? 'degraded' : 'ok';
}
