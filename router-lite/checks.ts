/** Checks of options that come from people: each throws an OptionsError that names the path and what to write. */

/** An option is wrong. The message names its path and what to write. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path} ${problem}`);
    this.path = path;
  }
}

export function dictionary(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new OptionsError(path, 'must be an object');
}

/** A misspelt option must not be taken for an absent one: here it could be a denial. */
export function onlyKeys(
  value: Record<string, unknown>,
  keys: readonly string[],
  path: string,
): Record<string, unknown> {
  for (const key of Object.keys(value)) {
    if (!keys.includes(key))
      throw new OptionsError(`${path}.${key}`, `is unknown; there are ${keys.join(', ')}`);
  }
  return value;
}

export function oneOf(value: unknown, values: readonly string[], path: string): void {
  if (typeof value === 'string' && values.includes(value)) return;
  throw new OptionsError(path, `must be one of ${values.join(', ')}`);
}

export function positive(value: unknown, path: string): void {
  if (Number.isInteger(value) && (value as number) > 0) return;
  throw new OptionsError(path, 'must be a positive integer');
}

/** Timers count in 31 bits: a longer one would go off at once. */
export function millis(value: unknown, path: string): void {
  positive(value, path);
  if ((value as number) < 2 ** 31) return;
  throw new OptionsError(path, `must be ${2 ** 31 - 1} at most, which is 24 days`);
}

/** Web origins, as browsers write them: another form would match none. */
export function webOrigins(value: unknown, path: string): void {
  if (!Array.isArray(value)) throw new OptionsError(path, 'must be a list of origins');
  for (const [i, origin] of value.entries()) {
    if (typeof origin === 'string' && /^(\*|null|[a-z][a-z0-9+.-]*:\/\/[^/\s]+)$/.test(origin)) continue;
    throw new OptionsError(`${path}[${i}]`, 'must be an origin such as https://example.org, without a path');
  }
}

/** `roles`: those of the realm the role is to be of. */
export function roleName(role: unknown, roles: Readonly<Record<string, unknown>>, path: string): void {
  if (typeof role === 'string' && Object.hasOwn(roles, role)) return;
  throw new OptionsError(
    path,
    `must name a role of its realm: ${Object.keys(roles).join(', ') || 'there is none'}`,
  );
}
