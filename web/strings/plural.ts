/** What one is called, and any other number: all that English and German need. */
export function plural(one: string, other: string): (count: number) => string {
  return (count) => (count === 1 ? one : other);
}
