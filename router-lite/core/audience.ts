/**
 * Who may get a publication (spec: "Publisher Exclusion", "Subscriber Black- and Whitelisting"): excluded are those any
 * exclude list names; eligible, where there are eligible lists, are only those whom each of them names.
 */
import type { Dict } from './messages.ts';
import type { Session } from './session.ts';

/** Absent means everybody. */
export type Audience = (session: Session) => boolean;

const KEYS = [
  ['exclude', 'eligible', (session: Session) => session.id],
  ['exclude_authid', 'eligible_authid', (session: Session) => session.open.identity.authid],
  ['exclude_authrole', 'eligible_authrole', (session: Session) => session.open.identity.authrole],
] as const;

const LASTING = ['exclude_authid', 'exclude_authrole', 'eligible_authid', 'eligible_authrole'] as const;

/** `publisher` is excluded unless `exclude_me` is false; undefined where the publisher is of no account. */
export function audienceOf(publisher: Session | undefined, options: Dict): Audience | undefined {
  // Most publications list nobody.
  if (!listsAnybody(options)) {
    const isAll = publisher === undefined || options.exclude_me === false;
    return isAll ? undefined : (session) => session !== publisher;
  }
  const tests: Audience[] = [];
  if (publisher !== undefined && options.exclude_me !== false) {
    tests.push((session) => session !== publisher);
  }
  for (const [excluding, naming, keyOf] of KEYS) {
    const exclude = options[excluding];
    const eligible = options[naming];
    if (Array.isArray(exclude)) {
      const listed = new Set<unknown>(exclude);
      tests.push((session) => !listed.has(keyOf(session)));
    }
    if (Array.isArray(eligible)) {
      const listed = new Set<unknown>(eligible);
      tests.push((session) => listed.has(keyOf(session)));
    }
  }
  if (tests.length === 1) return tests[0];
  return tests.length === 0 ? undefined : (session) => tests.every((test) => test(session));
}

function listsAnybody(options: Dict): boolean {
  for (const key in options) if (key.startsWith('exclude') || key.startsWith('eligible')) return true;
  return false;
}

/** Names sessions by id: such a list means nothing to sessions of another day. */
export function namesSessions(options: Dict): boolean {
  return Array.isArray(options.exclude) || Array.isArray(options.eligible);
}

/** The lists of authids and authroles alone; undefined where there are none. */
export function lastingLists(options: Dict): Dict | undefined {
  let found: Record<string, unknown> | undefined;
  for (const key of LASTING) {
    if (!Array.isArray(options[key])) continue;
    found ??= {};
    found[key] = options[key];
  }
  return found;
}
