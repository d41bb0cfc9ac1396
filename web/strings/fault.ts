/** What is wrong with a file, or was refused, in the page's language. */
import { faultsDe } from './faults-de.ts';

/**
 * The sentence as `formats/import`, or a server, says it, without the line, which pages show beside it, and in the language; in English
 * where that has no words for it.
 */
export function faultIn(language: string, message: string): string {
  const plain = message.replace(/^Line \d+(?:, |: )/, '');
  const said = language === 'de' ? translated(plain, faultsDe) : plain;
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** @param words pairs of a sentence with `{}` for what it tells, and ours with `{1}` for the first; `{1!}` is a sentence itself */
function translated(message: string, words: typeof faultsDe): string {
  for (const [sentence, ours] of words) {
    const told = patternOf(sentence).exec(message);
    if (told)
      return ours.replaceAll(/\{(\d)(!?)\}/g, (_, at: string, whole: string) => {
        const part = told[Number(at)] ?? '';
        // What the file has is quoted as the sentence around it quotes.
        return whole ? translated(part, words) : part.replace(/^"(.*)"$/s, '„$1“');
      });
  }
  return message;
}

function patternOf(sentence: string): RegExp {
  const parts = sentence.split('{}').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('(.+?)')}$`, 's');
}
