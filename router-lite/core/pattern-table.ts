/**
 * Values under URI patterns: one per (URI, match). Lookup costs one map access per distinct prefix length and per distinct
 * wildcard shape, not per pattern.
 */
import type { Uri } from './messages.ts';
import { bySpecificity, type Pattern } from './uris.ts';

/** Wildcards of one shape: the same number of components, literal at the same places. */
interface Shape<T> {
  readonly literal: readonly boolean[];
  readonly values: Map<Uri, T>;
}

export class PatternTable<T extends { readonly pattern: Pattern }> {
  readonly #exact = new Map<Uri, T>();
  /** By length, longest first. */
  readonly #prefixes: { readonly length: number; readonly values: Map<Uri, T> }[] = [];
  readonly #shapes = new Map<string, Shape<T>>();

  get size(): number {
    let size = this.#exact.size;
    for (const { values } of this.#prefixes) size += values.size;
    for (const { values } of this.#shapes.values()) size += values.size;
    return size;
  }

  get({ uri, match }: Pattern): T | undefined {
    if (match === 'exact') return this.#exact.get(uri);
    if (match === 'prefix')
      return this.#prefixes.find(({ length }) => length === uri.length)?.values.get(uri);
    return this.#shapes.get(shapeKey(uri))?.values.get(uri);
  }

  /** The pattern's place must be free. */
  add(value: T): void {
    const { uri, match } = value.pattern;
    if (match === 'exact') this.#exact.set(uri, value);
    else if (match === 'prefix') this.#prefixesOf(uri.length).set(uri, value);
    else this.#shapeOf(uri).values.set(uri, value);
  }

  delete(value: T): void {
    const { uri, match } = value.pattern;
    if (match === 'exact') {
      this.#exact.delete(uri);
    } else if (match === 'prefix') {
      const at = this.#prefixes.findIndex(({ length }) => length === uri.length);
      this.#prefixes[at]?.values.delete(uri);
      if (this.#prefixes[at]?.values.size === 0) this.#prefixes.splice(at, 1);
    } else {
      const key = shapeKey(uri);
      this.#shapes.get(key)?.values.delete(uri);
      if (this.#shapes.get(key)?.values.size === 0) this.#shapes.delete(key);
    }
  }

  /** All values whose pattern matches, most specific first: exact, longest prefix, then wildcards in the spec's order. */
  matching(uri: Uri): T[] {
    const exact = this.#exact.get(uri);
    const found = exact === undefined ? [] : [exact];
    for (const { length, values } of this.#prefixes) {
      if (length > uri.length) continue;
      const value = values.get(uri.slice(0, length));
      if (value !== undefined) found.push(value);
    }
    if (this.#shapes.size > 0) found.push(...this.#wildcards(uri));
    return found;
  }

  #wildcards(uri: Uri): T[] {
    const components = uri.split('.');
    const found: T[] = [];
    for (const { literal, values } of this.#shapes.values()) {
      if (literal.length !== components.length) continue;
      const value = values.get(components.map((component, i) => (literal[i] ? component : '')).join('.'));
      if (value !== undefined) found.push(value);
    }
    return found.sort((a, b) => bySpecificity(a.pattern, b.pattern));
  }

  #prefixesOf(length: number): Map<Uri, T> {
    const known = this.#prefixes.find((prefixes) => prefixes.length === length);
    if (known !== undefined) return known.values;
    const values = new Map<Uri, T>();
    this.#prefixes.push({ length, values });
    this.#prefixes.sort((a, b) => b.length - a.length);
    return values;
  }

  #shapeOf(uri: Uri): Shape<T> {
    const key = shapeKey(uri);
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      shape = { literal: uri.split('.').map((part) => part !== ''), values: new Map() };
      this.#shapes.set(key, shape);
    }
    return shape;
  }
}

/** `com..start` → `1.0.1`-like text: one character a component. */
function shapeKey(uri: Uri): string {
  return uri
    .split('.')
    .map((part) => (part === '' ? '*' : 'x'))
    .join('');
}
