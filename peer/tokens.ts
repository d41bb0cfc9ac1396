/**
 * Tokens of Lehr: secrets that let their holder in under a name of the realm. `lehr serve` makes them and keeps them in its
 * data folder. A token says itself whose it is, so that whoever has one needs to know nothing else.
 */

/** The authids, and the roles that go with them. */
export type TokenHolder = 'submitter' | 'operator' | 'orchestrator';

const PREFIXES = ['operator', 'orchestrator'] as const;

/** What a token of this holder's begins with; the rest is random. */
export function tokenPrefix(holder: TokenHolder): string {
  return holder === 'submitter' ? '' : `${holder}-`;
}

/** Whose the token is, or says it is: the router checks the rest. */
export function holderOf(token: string): TokenHolder {
  return PREFIXES.find((holder) => token.startsWith(tokenPrefix(holder))) ?? 'submitter';
}
