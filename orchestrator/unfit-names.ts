/**
 * Which names are not shown in public: slurs and obscenities in English (the library's list) and German (ours, small, and about
 * whole words where a part of a word says nothing), also in leetspeak, with doubled letters or spread out. Pure.
 */
import {
  DataSet,
  englishDataset,
  englishRecommendedTransformers,
  parseRawPattern,
  RegExpMatcher,
} from 'obscenity';

/** As names look when they are compared: lower case, no umlauts, single letters but for b, e, g, l, o and s. `|`: a word's end. */
const GERMAN = [
  ...['|arsch|', 'arschloch', 'fotze', '|fick', 'gefick', 'mutterfick', '|hure|', 'huren', 'schlampe'],
  ...['wichse', '|wixer', 'schwuchtel', '|kanake', 'missgeburt', '|nute|', 'schwanzlutsch', '|titen|'],
  ...['pimel', '|spast|', '|spasti|', '|mongo|', 'scheiss', 'scheise', '|hitler|', '|adolf h|', '|nazi|'],
  ...['sieg heil', 'siegheil', 'heil hitler', '|judensau', '|neger|', 'untermensch', 'vergasen'],
];

const english = new DataSet<{ originalWord: string }>()
  .addAll(englishDataset)
  .addPhrase((phrase) => phrase.addWhitelistedTerm('traffick'));
const german = new DataSet<{ originalWord: string }>();
for (const word of GERMAN) german.addPhrase((phrase) => phrase.addPattern(parseRawPattern(word)));

/** Each language by itself: what is harmless in one is not in the other. */
const matchers = [english, german].map(
  (words) => new RegExpMatcher({ ...words.build(), ...englishRecommendedTransformers }),
);

export function isUnfit(name: string): boolean {
  const written = [spelled(name), together(name)];
  return matchers.some((matcher) => written.some((text) => matcher.hasMatch(text)));
}

/** Without what joins letters and is not seen. */
function spelled(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\u200c\u200d]/g, '')
    .replaceAll('\u00df', 'ss');
}

/** `f.u c-k` as one word: what stands alone is a letter of it. */
function together(name: string): string {
  return spelled(name).replaceAll(
    /(?<=(?:^|[^\p{L}\p{N}])[\p{L}\p{N}])[^\p{L}\p{N}]+(?=[\p{L}\p{N}](?:$|[^\p{L}\p{N}]))/gu,
    '',
  );
}
