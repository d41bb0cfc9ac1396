/** Titles of jobs: as people gave them, and those that Lehr made itself in the page's language. */
import { countryIn, type ReadyTitle, readReadyTitle } from '../../formats/ready-title.ts';
import { format, strings } from './language.ts';

const said = new Map<string, string>();
/** Titles are few; a server with ever new ones must not fill the page. */
const KEPT = 100;

export function titleOf(title: string): string {
  const known = said.get(title);
  if (known !== undefined) return known;
  const ready = readReadyTitle(title);
  const words = ready ? wordsOf(ready) : title;
  if (said.size >= KEPT) said.clear();
  said.set(title, words);
  return words;
}

function wordsOf(of: ReadyTitle): string {
  const { world, country, glass } = strings.titles;
  if (of.is === 'glass') return glass(format.count(of.side));
  const count = format.count(of.count);
  return of.country === null ? world(count) : country(count, countryIn(strings.language, of.country));
}
