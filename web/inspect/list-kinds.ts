/** How each of the router's three lists is shown: columns, cells, order and search. */
import { html, nothing } from 'lit';
import { agentName } from '../../worker/page/agent.ts';
import { inspectStrings as words } from '../strings/inspect.ts';
import { format, strings } from '../strings/language.ts';
import type { Cell, Column } from './lehr-grid.ts';
import type { RegistrationRow, SessionRow, SubscriptionRow } from './model/kinds.ts';

export interface ListKind<Row> {
  readonly columns: readonly Column[];
  /** @param own session of this page */
  readonly cells: (row: Row, own: number) => readonly Cell[];
  /** What a column orders by. */
  readonly value: (row: Row, column: string) => string | number;
  /** What a search looks through. */
  readonly search: (row: Row) => string;
  /** At the start. */
  readonly order: { readonly column: string; readonly down: boolean };
}

const times = new Intl.DateTimeFormat(strings.language, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const days = new Intl.DateTimeFormat(strings.language, { month: 'short', day: 'numeric' });

/** Today's hour, or the day before it. */
export function clock(at: number | null, now = Date.now()): string {
  if (at === null) return '–';
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? times.format(at) : `${days.format(at)}, ${times.format(at)}`;
}

/** A browser's name where it is one; what it says of itself else. */
export function programName(agent: string): string {
  return agent.startsWith('Mozilla/') ? agentName(agent) : agent;
}

/** Absent numbers are a dash. */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : format.count(value);
}

/** Ids are not grouped: they are copied. */
const id = { id: 'id', label: words.columns.id, track: '9.5rem', isNumber: true, isRoomy: true } as const;
const since = { id: 'since', label: words.columns.since, track: '7.5rem', isNumber: true } as const;

const SESSION_LIST: ListKind<SessionRow> = {
  columns: [
    { id: 'authid', label: words.columns.authid, track: 'minmax(9rem, 2fr)', narrow: 'minmax(0, 1fr)' },
    { id: 'role', label: words.columns.role, track: 'minmax(6rem, 1fr)', narrow: '6.5rem' },
    { id: 'agent', label: words.columns.agent, track: 'minmax(7rem, 1.4fr)' },
    { id: 'transport', label: words.columns.transport, track: 'minmax(6rem, 1fr)' },
    { id: 'address', label: words.columns.address, track: 'minmax(6rem, 1fr)' },
    { ...since, narrow: '5.5rem' },
    id,
  ],
  cells: (row, own) => [
    html`${row.authid}${row.id === own ? html` <span class="label">${words.list.you}</span>` : nothing}`,
    row.role,
    programName(row.agent) || '–',
    row.transport,
    row.address,
    clock(row.since),
    String(row.id),
  ],
  value: (row, column) => (column === 'agent' ? programName(row.agent) : plainValue(row, column)),
  search: (row) =>
    `${row.id} ${row.authid} ${row.role} ${row.method} ${row.transport} ${row.address} ${row.agent}`,
  order: { column: 'since', down: true },
};

const REGISTRATION_LIST: ListKind<RegistrationRow> = {
  columns: [
    { id: 'uri', label: words.columns.uri, track: 'minmax(12rem, 3fr)', narrow: 'minmax(0, 1fr)' },
    { id: 'match', label: words.columns.match, track: '5.5rem' },
    { id: 'invoke', label: words.columns.invoke, track: '6.5rem' },
    {
      id: 'callees',
      label: words.columns.callees,
      track: '5.5rem',
      isNumber: true,
      isLively: true,
      narrow: '4.5rem',
    },
    { id: 'inFlight', label: words.columns.inFlight, track: '5.5rem', isNumber: true, isLively: true },
    {
      id: 'queue',
      label: words.columns.queue,
      track: '5.5rem',
      isNumber: true,
      isLively: true,
      narrow: '4.5rem',
    },
    since,
    id,
  ],
  cells: (row) => [
    row.uri,
    row.match,
    row.invoke,
    figure(row.callees?.length),
    figure(row.inFlight),
    figure(row.queue),
    clock(row.since),
    String(row.id),
  ],
  value: (row, column) => (column === 'callees' ? (row.callees?.length ?? -1) : plainValue(row, column)),
  search: (row) => `${row.id} ${row.uri} ${row.match} ${row.invoke}`,
  order: { column: 'uri', down: false },
};

const SUBSCRIPTION_LIST: ListKind<SubscriptionRow> = {
  columns: [
    { id: 'uri', label: words.columns.topic, track: 'minmax(12rem, 3fr)', narrow: 'minmax(0, 1fr)' },
    { id: 'match', label: words.columns.match, track: '5.5rem', narrow: '5rem' },
    {
      id: 'subscribers',
      label: words.columns.subscribers,
      track: '7rem',
      isNumber: true,
      isLively: true,
      narrow: '5.5rem',
    },
    since,
    id,
  ],
  cells: (row) => [row.uri, row.match, figure(row.subscribers), clock(row.since), String(row.id)],
  value: plainValue,
  search: (row) => `${row.id} ${row.uri} ${row.match}`,
  order: { column: 'uri', down: false },
};

/** Texts by what they say, whatever their case; what is absent comes first. */
function plainValue(row: object, column: string): string | number {
  const value = (row as Readonly<Record<string, unknown>>)[column];
  return typeof value === 'string' ? value.toLowerCase() : typeof value === 'number' ? value : -1;
}

export const LIST_KINDS = {
  sessions: SESSION_LIST,
  registrations: REGISTRATION_LIST,
  subscriptions: SUBSCRIPTION_LIST,
};
