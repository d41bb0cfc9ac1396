/** The visitor's language, chosen once: what the browser asks for where we have it, else English. */
import { de } from './de.ts';
import { en, type Strings } from './en.ts';
import { type Format, formatFor } from './format.ts';

export const strings: Strings = navigator.language.toLowerCase().startsWith('de') ? de : en;

/** Numbers follow the visitor's region when it is a region of the language shown. */
export const format: Format = formatFor(
  navigator.language.toLowerCase().startsWith(strings.language) ? navigator.language : strings.language,
);
