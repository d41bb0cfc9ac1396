/** Where things are in JSON text that JSON.parse has taken already: nothing is checked again. */

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Offset of the element `index` of the list that `json` is, or of white space before it. The list must have it. */
export function elementAt(json: Uint8Array, index: number): number {
  let at = json.indexOf(OPEN_LIST) + 1;
  let depth = 0;
  for (let commas = 0; commas < index; at++) {
    const code = json[at];
    if (code === QUOTE) at = closingQuote(json, at);
    else if (code === COMMA && depth === 0) commas++;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    else if (code === undefined) throw new RangeError(`the list ends before its element ${index}`);
  }
  return at;
}

function closingQuote(json: Uint8Array, opening: number): number {
  let at = opening + 1;
  while (json[at] !== QUOTE) {
    if (json[at] === undefined) throw new RangeError('the string does not end');
    at += json[at] === BACKSLASH ? 2 : 1;
  }
  return at;
}
