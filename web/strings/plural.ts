/** What one is called, and any other number: all that English and German need. */
export function plural(one: string, other: string): (count: number) => string {
  return (count) => (count === 1 ? one : other);
}

/** `15 minutes`, `1 hour`. @param words one and many of minutes, one and many of hours */
export function timeOf(minutes: number, words: readonly [string, string, string, string]): string {
  const hours = minutes / 60;
  const inHours = Number.isInteger(hours);
  const count = inHours ? hours : Math.max(1, Math.round(minutes));
  return `${count}\u202f${words[(inHours ? 2 : 0) + (count === 1 ? 0 : 1)]}`;
}
