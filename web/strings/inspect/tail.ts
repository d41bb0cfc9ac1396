/** The tab of the events. */
import { inLanguage } from '../language.ts';

const en = {
  topic: 'Topic',
  match: 'Match',
  matches: {
    exact: 'exactly this',
    prefix: 'begins like this',
    wildcard: 'by components, empty ones match any',
  },
  listen: 'Listen',
  stop: (topic: string) => `Stop listening to ${topic}`,
  topics: 'Listening to',
  none: 'Name a topic, or what topics begin with, and see its events as they come.',
  quiet: 'Nothing was published yet.',
  pause: 'Pause',
  go: 'Go on',
  clear: 'Clear',
  filter: 'Filter',
  filterHint: 'words in topic or payload',
  came: (all: string) => `${all} came`,
  kept: (shown: string) => `${shown} shown`,
  newer: (count: string) => `${count} newer: show`,
  missed: (count: string) => `${count} missed: they came faster than this page could take them`,
  refused: (topic: string, why: string) => `${topic}: ${why}`,
  retained: 'retained',
  full: 'As many topics as may be listened to at once: stop one first.',
  undisclosed: 'not told',
};

const de: typeof en = {
  topic: 'Thema',
  match: 'Muster',
  matches: { exact: 'genau dieses', prefix: 'beginnt damit', wildcard: 'nach Teilen, leere passen immer' },
  listen: 'Mithören',
  stop: (topic) => `${topic} nicht mehr hören`,
  topics: 'Gehört wird',
  none: 'Nenne ein Thema, oder womit Themen beginnen, und sieh seine Ereignisse, wie sie kommen.',
  quiet: 'Noch wurde nichts veröffentlicht.',
  pause: 'Anhalten',
  go: 'Weiter',
  clear: 'Leeren',
  filter: 'Filter',
  filterHint: 'Wörter in Thema oder Inhalt',
  came: (all) => `${all} gekommen`,
  kept: (shown) => `${shown} gezeigt`,
  newer: (count) => `${count} neuere: zeigen`,
  missed: (count) => `${count} versäumt: sie kamen schneller, als diese Seite sie nehmen konnte`,
  refused: (topic, why) => `${topic}: ${why}`,
  retained: 'aufgehoben',
  full: 'Mehr Themen lassen sich nicht zugleich hören: beende erst eines.',
  undisclosed: 'nicht genannt',
};

export const tail = inLanguage({ en, de });
