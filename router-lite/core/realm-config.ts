/** What a realm is told to be; each option with its default. What is made of it at the start is made here. */
import type { Authenticator } from './authenticator.ts';
import { Authorizer, type AuthorizerConfig } from './authorizer.ts';
import { memoryFactLog, type OpenFactLog } from './fact-log.ts';
import { FactStream } from './fact-stream.ts';
import type { HistoryRule, OpenEventLog } from './history.ts';
import type { Uri } from './messages.ts';
import type { FactRule } from './retention.ts';
import { type Role, type Rule, role } from './roles.ts';
import type { SessionLimits } from './session.ts';
import type { SlotStore } from './slot-file.ts';
import type { SlotLimits } from './slot-limits.ts';
import type { UriRule } from './uris.ts';
import { MIB } from './weight.ts';

/** What every door to the router offers as it is. */
export interface RealmRules {
  /** Default loose. */
  readonly uris?: UriRule;
  /** Calls that may wait per registration, default 10,000; the next gets wamp.error.unavailable. */
  readonly queueLimit?: number;
  /** Calls with `_queue` that may wait in the realm for any callee to appear, default 1,000; the next gets wamp.error.queue_full. */
  readonly unservedCalls?: number;
  /** How long calls that wait survive without any callee, default 5,000 ms; then wamp.error.no_available_callee. */
  readonly graceMillis?: number;
  /** What one session may hold at once; what goes beyond is refused with wamp.error.unavailable. Default 10,000 of each, 64 MiB of `callBytes`. */
  readonly perSession?: Partial<SessionLimits>;
  /** Topics whose retained event is kept, default 1,000; beyond, the one retained longest ago is forgotten. */
  readonly retainedTopics?: number;
  /** What retained events may weigh, default 64 MiB; beyond, the same. */
  readonly retainedBytes?: number;
  /** Topics whose past events `wamp.subscription.get_events` tells, each with how many; default none. */
  readonly history?: readonly HistoryRule[];
  /** Topics whose events are facts: kept in order, for those who subscribe later with `_replay`; default none. */
  readonly facts?: readonly FactRule[];
}

export interface RealmConfig extends RealmRules {
  /** Role name → rules. A session whose role is not here is refused. */
  readonly roles: Readonly<Record<string, readonly Rule[]>>;
  /** Role name → the procedure that decides what the role's rules leave open. */
  readonly authorizers?: Readonly<Record<string, AuthorizerConfig>>;
  /** The client's order of HELLO.Details.authmethods decides among them; a client that names none gets `anonymous`. */
  readonly authenticators: readonly Authenticator[];
  /** Where the past events of `history` are kept; default in memory. */
  readonly openEventLog?: OpenEventLog;
  /** Bounds of slots; default SLOT_LIMITS. */
  readonly slotLimits?: Partial<SlotLimits>;
  /** What the names of the slots' procedures and of the topics of their reports begin with; default `wamp`. */
  readonly slotPrefix?: Uri;
  /** Where durable slots are kept; absent: none can be durable. */
  readonly slotStore?: SlotStore;
  /** Where facts are kept; default in memory. */
  readonly openFactLog?: OpenFactLog;
}

/** What one session may hold at once. */
export function sessionLimitsOf({ perSession }: RealmConfig): SessionLimits {
  const each = 10_000;
  return { calls: each, callBytes: 64 * MIB, registrations: each, subscriptions: each, ...perSession };
}

/** Where a rule does not say otherwise. */
const KEPT = { count: 1_000_000, ageMillis: Number.POSITIVE_INFINITY };

/** The streams of its facts. */
export function streamsOf(config: RealmConfig): FactStream[] {
  const { facts = [] } = config;
  return facts.map((rule) => {
    const { prefix } = rule;
    const nested = facts.find((other) => other.prefix !== prefix && prefix.startsWith(other.prefix));
    if (nested !== undefined) throw new Error(`facts ${prefix} are facts of ${nested.prefix} already`);
    return streamOf(rule, config);
  });
}

/** One of them, also of a prefix that is none of its facts any more. */
export function streamOf(
  { prefix, retention }: FactRule,
  { openFactLog }: Pick<RealmConfig, 'openFactLog'>,
): FactStream {
  const open = openFactLog ?? memoryFactLog;
  const bytes = openFactLog === undefined ? 64 * MIB : 1024 * MIB;
  return new FactStream(prefix, open(prefix), { ...KEPT, bytes, ...retention });
}

/** By name. */
export function rolesOf({ roles, authorizers = {} }: RealmConfig): ReadonlyMap<string, Role> {
  for (const name of Object.keys(authorizers)) {
    if (!Object.hasOwn(roles, name)) throw new Error(`authorizers.${name} must name a role of the realm`);
  }
  return new Map(
    Object.entries(roles).map(([name, rules]) => {
      const config = Object.hasOwn(authorizers, name) ? authorizers[name] : undefined;
      return [name, role(name, rules, config && new Authorizer(config))];
    }),
  );
}
