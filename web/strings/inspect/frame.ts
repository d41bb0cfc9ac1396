/** The inspector around its tabs: the door, the head, the vital signs. */
import { inLanguage } from '../language.ts';

const en = {
  title: 'Lehr: inspector',
  heading: 'Inspector',
  signIn: {
    heading: 'Open the inspector',
    lede: 'It shows who is connected to this router and what they do, and can end sessions: it needs the operator’s token.',
    where:
      'lehr serve prints the address with the token on its terminal; the token lies in the file operator-token of its data folder.',
    token: 'Token',
    open: 'Open',
    other: 'Another router than Lehr’s',
    realm: 'Realm',
    authid: 'Name (authid), empty for anonymous',
    refused: {
      credential:
        'The router does not take this token. Look for a blank or a missing letter, and whether it is the one of this server.',
      realm: 'This router has no such realm.',
      full: 'This browser holds as many signed-in sessions as it may: close other tabs first.',
    },
    tooFew:
      'The role {role} may not look at the router’s sessions. Open the inspector with the operator’s token.',
    kept: 'The token stays in this tab alone and goes to this router alone.',
    half: 'A name and a token go together: fill in both or neither.',
  },
  signOut: 'Sign out',
  connection: {
    connecting: 'Connecting …',
    open: (role: string, realm: string) => `${role} in ${realm}`,
    why: (reason: string) => `Connection lost, trying again: ${reason}`,
  },
  vital: {
    heading: 'How the router fares',
    sessions: 'sessions',
    received: 'messages in/s',
    sent: 'messages out/s',
    inFlight: 'calls in flight',
    waiting: 'calls waiting',
    errors: 'errors/s',
    dropped: 'dropped',
  },
  tabs: {
    label: 'What to look at',
    sessions: 'Sessions',
    registrations: 'Registrations',
    subscriptions: 'Subscriptions',
    services: 'Services',
    slots: 'Slots',
    tail: 'Events',
    call: 'Call',
  },
};

const de: typeof en = {
  title: 'Lehr: Inspektor',
  heading: 'Inspektor',
  signIn: {
    heading: 'Inspektor öffnen',
    lede: 'Er zeigt, wer mit diesem Router verbunden ist und was sie tun, und kann Sitzungen beenden: dafür braucht er das Token des Betreibers.',
    where:
      'lehr serve schreibt die Adresse mit dem Token auf sein Terminal; das Token liegt in der Datei operator-token seines Datenordners.',
    token: 'Token',
    open: 'Öffnen',
    other: 'Ein anderer Router als der von Lehr',
    realm: 'Realm',
    authid: 'Name (authid), leer für anonym',
    refused: {
      credential:
        'Der Router nimmt dieses Token nicht an. Fehlt ein Zeichen, ist ein Leerzeichen zu viel, gehört es zu diesem Server?',
      realm: 'Diesen Realm hat der Router nicht.',
      full: 'Dieser Browser hält so viele angemeldete Sitzungen, wie er darf: schließ zuerst andere Tabs.',
    },
    tooFew:
      'Die Rolle {role} darf die Sitzungen des Routers nicht sehen. Öffne den Inspektor mit dem Token des Betreibers.',
    kept: 'Das Token bleibt in diesem Tab und geht nur an diesen Router.',
    half: 'Name und Token gehören zusammen: fülle beide aus oder keines.',
  },
  signOut: 'Abmelden',
  connection: {
    connecting: 'Verbinde …',
    open: (role, realm) => `${role} in ${realm}`,
    why: (reason) => `Verbindung verloren, neuer Versuch: ${reason}`,
  },
  vital: {
    heading: 'Wie es dem Router geht',
    sessions: 'Sitzungen',
    received: 'Nachrichten ein/s',
    sent: 'Nachrichten aus/s',
    inFlight: 'Aufrufe in Arbeit',
    waiting: 'Aufrufe warten',
    errors: 'Fehler/s',
    dropped: 'verworfen',
  },
  tabs: {
    label: 'Was zu sehen ist',
    sessions: 'Sitzungen',
    registrations: 'Registrierungen',
    subscriptions: 'Abonnements',
    services: 'Dienste',
    slots: 'Slots',
    tail: 'Ereignisse',
    call: 'Aufruf',
  },
};

export const frame = inLanguage({ en, de });
