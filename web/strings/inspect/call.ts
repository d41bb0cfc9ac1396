/** The tab of the calls. */
import { inLanguage } from '../language.ts';
import { plural } from '../plural.ts';

const en = {
  uri: 'Procedure',
  args: 'Arguments (JSON list)',
  kwargs: 'Keyword arguments (JSON object)',
  timeout: 'Time-out in seconds',
  progressive: 'Ask for progressive results',
  disclose: 'Show the callee who calls',
  rkey: 'Sticky key (rkey)',
  mode: 'When cancelled',
  modes: {
    killnowait: 'interrupt the callee',
    kill: 'interrupt and wait for it',
    skip: 'let the callee go on',
  },
  go: 'Call',
  cancel: 'Cancel',
  more: 'Options',
  history: 'Calls of this session',
  none: 'No call yet. What you call and what comes back is kept here until the page is closed.',
  again: 'Put into the form',
  states: { running: 'running', done: 'done', failed: 'failed', cancelled: 'cancelled' },
  took: (millis: string) => `${millis} ms`,
  parts: plural('progressive result', 'progressive results'),
  result: 'Result',
  error: 'Error',
  details: 'Details',
  noUri: 'Name a procedure.',
  noTimeout: 'A time-out is a number of seconds, such as 30.',
  faults: {
    json: (line: number, column: number, found: string) =>
      found
        ? `No JSON: line ${line}, column ${column}, at ${found}`
        : `No JSON: it ends too early, in line ${line}, column ${column}`,
    list: 'Positional arguments are a list: [ … ]',
    object: 'Keyword arguments are an object: { … }',
    bytes: 'A string that begins with \\u0000 is bytes in base64; this one is not.',
  },
};

const de: typeof en = {
  uri: 'Prozedur',
  args: 'Argumente (JSON-Liste)',
  kwargs: 'Benannte Argumente (JSON-Objekt)',
  timeout: 'Frist in Sekunden',
  progressive: 'Zwischenergebnisse erbitten',
  disclose: 'Dem Anbieter zeigen, wer ruft',
  rkey: 'Fester Schlüssel (rkey)',
  mode: 'Beim Abbrechen',
  modes: {
    killnowait: 'den Anbieter unterbrechen',
    kill: 'unterbrechen und auf ihn warten',
    skip: 'den Anbieter weitermachen lassen',
  },
  go: 'Aufrufen',
  cancel: 'Abbrechen',
  more: 'Optionen',
  history: 'Aufrufe dieser Sitzung',
  none: 'Noch kein Aufruf. Was du aufrufst und was zurückkommt, bleibt hier, bis die Seite geschlossen wird.',
  again: 'Ins Formular',
  states: { running: 'läuft', done: 'fertig', failed: 'gescheitert', cancelled: 'abgebrochen' },
  took: (millis) => `${millis} ms`,
  parts: plural('Zwischenergebnis', 'Zwischenergebnisse'),
  result: 'Ergebnis',
  error: 'Fehler',
  details: 'Einzelheiten',
  noUri: 'Nenne eine Prozedur.',
  noTimeout: 'Eine Frist ist eine Zahl von Sekunden, etwa 30.',
  faults: {
    json: (line, column, found) =>
      found
        ? `Kein JSON: Zeile ${line}, Spalte ${column}, bei ${found}`
        : `Kein JSON: es endet zu früh, in Zeile ${line}, Spalte ${column}`,
    list: 'Argumente sind eine Liste: [ … ]',
    object: 'Benannte Argumente sind ein Objekt: { … }',
    bytes: 'Eine Zeichenkette, die mit \\u0000 beginnt, ist base64; diese nicht.',
  },
};

export const call = inLanguage({ en, de });
