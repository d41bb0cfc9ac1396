/** What the router's own procedures may see and do, and how they answer. */
import type { OwnOutcome } from './answers.ts';
import type { Broker } from './broker.ts';
import type { Dealer } from './dealer.ts';
import type { Turn } from './delivery.ts';
import { type Refusal, WampError } from './errors.ts';
import type { Call, Id, Uri } from './messages.ts';
import type { Session } from './session.ts';
import type { Slots } from './slots.ts';
import type { Testaments } from './testaments.ts';
import type { Match, UriRule } from './uris.ts';

export interface MetaScope {
  readonly sessions: ReadonlyMap<Id, Session>;
  readonly broker: Broker;
  readonly dealer: Dealer;
  readonly testaments: Testaments;
  readonly slots: Slots;
  readonly uris: UriRule;
  readonly turn: Turn;
  /** Sends GOODBYE and removes the session; quietly: with no meta event and no testament. */
  kill(session: Session, goodbye: { reason: Uri; message: string | undefined; quietly: boolean }): void;
}

export type MetaOutcome = OwnOutcome;
export type MetaProcedure = (scope: MetaScope, call: Call, caller: Session) => MetaOutcome;
export type MetaProcedures = readonly (readonly [Uri, MetaProcedure])[];

export function ok(...args: unknown[]): MetaOutcome {
  return { payload: { args } };
}

export function invalid(text: string): Refusal {
  return { error: WampError.invalidArgument, text };
}

export function firstArg({ payload }: Call): unknown {
  return payload.args?.[0] ?? undefined;
}

/** Ids by match policy, as the `list` procedures answer. */
export function byMatch(
  all: Iterable<{ readonly id: Id; readonly pattern: { readonly match: Match } }>,
): MetaOutcome {
  const lists: Record<Match, Id[]> = { exact: [], prefix: [], wildcard: [] };
  for (const { id, pattern } of all) lists[pattern.match].push(id);
  return ok(lists);
}

/** [id of a registration or subscription, id of a session], {reason}: whom to take it from, and what to tell. */
export function taking(
  { payload }: Call,
  sessions: ReadonlyMap<Id, Session>,
): { session: Session; reason: string | undefined } | Refusal {
  const id: unknown = payload.args?.[1];
  const session = sessions.get(id as Id);
  if (session === undefined) {
    return { error: WampError.noSuchSession, text: `no session ${String(id)} on this realm` };
  }
  const reason = payload.kwargs?.reason ?? payload.args?.[2] ?? undefined;
  if (reason !== undefined && typeof reason !== 'string') return invalid('reason must be a string');
  return { session, reason };
}
