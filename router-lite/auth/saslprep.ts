/**
 * Names and passwords in the one form both sides hash (RFC 4013 over RFC 3454). Code points that Unicode 3.2 had not
 * assigned are let through, as the RFC wants of queries.
 */

/** RFC 3454 C.1.2: spaces that are not ASCII's. */
const SPACES = /[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/gu;
/** RFC 3454 B.1: commonly mapped to nothing. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: joiners and variation selectors are meant one by one.
const NOTHING = /[\u00AD\u034F\u1806\u180B-\u180D\u200C\u200D\u2060\uFE00-\uFE0F\uFEFF]/gu;
/** RFC 3454 C.2.1 to C.9: controls and formats, private use, surrogates, non-characters. */
const PROHIBITED =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u2028\u2029\u2FF0-\u2FFB\uFFFC\uFFFD]/u;
/** RFC 3454 D.1 and D.2, by script: what reads from the right, and what from the left. */
const RIGHT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LEFT = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}]/u;

/** Null for what may not be a name or password. */
export function saslprep(text: string): string | null {
  const prepared = text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
  if (PROHIBITED.test(prepared)) return null;
  if (!RIGHT.test(prepared)) return prepared;
  const characters = [...prepared];
  const framed = RIGHT.test(characters[0]!) && RIGHT.test(characters.at(-1)!);
  return framed && !LEFT.test(prepared) ? prepared : null;
}
