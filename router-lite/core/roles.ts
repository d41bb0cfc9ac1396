/**
 * Roles with URI rules: what a session may do, and whose identity it learns or shows. Nothing is allowed that no rule allows.
 * The most specific rule that matches decides alone: exact, then the longest prefix, then wildcard.
 */
import type { Authorizer } from './authorizer.ts';
import type { Uri } from './messages.ts';
import { bySpecificity, covers, type Match, mayOverlap, type Pattern } from './uris.ts';

export type Action = 'call' | 'register' | 'publish' | 'subscribe';

export interface Rule {
  readonly uri: Uri;
  /** Default exact. */
  readonly match?: Match;
  readonly allow: {
    readonly [action in Action]?: boolean;
  } & {
    /** May take the procedure from whoever registered it (REGISTER.Options.force_reregister); one's own authid's always. */
    readonly revoke?: boolean;
  };
  /**
   * Of the calls and events of a session with this role. `caller` and `publisher`: true discloses always, false refuses
   * `disclose_me`, absent leaves it to `disclose_me`, and callers to callees that ask for `disclose_caller` too. `callee`: true honours `CALL.Options._disclose_callee`.
   */
  readonly disclose?: { readonly caller?: boolean; readonly publisher?: boolean; readonly callee?: boolean };
  /** Trust level of calls and publications, an integer from 0, told to callees and subscribers that announced it. */
  readonly trust?: number;
}

interface RulePattern extends Rule, Pattern {
  readonly match: Match;
}

export interface Role {
  readonly name: string;
  /** Most specific first. */
  readonly rules: readonly RulePattern[];
  /** Decides where no rule does. */
  readonly authorizer?: Authorizer;
}

export function role(name: string, rules: readonly Rule[], authorizer?: Authorizer): Role {
  const patterns = rules.map((rule) => ({ ...rule, match: rule.match ?? 'exact' }));
  const made = { name, rules: patterns.sort(bySpecificity) };
  return authorizer === undefined ? made : { ...made, authorizer };
}

/** The rule that decides for one URI. */
export function ruleFor(of: Role, uri: Uri): Rule | undefined {
  const wanted: Pattern = { uri, match: 'exact' };
  return of.rules.find((rule) => covers(rule, wanted));
}

/**
 * May a session of this role do this? A pattern (SUBSCRIBE or REGISTER with prefix or wildcard) is allowed only where one
 * rule allows all that it matches and no more specific rule denies a part of it: a pattern is no way around a denial.
 * Undefined where no rule says.
 */
export function verdict(of: Role, action: Action, pattern: Pattern): boolean | undefined {
  for (const rule of of.rules) {
    if (covers(rule, pattern)) return rule.allow[action] === true;
    if (pattern.match !== 'exact' && rule.allow[action] !== true && mayOverlap(rule, pattern)) return false;
  }
  return undefined;
}
