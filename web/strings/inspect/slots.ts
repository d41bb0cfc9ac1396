/** The tab of the slots and their dead letters. */
import { inLanguage } from '../language.ts';

const en = {
  slot: 'Slot',
  members: 'Members',
  dead: 'Dead letters',
  durable: 'durable',
  none: 'This router has no slots.',
  open: (count: string, slot: string) => `Dead letters of ${slot}: ${count}`,
  letters: (slot: string) => `Dead letters of ${slot}`,
  noLetters: 'There are none.',
  attempts: (count: string) => (count === '1' ? 'one attempt' : `${count} attempts`),
  replay: 'Replay',
  drop: 'Drop …',
  replayAll: 'Replay all',
  dropAll: 'Drop all …',
  askOne: {
    question: (slot: string) => `Drop this dead letter of ${slot}?`,
    note: 'It is gone for good, and nobody will have done what it asked for.',
    yes: 'Drop it',
    no: 'Keep it',
  },
  askAll: {
    question: (slot: string) => `Drop all dead letters of ${slot}?`,
    note: 'They are gone for good, and nobody will have done what they asked for.',
    yes: 'Drop them',
    no: 'Keep them',
  },
  replayed: (count: string) => `Replayed: ${count}`,
  dropped: (count: string) => `Dropped: ${count}`,
  failed: (why: string) => `It was not done: ${why}`,
};

const de: typeof en = {
  slot: 'Slot',
  members: 'Mitglieder',
  dead: 'Unzu\u00adstell\u00adbar',
  durable: 'dauerhaft',
  none: 'Dieser Router hat keine Slots.',
  open: (count, slot) => `Unzustellbare Ereignisse von ${slot}: ${count}`,
  letters: (slot) => `Unzustellbare Ereignisse von ${slot}`,
  noLetters: 'Es gibt keine.',
  attempts: (count) => (count === '1' ? 'ein Versuch' : `${count} Versuche`),
  replay: 'Erneut zustellen',
  drop: 'Verwerfen …',
  replayAll: 'Alle erneut zustellen',
  dropAll: 'Alle verwerfen …',
  askOne: {
    question: (slot) => `Dieses unzustellbare Ereignis von ${slot} verwerfen?`,
    note: 'Es ist dann endgültig fort, und was es verlangte, hat niemand getan.',
    yes: 'Verwerfen',
    no: 'Behalten',
  },
  askAll: {
    question: (slot) => `Alle unzustellbaren Ereignisse von ${slot} verwerfen?`,
    note: 'Sie sind dann endgültig fort, und was sie verlangten, hat niemand getan.',
    yes: 'Verwerfen',
    no: 'Behalten',
  },
  replayed: (count) => `Erneut zugestellt: ${count}`,
  dropped: (count) => `Verworfen: ${count}`,
  failed: (why) => `Es wurde nicht getan: ${why}`,
};

export const slots = inLanguage({ en, de });
