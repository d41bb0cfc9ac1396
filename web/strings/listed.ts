/** Names and titles one after the other. They are other people's, and may run from right to left. */

/** Hebrew, Arabic and what is written as they are. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Two such neighbours would swap places, and take the comma and the number after them along: each stands by itself. */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/** `Ada, Grace, and Emmy`. @param language a BCP 47 tag */
export function listed(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language).format(names.map(isolated));
}
