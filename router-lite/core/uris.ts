/** URIs and URI patterns (spec: "URIs", "Pattern-based Subscriptions", "Pattern-based Registrations"). */
import type { Uri } from './messages.ts';

export type Match = 'exact' | 'prefix' | 'wildcard';
/** strict: components of lower-case letters, digits and `_`; loose: no white space and no `#`. */
export type UriRule = 'strict' | 'loose';

const SYNTAX: Readonly<Record<UriRule, Readonly<Record<Match, RegExp>>>> = {
  strict: {
    exact: /^(?:[0-9a-z_]+\.)*[0-9a-z_]+$/,
    prefix: /^(?:[0-9a-z_]+\.)*[0-9a-z_]*$/,
    wildcard: /^(?:[0-9a-z_]*\.)*[0-9a-z_]*$/,
  },
  loose: {
    exact: /^(?:[^\s.#]+\.)*[^\s.#]+$/,
    prefix: /^(?:[^\s.#]+\.)*[^\s.#]*$/,
    wildcard: /^(?:[^\s.#]*\.)*[^\s.#]*$/,
  },
};

/** The spec has no limit; but URIs are kept, by the thousand. */
const LONGEST = 4096;

export function isUri(uri: string, rule: UriRule, match: Match = 'exact'): boolean {
  return uri.length <= LONGEST && SYNTAX[rule][match].test(uri);
}

/** URIs whose first component is `wamp` belong to the protocol: clients may call and subscribe to them, nothing else. */
export function isReserved(uri: Uri): boolean {
  return uri === 'wamp' || uri.startsWith('wamp.');
}

/** Options.match, absent meaning exact. */
export function matchOption(options: { readonly match?: unknown }): Match {
  return options.match === 'prefix' || options.match === 'wildcard' ? options.match : 'exact';
}

/** Does the pattern match this URI? A wildcard's empty component matches any one component. */
export function matches(pattern: Uri, match: Match, uri: Uri): boolean {
  if (match === 'exact') return pattern === uri;
  if (match === 'prefix') return uri.startsWith(pattern);
  const parts = pattern.split('.');
  const components = uri.split('.');
  return (
    parts.length === components.length && parts.every((part, i) => part === '' || part === components[i])
  );
}

export interface Pattern {
  readonly uri: Uri;
  readonly match: Match;
}

/** The literal text every URI of the pattern begins with. */
function stem({ uri, match }: Pattern): string {
  if (match !== 'wildcard') return uri;
  const parts = uri.split('.');
  const first = parts.indexOf('');
  return first === -1
    ? uri
    : parts
        .slice(0, first)
        .map((part) => `${part}.`)
        .join('');
}

/** True when every URI that `inner` matches is matched by `outer`. */
export function covers(outer: Pattern, inner: Pattern): boolean {
  if (inner.match === 'exact') return matches(outer.uri, outer.match, inner.uri);
  if (outer.match === 'prefix') return stem(inner).startsWith(outer.uri);
  if (inner.match === 'prefix') return false;
  if (outer.match === 'exact') return outer.uri === inner.uri && !inner.uri.split('.').includes('');
  const wide = outer.uri.split('.');
  const narrow = inner.uri.split('.');
  return wide.length === narrow.length && wide.every((part, i) => part === '' || part === narrow[i]);
}

/** False only when no URI can match both; may be true for some that never meet. */
export function mayOverlap(a: Pattern, b: Pattern): boolean {
  if (a.match === 'exact') return matches(b.uri, b.match, a.uri);
  if (b.match === 'exact') return matches(a.uri, a.match, b.uri);
  if (a.match === 'wildcard' && b.match === 'wildcard') {
    const left = a.uri.split('.');
    const right = b.uri.split('.');
    return (
      left.length === right.length &&
      left.every((part, i) => part === '' || right[i] === '' || part === right[i])
    );
  }
  const [left, right] = [stem(a), stem(b)];
  return left.startsWith(right) || right.startsWith(left);
}

/** Which of two patterns that match the same URI is more specific: exact, then longest prefix, then wildcard. Negative: a. */
export function bySpecificity(a: Pattern, b: Pattern): number {
  const rank = { exact: 0, prefix: 1, wildcard: 2 } as const;
  if (a.match !== b.match) return rank[a.match] - rank[b.match];
  if (a.match === 'prefix') return b.uri.length - a.uri.length;
  return a.match === 'wildcard' ? byWildcard(a.uri, b.uri) : 0;
}

/** The wildcard with the longer run of literal components before its first, then its second … wildcard comes first. */
function byWildcard(a: Uri, b: Uri): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if ((left[i] === '') !== (right[i] === '')) return left[i] === '' ? 1 : -1;
  }
  return 0;
}
