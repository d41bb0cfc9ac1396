/**
 * Titles of the problems that Lehr makes itself. They are stored and told in English, as every title is once; pages that
 * speak another language read them back and say them in their own.
 */

export type ReadyTitle =
  /** @property country two letters of ISO 3166; null: the world */
  | { readonly is: 'world'; readonly count: number; readonly country: string | null }
  /** @property side spins in a row of the square */
  | { readonly is: 'glass'; readonly side: number };

/** In English: "The 1,000 largest cities of the world", "A spin glass of 32 × 32 spins". */
export function readyTitle(of: ReadyTitle): string {
  if (of.is === 'glass') return `A spin glass of ${of.side} × ${of.side} spins`;
  return `The ${of.count.toLocaleString('en')} largest cities of ${of.country === null ? 'the world' : countryIn('en', of.country)}`;
}

/** What the title is of; null for one that people gave. */
export function readReadyTitle(title: string): ReadyTitle | null {
  const [, side, again] = /^A spin glass of (\d+) × (\d+) spins$/.exec(title) ?? [];
  if (side !== undefined && side === again) return { is: 'glass', side: Number(side) };
  const [, number, place] = /^The (\d{1,3}(?:,\d{3})*) largest cities of (.+)$/.exec(title) ?? [];
  if (number === undefined || place === undefined) return null;
  const count = Number(number.replaceAll(',', ''));
  if (place === 'the world') return { is: 'world', count, country: null };
  const country = codeOf(place);
  return country === null ? null : { is: 'world', count, country };
}

/** The country's name in a language; its two letters where that has none. */
export function countryIn(language: string, country: string): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country;
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Two letters of the country with this English name; not those of one that is another now, as DD and SU. */
function codeOf(name: string): string | null {
  if (/^[A-Z]{2}$/.test(name)) return name;
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  return (
    codes.find(
      (code) => names.of(code) === name && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`,
    ) ?? null
  );
}
