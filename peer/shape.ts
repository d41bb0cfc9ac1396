/** Guards to build guards of: each takes a value nobody vouches for and the path it was found at. */

/** Throws a Misfit when the value at `path` is no T. */
export type Guard<T> = (value: unknown, path: string) => T;

/** Where and why a value does not fit; parse() turns it into the WampError of its direction. */
export class Misfit extends Error {}

function expected(path: string, what: string): never {
  throw new Misfit(`${path} must be ${what}`);
}

export const integer =
  (least: number, most: number): Guard<number> =>
  (value, path) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : expected(path, `an integer in ${least}..${most}`);

export const finite =
  (least: number): Guard<number> =>
  (value, path) =>
    Number.isFinite(value) && (value as number) >= least
      ? (value as number)
      : expected(path, `a finite number of at least ${least}`);

export const within =
  (least: number, most: number): Guard<number> =>
  (value, path) =>
    typeof value === 'number' && value >= least && value <= most
      ? value
      : expected(path, `a number in ${least}..${most}`);

export const text =
  (most: number, least = 0): Guard<string> =>
  (value, path) =>
    typeof value === 'string' && value.length >= least && value.length <= most
      ? value
      : expected(
          path,
          least === 0
            ? `a string of at most ${most} characters`
            : `a string of ${least} to ${most} characters`,
        );

export const hex =
  (digits: number): Guard<string> =>
  (value, path) =>
    typeof value === 'string' && value.length === digits && /^[0-9a-f]*$/.test(value)
      ? value
      : expected(path, `${digits} lower-case hex digits`);

export const bytes =
  (most: number): Guard<Uint8Array> =>
  (value, path) =>
    value instanceof Uint8Array && value.length <= most
      ? value
      : expected(path, `binary of at most ${most} bytes`);

export const flag: Guard<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : expected(path, 'true or false');

export const oneOf =
  <const T extends string>(...words: readonly T[]): Guard<T> =>
  (value, path) =>
    words.includes(value as T) ? (value as T) : expected(path, `one of ${words.join(', ')}`);

export const nullable =
  <T>(guard: Guard<T>): Guard<T | null> =>
  (value, path) =>
    value === null ? null : guard(value, path);

/** What an absent value stands for. */
export const orElse =
  <T>(guard: Guard<T>, fallback: T): Guard<T> =>
  (value, path) =>
    value === undefined ? fallback : guard(value, path);

/** The first guard that fits. @param what names them all */
export const eitherOf =
  <T>(what: string, ...guards: readonly Guard<T>[]): Guard<T> =>
  (value, path) => {
    for (const guard of guards) {
      try {
        return guard(value, path);
      } catch (error) {
        if (!(error instanceof Misfit)) throw error;
      }
    }
    return expected(path, what);
  };

export const listOf =
  <T>(guard: Guard<T>, most: number): Guard<readonly T[]> =>
  (value, path) =>
    Array.isArray(value) && value.length <= most
      ? value.map((item, index) => guard(item, `${path}[${index}]`))
      : expected(path, `a list of at most ${most}`);

/** A value one field of which, where it is a number, is bounded by the others. */
export const bounded =
  <T>(guard: Guard<T>, field: keyof T & string, most: (value: T) => number): Guard<T> =>
  (value, path) => {
    const clean = guard(value, path);
    const [found, bound] = [clean[field], most(clean)];
    return typeof found === 'number' && found > bound
      ? expected(`${path}.${field}`, `at most ${bound}, and is ${found}`)
      : clean;
  };

/** Values that say by their field `is` which of the guards they are for. @param what names them all */
export const taggedOf =
  <T extends { readonly is: string }>(
    what: string,
    guards: { readonly [K in T['is']]: Guard<Extract<T, { is: K }>> },
  ): Guard<T> =>
  (value, path) => {
    const tag = typeof value === 'object' && value !== null && 'is' in value ? value.is : undefined;
    if (typeof tag !== 'string' || !Object.hasOwn(guards, tag)) return expected(path, what);
    return (guards as Readonly<Record<string, Guard<T>>>)[tag]!(value, path);
  };

export function record<T>(fields: { readonly [K in keyof T]-?: Guard<T[K]> }): Guard<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return expected(path, 'an object');
    }
    const clean: Partial<T> = {};
    for (const name of names) {
      clean[name] = fields[name]((value as Readonly<Record<string, unknown>>)[name], `${path}.${name}`);
    }
    return clean as T;
  };
}
