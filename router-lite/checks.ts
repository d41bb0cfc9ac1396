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

/** `roles`: those of the realm the role is to be of. */
export function roleName(role: unknown, roles: Readonly<Record<string, unknown>>, path: string): void {
  if (typeof role === 'string' && Object.hasOwn(roles, role)) return;
  throw new OptionsError(
    path,
    `must name a role of its realm: ${Object.keys(roles).join(', ') || 'there is none'}`,
  );
}
