/** The page's language, chosen once: `?lang=` of its address (a frame speaks as its host does), else what the browser asks for; where we have it not, English. */
import { de } from './de.ts';
import { en, type Strings } from './en.ts';
import { type Format, formatFor } from './format.ts';

const wished = new URLSearchParams(location.search).get('lang') || navigator.language;

export const strings: Strings = wished.toLowerCase().startsWith('de') ? de : en;

/** Of words that only some pages load: those of the page's language. */
export function inLanguage<Words>(words: Readonly<Record<Strings['language'], Words>>): Words {
  return words[strings.language];
}

/** Numbers follow the visitor's region when it is a region of the language shown. */
export const format: Format = formatFor(
  navigator.language.toLowerCase().startsWith(strings.language) ? navigator.language : strings.language,
);
