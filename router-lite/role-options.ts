/** The part of a realm's options that says what a role may do. */
import { dictionary, OptionsError, oneOf, onlyKeys, positive } from './checks.ts';
import type { AuthorizerConfig } from './core/authorizer.ts';
import type { Rule } from './core/roles.ts';
import { isUri, matchOption } from './core/uris.ts';

export interface RoleOptions {
  /** Nothing is allowed that no rule allows; the most specific rule that matches a URI decides alone. */
  readonly rules: readonly Rule[];
  /** The procedure of the realm that decides where no rule does (core/authorizer.ts has its signature). */
  readonly authorizer?: AuthorizerConfig;
}

const RULE_KEYS = ['uri', 'match', 'allow', 'disclose', 'trust'];
const MATCHES = ['exact', 'prefix', 'wildcard'];
const ACTIONS = ['call', 'register', 'publish', 'subscribe', 'revoke'];
const DISCLOSURES = ['caller', 'publisher', 'callee'];
const AUTHORIZER_KEYS = ['procedure', 'cacheMillis', 'timeoutMillis'];

/** Throws an OptionsError. */
export function checkRole(role: unknown, path: string): void {
  const { rules, authorizer } = onlyKeys(dictionary(role, path), ['rules', 'authorizer'], path);
  if (!Array.isArray(rules))
    throw new OptionsError(`${path}.rules`, 'must be a list of rules; [] allows nothing');
  rules.forEach((rule: unknown, i) => {
    const at = `${path}.rules[${i}]`;
    const { allow, disclose, trust } = onlyKeys(dictionary(rule, at), RULE_KEYS, at);
    checkPattern(rule as { uri?: unknown; match?: unknown }, at);
    checkFlags(allow, ACTIONS, `${at}.allow`);
    if (disclose !== undefined) checkFlags(disclose, DISCLOSURES, `${at}.disclose`);
    if (trust !== undefined && !(Number.isInteger(trust) && (trust as number) >= 0)) {
      throw new OptionsError(`${at}.trust`, 'must be an integer, 0 or more');
    }
  });
  if (authorizer !== undefined) checkAuthorizer(authorizer, `${path}.authorizer`);
}

/** Of rules, and of the topics whose events are remembered. */
export function checkPattern({ uri, match }: { uri?: unknown; match?: unknown }, at: string): void {
  if (typeof uri !== 'string') throw new OptionsError(`${at}.uri`, 'must be a string such as "com.example."');
  if (match !== undefined) oneOf(match, MATCHES, `${at}.match`);
  if (isUri(uri, 'loose', matchOption({ match }))) return;
  throw new OptionsError(`${at}.uri`, `matches no URI; for all that begin so write "match": "prefix"`);
}

function checkAuthorizer(authorizer: unknown, at: string): void {
  const { procedure, cacheMillis, timeoutMillis } = onlyKeys(dictionary(authorizer, at), AUTHORIZER_KEYS, at);
  if (typeof procedure !== 'string' || procedure === '' || procedure.startsWith('wamp.')) {
    throw new OptionsError(`${at}.procedure`, 'must be the URI of a procedure of this realm');
  }
  if (cacheMillis !== undefined) positive(cacheMillis, `${at}.cacheMillis`);
  if (timeoutMillis !== undefined) positive(timeoutMillis, `${at}.timeoutMillis`);
}

function checkFlags(value: unknown, names: readonly string[], path: string): void {
  for (const [name, flag] of Object.entries(onlyKeys(dictionary(value, path), names, path))) {
    if (flag !== undefined && typeof flag !== 'boolean') {
      throw new OptionsError(`${path}.${name}`, 'must be true or false');
    }
  }
}
