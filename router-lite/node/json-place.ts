/** Where a text stops being JSON, as people count: V8 tells of some mistakes only what, and of none the line. */
export function placeOf({ message }: SyntaxError, text: string): string {
  let [good, bad] = [0, text.length];
  if (couldGoOn(text)) return 'it ends too early';
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (couldGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const lines = text.slice(0, good).split('\n');
  const what = /^[^,]*?(?= in JSON| after JSON|,|$)/.exec(message)?.[0] ?? message;
  return `${what} at line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}

/** Whether more text could make JSON of it. */
function couldGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = /at position (\d+)/.exec(message)?.[1];
    return /end of JSON input|Unterminated string/.test(message) || Number(position) === text.length;
  }
}
