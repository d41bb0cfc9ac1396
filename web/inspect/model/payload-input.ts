/** What a person types as the arguments of a call: JSON, with bytes as WAMP writes them there. */
import { faultInJson } from '../../../formats/import/json-place.ts';

export type Typed<T> =
  | { readonly value: T }
  | { readonly fault: 'json'; readonly line: number; readonly column: number; readonly found: string }
  | { readonly fault: 'list' | 'object' | 'bytes' };

/** Positional arguments: a JSON list; empty text is an empty list. */
export function typedArgs(text: string): Typed<readonly unknown[]> {
  const typed = parsed(text);
  if (typed === null) return { value: [] };
  if ('fault' in typed) return typed;
  return Array.isArray(typed.value) ? { value: typed.value } : { fault: 'list' };
}

/** Keyword arguments: a JSON object; empty text is none. */
export function typedKwargs(text: string): Typed<Readonly<Record<string, unknown>>> {
  const typed = parsed(text);
  if (typed === null) return { value: {} };
  if ('fault' in typed) return typed;
  const { value } = typed;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { value: value as Readonly<Record<string, unknown>> }
    : { fault: 'object' };
}

function parsed(text: string): Typed<unknown> | null {
  if (text.trim() === '') return null;
  try {
    return { value: JSON.parse(text, (_key, value: unknown) => revived(value)) };
  } catch (error) {
    if (error instanceof NotBase64) return { fault: 'bytes' };
    const fault = faultInJson(text);
    const { line = 1, column } = fault?.place ?? {};
    return { fault: 'json', line, column: column ?? 1, found: fault?.found ?? '' };
  }
}

class NotBase64 extends Error {}

/** A string that begins with U+0000 is base64 of bytes (WAMP, "Binary conversion of JSON Strings"). */
function revived(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('\0')) return value;
  try {
    return Uint8Array.from(atob(value.slice(1)), (character) => character.charCodeAt(0));
  } catch {
    throw new NotBase64();
  }
}
