/** Which rows are shown, and in which order: by words that all must be found, and by one column. */

export interface Order {
  readonly column: string;
  readonly down: boolean;
}

export interface Arranged<Row> {
  readonly search: (row: Row) => string;
  /** What the rows are ordered by; texts are compared by code unit, which is quick and the same everywhere. */
  readonly value: (row: Row) => string | number;
}

/** The words of a search, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Equal ones stay in order of coming. The rows given are not changed. */
export function arranged<Row>(
  rows: readonly Row[],
  words: readonly string[],
  { search, value }: Arranged<Row>,
  down: boolean,
): Row[] {
  const found =
    words.length === 0
      ? [...rows]
      : rows.filter((row) => {
          const text = search(row).toLowerCase();
          return words.every((word) => text.includes(word));
        });
  const keys = new Map(found.map((row) => [row, value(row)]));
  const sign = down ? -1 : 1;
  return found.sort((a, b) => {
    const [left, right] = [keys.get(a)!, keys.get(b)!];
    return left < right ? -sign : left > right ? sign : 0;
  });
}
