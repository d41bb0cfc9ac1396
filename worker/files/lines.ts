/** Lines of a text, from 1, however they end; a text of many megabytes is not cut up for one of them. */
const END = /\r\n|\r|\n/g;

export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** Longest part that is shown of a line beside the one meant; and the longest of those that people can correct by hand. */
const LONGEST = 400;
const MENDABLE = 5_000;

/**
 * The line, whole, and up to two on each side, the beginning of each; empty where there is no such line, or where it is too
 * long for anybody to read.
 */
export function linesAround(text: string, number: number): NumberedLine[] {
  const found: NumberedLine[] = [];
  for (const { at, end, number: here } of linesOf(text, number + 2))
    if (here >= number - 2)
      found.push({ number: here, text: text.slice(at, here === number ? end : Math.min(end, at + LONGEST)) });
  const meant = found.find((line) => line.number === number);
  return meant && meant.text.length <= MENDABLE ? found : [];
}

/** The text with another line in place of one; it stays as it is where there is no such line. */
export function withLine(text: string, number: number, line: string): string {
  for (const { at, end, number: here } of linesOf(text, number))
    if (here === number) return `${text.slice(0, at)}${line}${text.slice(end)}`;
  return text;
}

function* linesOf(text: string, last: number): Generator<{ number: number; at: number; end: number }> {
  const ends = new RegExp(END);
  let at = 0;
  for (let number = 1; number <= last; number++) {
    const end = ends.exec(text);
    yield { number, at, end: end?.index ?? text.length };
    if (!end) return;
    at = ends.lastIndex;
  }
}
