import { type JSONPath, type JSONVisitor, visit } from 'jsonc-parser';
import type { Place } from './file-error.ts';

/** Where the value at `path` begins in a JSON text; null where there is none. Walks the text once and keeps nothing. */
export function placeInJson(text: string, path: JSONPath): Place | null {
  let found: Place | null = null;
  // A visitor cannot be stopped, but told to go into nothing more.
  const meet = (line: number, character: number, at: () => JSONPath) => {
    const here = found ? [] : at();
    if (!found && here.length === path.length && here.every((step, i) => step === path[i]))
      found = { line: line + 1, column: character + 1 };
    return !found;
  };
  walk(text, {
    onObjectBegin: (_offset, _length, line, character, at) => meet(line, character, at),
    onArrayBegin: (_offset, _length, line, character, at) => meet(line, character, at),
    onLiteralValue: (_value, _offset, _length, line, character, at) => void meet(line, character, at),
  });
  return found;
}

/** Where a text ceases to be JSON, and what stands there; null where it is JSON. */
export function faultInJson(text: string): { readonly place: Place; readonly found: string } | null {
  let fault: { place: Place; found: string } | null = null;
  walk(text, {
    onError(_error, offset, length, line, character) {
      const end = Math.min(offset + Math.max(length, 1), offset + 20);
      fault ??= { place: { line: line + 1, column: character + 1 }, found: text.slice(offset, end) };
    },
  });
  return fault;
}

/** The walk goes down by recursion: a text that is nested beyond all reason is told without its place. */
function walk(text: string, visitor: JSONVisitor): void {
  try {
    visit(text, visitor, { disallowComments: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}
