/**
 * Spreadsheets take a cell that begins with = + - or @ for a formula, and run it. Names come from strangers: ours are
 * written with an apostrophe before it, and read without. What began with apostrophes before such a sign gets one more, so
 * that every name comes back as it was.
 */
const FORMULA = /^'*[=+\-@\t\r]/;
const NUMBER = /^[-+]?\d+(\.\d+)?$/;

export function guarded(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

export function unguarded(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}
