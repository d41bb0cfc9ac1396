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
  // Each row's value is taken once, not at each of its comparisons.
  const keyed = found.map((row) => ({ row, key: value(row) }));
  const sign = down ? -1 : 1;
  keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
  return keyed.map(({ row }) => row);
}
