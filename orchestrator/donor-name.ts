import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { isUnfit } from './unfit-names.ts';

/** Code points. */
const LONGEST = 24;

/** What joins the letters of a word, or the parts of an emoji, where it does: there it stays. */
const JOINER = String.raw`(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d](?=[\p{L}\p{Extended_Pictographic}])`;
/** Control and layout characters, and blanks. */
const LAYOUT = new RegExp(`(?:(?!${JOINER})[\\p{C}\\s])+`, 'gu');

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

const ADJECTIVES = (
  'Amber Ashen Blazing Bright Bronze Calm Copper Coral Crimson Dawn Ember Fabled ' +
  'Gentle Gilded Glowing Golden Hazel Indigo Ivory Jade Keen Lucky Molten Nimble ' +
  'Opal Patient Quiet Ruby Russet Silver Steady Velvet'
).split(' ');

const NOUNS = (
  'Badger Beetle Bison Crane Dolphin Falcon Ferret Finch Fox Gecko Hare Heron ' +
  'Ibis Jackdaw Kestrel Lark Lynx Magpie Marten Newt Otter Owl Panda Plover ' +
  'Raven Robin Salmon Stoat Swift Tern Wren Yak'
).split(' ');

/** The public id of a donor: 16 hex digits that say nothing about its secret token. */
export function donorId(token: string): string {
  return bytesToHex(sha256(utf8ToBytes(`lehr donor ${token}`))).slice(0, 16);
}

/**
 * A nickname fit to be shown on a big screen: as wished, without control and layout characters, or one made from the id.
 * `refused`: what was wished is not shown (unfit-names.ts).
 */
export function donorName(
  wished: string,
  donor: string,
): { readonly name: string; readonly refused: boolean } {
  const clean = wished.normalize('NFC').replaceAll(LAYOUT, ' ').trim();
  const name = shortened(clean).trim();
  const refused = isUnfit(name);
  if (name !== '' && !refused) return { name, refused };
  const bits = Number.parseInt(donor.slice(0, 8), 16);
  return { name: `${ADJECTIVES[bits % 32]} ${NOUNS[(bits >>> 5) % 32]}`, refused };
}

/** As many whole letters as there is room for: half an emoji is another one. */
function shortened(name: string): string {
  let kept = '';
  let room = LONGEST;
  for (const { segment } of letters.segment(name)) {
    room -= [...segment].length;
    if (room < 0) break;
    kept += segment;
  }
  return kept;
}
