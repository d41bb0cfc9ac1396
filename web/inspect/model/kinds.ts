/** The three lists of a router's meta API: what is read of each entry, and what its events say. */
import type { Change, TableKind } from './table-kind.ts';

export interface SessionRow {
  readonly id: number;
  readonly authid: string;
  readonly role: string;
  readonly method: string;
  /** `websocket`, `rawsocket` … */
  readonly transport: string;
  readonly address: string;
  readonly serializer: string;
  /** What the peer says it is; empty when it says nothing. */
  readonly agent: string;
  /** Unix milliseconds; null where the router does not tell. */
  readonly since: number | null;
}

export interface CalleeLoad {
  readonly session: number;
  readonly inFlight: number;
  /** Calls that wait for this callee alone. */
  readonly queue: number;
  /** Null: without a limit. */
  readonly concurrency: number | null;
}

export interface RegistrationRow {
  readonly id: number;
  readonly uri: string;
  readonly match: string;
  readonly invoke: string;
  readonly since: number | null;
  /** Calls that wait, and calls at a callee. Null where the router does not tell, and of what was just created. */
  readonly queue: number | null;
  readonly inFlight: number | null;
  readonly callees: readonly CalleeLoad[] | null;
}

export interface SubscriptionRow {
  readonly id: number;
  readonly uri: string;
  readonly match: string;
  readonly since: number | null;
  readonly subscribers: number | null;
}

type Dict = Readonly<Record<string, unknown>>;

const dict = (value: unknown): Dict => (typeof value === 'object' && value !== null ? (value as Dict) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const time = (value: unknown): number | null => {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
};
const changed = (id: unknown): Change<never> => (typeof id === 'number' ? { is: 'changed', id } : null);
const gone = (id: unknown): Change<never> => (typeof id === 'number' ? { is: 'gone', id } : null);
const here = <Row>(row: Row | null): Change<Row> => (row === null ? null : { is: 'here', row });

function readSession(value: unknown): SessionRow | null {
  const details = dict(value);
  if (typeof details.session !== 'number') return null;
  const transport = dict(details.transport);
  return {
    id: details.session,
    authid: text(details.authid),
    role: text(details.authrole),
    method: text(details.authmethod),
    transport: text(transport.type),
    address: text(transport.peer),
    serializer: text(transport.serializer),
    agent: text(details._agent),
    since: time(details._joined),
  };
}

function readRegistration(value: unknown): RegistrationRow | null {
  const details = dict(value);
  if (typeof details.id !== 'number') return null;
  const callees = Array.isArray(details._callees) ? details._callees : null;
  return {
    id: details.id,
    uri: text(details.uri),
    match: text(details.match),
    invoke: text(details.invoke),
    since: time(details.created),
    queue: count(details._queue),
    inFlight: count(details._in_flight),
    callees:
      callees?.map(dict).map((callee) => ({
        session: count(callee.session) ?? 0,
        inFlight: count(callee.in_flight) ?? 0,
        queue: count(callee.queue) ?? 0,
        concurrency: count(callee.concurrency),
      })) ?? null,
  };
}

function readSubscription(value: unknown): SubscriptionRow | null {
  const details = dict(value);
  if (typeof details.id !== 'number') return null;
  const { id, uri, match, created, _subscribers } = details;
  return { id, uri: text(uri), match: text(match), since: time(created), subscribers: count(_subscribers) };
}

export const SESSIONS: TableKind<SessionRow> = {
  prefix: 'wamp.session.',
  read: readSession,
  change: (event, [first]) =>
    event === 'on_join' ? here(readSession(first)) : event === 'on_leave' ? gone(first) : null,
};

/** Their events tell the session first, then the registration, or what it is. */
export const REGISTRATIONS: TableKind<RegistrationRow> = {
  prefix: 'wamp.registration.',
  read: readRegistration,
  change(event, [, about]) {
    if (event === 'on_create') return here(readRegistration(about));
    if (event === 'on_delete') return gone(about);
    return event === 'on_register' || event === 'on_unregister' ? changed(about) : null;
  },
};

export const SUBSCRIPTIONS: TableKind<SubscriptionRow> = {
  prefix: 'wamp.subscription.',
  read: readSubscription,
  change(event, [, about]) {
    if (event === 'on_create') return here(readSubscription(about));
    if (event === 'on_delete') return gone(about);
    return event === 'on_subscribe' || event === 'on_unsubscribe' ? changed(about) : null;
  },
};
