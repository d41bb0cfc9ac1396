/** Text set without asking a browser how wide it is: by the mean width of letters, with room to spare. */

/** Mean width of a letter as a share of the size; of letters that fill their square, all of it. */
const LETTER = 0.54;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;

/** Width in the units of `size`. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += (WIDE.test(letter) ? 1 : LETTER) * size;
  return width;
}

/** Lines no wider than `width`, the last one cut short where there are more than `most`. */
export function linesOf(
  text: string,
  size: number,
  { width, most }: { width: number; most: number },
): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, size) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] += '…';
  return kept.map((line) => cutTo(line, size, width));
}

/** The text, or as much of it as has room, with an ellipsis. */
export function cutTo(text: string, size: number, width: number): string {
  if (widthOf(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && widthOf(`${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
