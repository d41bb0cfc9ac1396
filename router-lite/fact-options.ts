/** The part of a realm's options that says which topics carry facts, and how long they are kept. */
import { dictionary, OptionsError, onlyKeys, positive } from './checks.ts';
import { isReserved, isUri } from './core/uris.ts';

const RULE_KEYS = ['prefix', 'retention'];
const RETENTION_KEYS = ['count', 'ageMillis', 'bytes'];

/** Throws an OptionsError. */
export function checkFacts(facts: unknown, path: string): void {
  if (!Array.isArray(facts)) throw new OptionsError(path, 'must be a list of prefixes');
  const prefixes: string[] = [];
  facts.forEach((rule: unknown, i) => {
    const at = `${path}[${i}]`;
    const { prefix, retention } = onlyKeys(dictionary(rule, at), RULE_KEYS, at);
    checkPrefix(prefix, `${at}.prefix`);
    for (const other of prefixes) checkApart(prefix as string, other, `${at}.prefix`);
    prefixes.push(prefix as string);
    if (retention === undefined) return;
    const kept = onlyKeys(dictionary(retention, `${at}.retention`), RETENTION_KEYS, `${at}.retention`);
    for (const [name, bound] of Object.entries(kept)) {
      if (bound !== undefined) positive(bound, `${at}.retention.${name}`);
    }
  });
}

function checkPrefix(prefix: unknown, at: string): void {
  if (
    typeof prefix !== 'string' ||
    prefix === '' ||
    !isUri(prefix, 'loose', 'prefix') ||
    isReserved(prefix)
  ) {
    throw new OptionsError(at, 'must be how topics of yours begin, such as "com.example."');
  }
}

/** A topic belongs to one stream, and so does what a pattern matches. */
function checkApart(prefix: string, other: string, at: string): void {
  if (prefix.startsWith(other) || other.startsWith(prefix)) {
    throw new OptionsError(at, `overlaps with ${other}: each topic belongs to one prefix, leave one out`);
  }
}
