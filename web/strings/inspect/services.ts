/** The tab of the services. */
import { inLanguage } from '../language.ts';

const en = {
  nobody:
    'Nobody watches services on this router, or this role may not see it: lehr serve does, for the operator.',
  none: 'No service has said hello yet.',
  unwell: (count: string) => `${count} not well`,
  service: 'Service',
  state: 'State',
  instances: 'Instances',
  spare: 'Room for',
  ping: 'Ping',
  millis: (millis: string) => `${millis} ms`,
  states: { ok: 'well', degraded: 'degraded', failing: 'failing' },
  faults: {
    instance: (_name: string, _seen: string) => 'No session of it is here.',
    callee: (name: string, _seen: string) => `Nobody serves ${name}.`,
    subscriber: (name: string, _seen: string) => `No session of it listens to ${name}.`,
    room: (name: string, seen: string) => `Calls of ${name} that wait without a free callee: ${seen}.`,
    ping: (session: string, millis: string) => `Session ${session} did not answer within ${millis} ms.`,
    unwell: (session: string) => `Session ${session} says that it is not well:`,
  },
};

const de: typeof en = {
  nobody:
    'Auf diesem Router wacht niemand über Dienste, oder diese Rolle darf es nicht sehen: lehr serve tut es, für den Betreiber.',
  none: 'Noch hat sich kein Dienst gemeldet.',
  unwell: (count) => `${count} nicht gesund`,
  service: 'Dienst',
  state: 'Zustand',
  instances: 'Instanzen',
  spare: 'Platz für',
  ping: 'Ping',
  millis: (millis) => `${millis} ms`,
  states: { ok: 'gesund', degraded: 'eingeschränkt', failing: 'ausgefallen' },
  faults: {
    instance: () => 'Keine seiner Sitzungen ist da.',
    callee: (name) => `Niemand bietet ${name} an.`,
    subscriber: (name) => `Keine seiner Sitzungen hört ${name}.`,
    room: (name, seen) => `Aufrufe von ${name}, die ohne freien Anbieter warten: ${seen}.`,
    ping: (session, millis) => `Sitzung ${session} hat nicht binnen ${millis} ms geantwortet.`,
    unwell: (session) => `Sitzung ${session} sagt, dass sie nicht gesund ist:`,
  },
};

export const services = inLanguage({ en, de });
