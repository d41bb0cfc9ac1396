/** The options of the public door: their types, their defaults, and messages that name the path and the fix. */
import { ASKING_ROLE } from './asking.ts';
import { dictionary, millis, OptionsError, oneOf, onlyKeys, positive } from './checks.ts';
import type { OpenFactLog } from './core/fact-log.ts';
import type { RealmRules } from './core/realm-config.ts';
import type { Rule } from './core/roles.ts';
import type { RealmConfig } from './core/router.ts';
import type { SlotStore } from './core/slot-file.ts';
import { isUri } from './core/uris.ts';
import { authenticatorsOf, CREDENTIAL_KEYS, type Credentials, type CredentialTools } from './credentials.ts';
import { checkFacts } from './fact-options.ts';
import { checkPattern, checkRole, type RoleOptions } from './role-options.ts';
import { checkSlots, type SlotOptions, slotsOf } from './slot-options.ts';

/** Who may join is said by its Credentials. */
export interface RealmOptions extends Credentials, RealmRules {
  /** Role name → what it may do. */
  readonly roles: Readonly<Record<string, RoleOptions>>;
  /** Bounds of slots, and what the names of their procedures and reports begin with. */
  readonly slots?: SlotOptions;
}

export interface Limits {
  /** Longest message a client may send, in bytes; default 4 MiB. */
  readonly messageBytes: number;
  /** From the connection to the end of the handshake, in milliseconds; default 10,000. */
  readonly handshakeMillis: number;
  /** Connections at once; default 20,000. */
  readonly sessions: number;
  /** Connections at once from one address; default 1,000, for a whole school may share one. */
  readonly sessionsPerAddress: number;
  /** Between two pings to a client; default 25,000 ms, below the idle limit of common proxies. */
  readonly pingMillis: number;
  /** What a client has to answer a ping; default 10,000 ms. */
  readonly pongMillis: number;
  /** What may wait in memory for one slow client, in bytes; default 8 MiB. */
  readonly bufferedBytes: number;
  /** How long those who feed a client that is behind are held back for it at a time; default 4,000 ms; 0: never. */
  readonly holdMillis: number;
  /** What a closing connection has for its last messages; default 2,000 ms. close() ends within it. */
  readonly closeMillis: number;
}

export const DEFAULT_LIMITS: Limits = {
  messageBytes: 4 * 1024 * 1024,
  handshakeMillis: 10_000,
  sessions: 20_000,
  sessionsPerAddress: 1_000,
  pingMillis: 25_000,
  pongMillis: 10_000,
  bufferedBytes: 8 * 1024 * 1024,
  holdMillis: 4_000,
  closeMillis: 2_000,
};

export interface RouterOptions {
  readonly realms: Readonly<Record<string, RealmOptions>>;
  readonly limits?: Partial<Limits>;
  /** Told of the router's own faults, which end the session that met them; default console.error. */
  readonly onError?: (error: unknown) => void;
  /** Uniform in [0, 1); default Math.random. */
  readonly random?: () => number;
  /** Where a realm's durable slots are kept; absent: none can be durable. `createRouter` of Node has it of its `store`. */
  readonly slotStore?: (realm: string) => SlotStore;
  /** Where a realm's facts are kept; absent: in memory. `createRouter` of Node has it of its `store`. */
  readonly openFactLog?: (realm: string) => OpenFactLog;
}

const ROUTER_KEYS = ['realms', 'limits', 'onError', 'random', 'slotStore', 'openFactLog'];

/** Throws an OptionsError for what the types cannot exclude, e.g. in options read from a file. */
export function limitsOf(options: RouterOptions): Limits {
  onlyKeys(dictionary(options, 'options'), ROUTER_KEYS, 'options');
  const limits = { ...DEFAULT_LIMITS };
  for (const [name, value] of Object.entries(options.limits ?? {})) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
      throw new OptionsError(
        `limits.${name}`,
        `is no limit; there are ${Object.keys(DEFAULT_LIMITS).join(', ')}`,
      );
    }
    if (value === undefined) continue;
    if (name.endsWith('Bytes') || name.startsWith('sessions')) positive(value, `limits.${name}`);
    else if (name !== 'holdMillis' || value !== 0) millis(value, `limits.${name}`);
    limits[name as keyof Limits] = value;
  }
  return limits;
}

/** The core's configuration of every realm. Throws an OptionsError. */
export function realmsOf(options: RouterOptions, tools: CredentialTools): Record<string, RealmConfig> {
  const realms = dictionary(options.realms, 'realms');
  const names = Object.keys(realms);
  if (names.length === 0) throw new OptionsError('realms', 'is empty: name at least one realm');
  const { slotStore, openFactLog } = options;
  return Object.fromEntries(
    names.map((name) => {
      const realm = realmOf(name, options.realms[name]!, tools);
      return [
        name,
        {
          ...realm,
          ...(slotStore && { slotStore: slotStore(name) }),
          ...(openFactLog && { openFactLog: openFactLog(name) }),
        },
      ];
    }),
  );
}

const REALM_KEYS = [
  'roles',
  ...CREDENTIAL_KEYS,
  'uris',
  'queueLimit',
  'unservedCalls',
  'graceMillis',
  'perSession',
  'retainedTopics',
  'retainedBytes',
  'history',
  'facts',
  'slots',
];
const PER_SESSION = ['calls', 'callBytes', 'registrations', 'subscriptions'];

const HISTORY_KEYS = ['uri', 'match', 'limit', 'bytes'];

function realmOf(name: string, realm: RealmOptions, tools: CredentialTools): RealmConfig {
  const path = `realms.${name}`;
  if (!isUri(name, 'loose')) throw new OptionsError(path, 'needs a name that is a URI, such as realm1');
  onlyKeys(dictionary(realm, path), REALM_KEYS, path);
  const roles = dictionary(realm.roles, `${path}.roles`) as RealmOptions['roles'];
  for (const [each, role] of Object.entries(roles)) {
    const at = `${path}.roles.${each}`;
    if (each === ASKING_ROLE) throw new OptionsError(at, "is the router's own: choose another");
    checkRole(role, at);
  }
  const authenticators = authenticatorsOf(realm, { realm: name, roles, path }, tools);
  const { uris, queueLimit, unservedCalls, graceMillis, perSession } = realm;
  const { retainedTopics, retainedBytes, history, facts, slots } = realm;
  if (uris !== undefined) oneOf(uris, ['strict', 'loose'], `${path}.uris`);
  if (queueLimit !== undefined) positive(queueLimit, `${path}.queueLimit`);
  if (unservedCalls !== undefined) positive(unservedCalls, `${path}.unservedCalls`);
  if (graceMillis !== undefined) positive(graceMillis, `${path}.graceMillis`);
  if (perSession !== undefined) checkLimits(perSession, `${path}.perSession`);
  if (retainedTopics !== undefined) positive(retainedTopics, `${path}.retainedTopics`);
  if (retainedBytes !== undefined) positive(retainedBytes, `${path}.retainedBytes`);
  if (history !== undefined) checkHistory(history, `${path}.history`);
  if (facts !== undefined) checkFacts(facts, `${path}.facts`);
  if (slots !== undefined) checkSlots(slots, `${path}.slots`);
  const authorizers = Object.entries(roles).flatMap(([each, { authorizer }]) =>
    authorizer === undefined ? [] : [[each, authorizer] as const],
  );
  const asked = Object.values(realm.authenticators ?? {}).map(
    (uri): Rule => ({ uri, allow: { call: true } }),
  );
  return {
    roles: {
      ...Object.fromEntries(Object.entries(roles).map(([each, { rules }]) => [each, rules])),
      ...(asked.length === 0 ? {} : { [ASKING_ROLE]: asked }),
    },
    authenticators,
    ...(uris === undefined ? {} : { uris }),
    ...(queueLimit === undefined ? {} : { queueLimit }),
    ...(unservedCalls === undefined ? {} : { unservedCalls }),
    ...(graceMillis === undefined ? {} : { graceMillis }),
    ...(perSession === undefined ? {} : { perSession }),
    ...(retainedTopics === undefined ? {} : { retainedTopics }),
    ...(retainedBytes === undefined ? {} : { retainedBytes }),
    ...(history === undefined ? {} : { history }),
    ...(facts === undefined ? {} : { facts }),
    ...(slots === undefined ? {} : slotsOf(slots)),
    ...(authorizers.length === 0 ? {} : { authorizers: Object.fromEntries(authorizers) }),
  };
}

function checkHistory(history: unknown, path: string): void {
  if (!Array.isArray(history)) throw new OptionsError(path, 'must be a list of topics to remember');
  history.forEach((rule: unknown, i) => {
    const at = `${path}[${i}]`;
    const { uri, match, limit, bytes } = onlyKeys(dictionary(rule, at), HISTORY_KEYS, at);
    checkPattern({ uri, match }, at);
    if (limit !== undefined) positive(limit, `${at}.limit`);
    if (bytes !== undefined) positive(bytes, `${at}.bytes`);
  });
}

function checkLimits(limits: unknown, path: string): void {
  for (const [name, limit] of Object.entries(onlyKeys(dictionary(limits, path), PER_SESSION, path))) {
    if (limit !== undefined) positive(limit, `${path}.${name}`);
  }
}
