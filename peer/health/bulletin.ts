/** What services say of themselves, and what the monitor says of them: the wire's types of the health bulletin. */

/** What a service promises in `lehr.service.hello`, and is held to. */
export interface ServiceDeclaration {
  /** Components of a URI, 64 characters at most; several sessions with one name are instances of one service. */
  readonly name: string;
  /** Each is to have a callee. */
  readonly procedures: readonly string[];
  /** Each is to be subscribed by an instance of the service: exactly so, or by a pattern that covers it. */
  readonly topics: readonly string[];
  /** Milliseconds within which every instance answers `lehr.service.<name>.ping`: 10..2,500. */
  readonly pingWithin: number;
}

/** The monitor's answer: how often it looks, and how long it remembers who is gone, in milliseconds. */
export interface ServiceWelcome {
  readonly every: number;
  readonly forgetAfter: number;
}

/**
 * `degraded`: it serves, and something is amiss: one of several instances does not answer, or calls wait for room.
 * `failing`: something it promised is not there.
 */
export type HealthState = 'ok' | 'degraded' | 'failing';

/**
 * | of | name | expected | seen |
 * | --- | --- | --- | --- |
 * | `instance` | the service | 1 session | 0 |
 * | `callee` | the procedure | 1 callee | 0 |
 * | `subscriber` | the topic | 1 instance | 0 |
 * | `ping` | the session | an answer in so many ms | null: none; else the ms it took to say that it is not well |
 * | `room` | the procedure | 0 calls that wait | how many do |
 */
export interface ServiceFault {
  readonly of: 'instance' | 'callee' | 'subscriber' | 'ping' | 'room';
  readonly name: string;
  readonly expected: number;
  readonly seen: number | null;
  /** The same in a sentence. */
  readonly text: string;
}

export interface ServiceHealth {
  readonly name: string;
  readonly state: HealthState;
  /** When it came to be in this state: milliseconds since 1970. */
  readonly since: number;
  /** Sessions that said hello and are there. */
  readonly instances: number;
  /** Calls it could take now beyond those it has, over its procedures; null: no limit was registered. */
  readonly spare: number | null;
  /** Calls that wait for it. */
  readonly waiting: number;
  /** Of the instances that answered, the slowest ping in milliseconds; null: none answered. */
  readonly ping: number | null;
  readonly faults: readonly ServiceFault[];
}

/** The answer of `lehr.health.get` and the event of `lehr.health`. */
export interface HealthBulletin {
  /** The worst of the services'; `ok` where there are none. */
  readonly status: HealthState;
  /** When the monitor looked last: milliseconds since 1970. */
  readonly at: number;
  /** By name. */
  readonly services: readonly ServiceHealth[];
}

export const PING_WITHIN = { least: 10, most: 2_500, default: 2_000 } as const;

/** Who asks whether an instance lives calls this, with the session as the one that may answer. */
export function pingOf(service: string): string {
  return `lehr.service.${service}.ping`;
}
