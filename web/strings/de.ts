import type { Strings } from './en.ts';
import { plural, timeOf } from './plural.ts';

export const de: Strings = {
  language: 'de',
  title: 'Lehr: gemeinsam die Tour abkühlen',
  wordmark: 'ein Brennofen aus geliehener Rechenzeit',
  theme: { light: 'Helles Design', dark: 'Dunkles Design' },
  kioskLink: 'Auf großem Bildschirm zeigen',
  demo: {
    heading: 'Eine Vorführung ohne Server',
    text: 'Auch Router und Orchestrator laufen in diesem Browser: Nichts verlässt ihn, und mit dem letzten Tab ist alles vergessen. Öffne diese Seite in einem zweiten Tab: Beide arbeiten an derselben Tour.',
  },

  hero: {
    headline: 'Eine Rundreise durch die 1.000 größten Städte der Welt. Hilf, die kurze zu finden.',
    lede: 'Jeder Browser, der mitmacht, ordnet die Reise tausendfach in der Sekunde um und behält, was sie verkürzt. Was sich eben geändert hat, glüht; was sich gesetzt hat, kühlt zu Blau ab.',
    picture:
      'Weltkarte: ein glühend oranges Gewirr von Linien durch die 1.000 größten Städte, eine Rundreise weit entfernt von der kürzesten.',
    caption: 'Noch heiß: eine erste, sorglose Tour. Auf deinem Gerät läuft noch nichts.',
    none: {
      headline: 'Der Ofen ist gerade leer. Sei dabei, wenn die nächste Aufgabe hineinkommt.',
      lede: 'Jeder Browser, der mitmacht, versucht tausend Änderungen in der Sekunde und behält, was die Antwort verbessert. Solange es keine Aufgabe gibt, ruht er und sagt es.',
      caption: 'Das Bild zeigt eine frühere Tour, noch heiß. Auf deinem Gerät läuft noch nichts.',
    },
    other: {
      headline: (title) => `Im Ofen: ${title}. Hilf, die beste Antwort zu finden.`,
      more: (titles, more) => (more > 0 ? `${titles} und ${more} weitere` : titles),
      lede: 'Jeder Browser, der mitmacht, versucht tausend Änderungen in der Sekunde und behält, was die Antwort verbessert. Heiß versucht er alles; mit der Kühle setzt sie sich.',
      caption: 'Das Bild zeigt eine andere Tour, noch heiß. Auf deinem Gerät läuft noch nichts.',
    },
  },
  consent: {
    heading: 'Bevor du drückst',
    donate: (cores, battery) =>
      `${cores === 1 ? 'Einen Kern' : `${cores} Kerne`} spenden${battery ? ', auch am Akku' : ''}`,
    sum: (share, time) => `Höchstens ${share} des Prozessors dieses Geräts, ${time}.`,
    forMinutes: (minutes) => `${timeOf(minutes, ['Minute', 'Minuten', 'Stunde', 'Stunden'])} lang`,
    untold: {
      handheld:
        'Dieser Browser sagt nicht, ob das Gerät lädt. Also gilt: im Akkubetrieb, und es beginnt mit einem Viertel der Zeit.',
      desktop:
        'Dieser Browser sagt nicht, ob das Gerät am Akku hängt. Dafür kann es also nicht pausieren, und es beginnt mit der halben Zeit.',
    },
    cores: 'Kerne, die du leihst',
    coresOf: (all) => `von ${all} in diesem Gerät`,
    choose: 'Wie viel ihrer Zeit, wie lange und dein Name',
    fewer: 'Ein Kern weniger',
    more: 'Ein Kern mehr',
    share: 'Von ihrer Zeit',
    minutes: 'Für höchstens',
    shortMinutes: (minutes) => timeOf(minutes, ['min', 'min', 'h', 'h']),
    name: 'Spitzname, öffentlich sichtbar (freiwillig)',
    namePlaceholder: 'sonst erfinden wir einen',
    background: 'Weiterrechnen, wenn dieser Tab verborgen ist',
    battery: 'Weiterrechnen im Akkubetrieb',
    noThanks: 'Nein danke',
    declined:
      'In Ordnung. Nichts wurde gestartet, nichts gespeichert. Du kannst die Seite schließen oder den Knopf drücken, falls du es dir anders überlegst.',
    ledger: {
      runs: 'Was läuft',
      rows: [
        [
          'Für wen',
          'Für die Aufgaben, die {host} betreibt: die auf dieser Seite genannte, wenn es eine gibt, und die, die ihr folgen. Die Ergebnisse sind öffentlich.',
        ],
        [
          'Was läuft',
          'Unser eigenes kleines Programm, in Hintergrund-Workern dieses Browsers. Es sucht bessere Ordnungen, etwa von Städten, und tut sonst nichts: keine Dateien, keine anderen Seiten, keine Installation.',
        ],
        [
          'Wie viel',
          'Die Kerne, der Teil ihrer Zeit und die Minuten, die du wählst. Es pausiert von selbst, wenn du wegschaust, im Akkubetrieb, wenn der Browser Daten spart, und wenn dem Gerät oder dieser Seite die Luft ausgeht.',
        ],
        [
          'Was das Gerät verlässt',
          'Ergebnisse, dein Spitzname, die Zahl der Kerne, Name und Version des Browsers und eine Zufallszahl in diesem Browser, damit die Gutschrift dir gehört. Auch das Problem bleibt hier liegen, bis du aufhörst.',
        ],
        [
          'Wie man stoppt',
          'Stopp und Pause sind immer zu sehen. Oder schließe den Tab. Jedes davon beendet es sofort. Sonst endet es, wenn die gewählte Zeit um ist.',
        ],
      ],
    },
  },

  program: {
    hash: 'SHA-256',
    copy: 'Prüfsumme kopieren',
    read: 'Datei des Programms öffnen',
    runs: 'Was hier läuft',
  },

  figures: {
    best: {
      length: 'Länge der besten Tour',
      cut: 'Bester Schnitt bisher',
      energy: 'Niedrigste Energie bisher',
      value: 'Niedrigster Wert bisher',
    },
    gap: 'über der besten bekannten Tour',
    gapBelow: 'unter der besten bekannten Tour',
    equal: 'So kurz wie die beste bekannte Tour',
    noReference: 'keine beste bekannte Tour zum Vergleich',
    ofSpins: {
      gap: 'fehlen zum besten bekannten Ergebnis',
      gapBelow: 'besser als das beste bekannte Ergebnis',
      equal: 'So gut wie das beste bekannte Ergebnis',
      noReference: 'kein bestes bekanntes Ergebnis zum Vergleich',
    },
    together: 'Alle zusammen',
    donors: plural('Spender ist gerade da', 'Spender sind gerade da'),
    rate: 'geprüfte Züge pro Sekunde',
    improvements: plural('Verbesserung bisher', 'Verbesserungen bisher'),
    budget: 'Rechenzeit',
    budgetOf: (all) => `von ${all} Rechenzeit`,
    yours: 'Dein Anteil',
    yoursAs: (name) => `Dein Anteil, als ${name}`,
    nameRefused: (name) => `Den gewählten Spitznamen zeigen wir nicht öffentlich. Du heißt hier ${name}.`,
    myTasks: plural('Aufgabe erledigt', 'Aufgaben erledigt'),
    myMoves: 'Züge probiert',
    myVerified: 'geprüfte Züge von dir',
    myImprovements: plural('Verbesserung von dir', 'Verbesserungen von dir'),
    allTime: (moves, improvements) => `Insgesamt: ${moves} geprüfte Züge, Verbesserungen: ${improvements}`,
    myRate: 'Züge pro Sekunde hier',
    beside: (titles) => `Ebenfalls im Ofen: ${titles}`,
    foundBy: (name) => `Zuletzt gefunden von ${name}`,
    foundByYou: 'Zuletzt von dir gefunden',
    hot: 'heiß',
    cool: 'kühl',
    temperature: 'Temperatur des Ofens',
    chart: (from, to) => `Das Beste im Lauf der Zeit: von ${from} auf ${to}`,
  },
  spins: {
    waiting: 'Die Spins der aktuellen Aufgabe, und bald eine gute Stellung für sie.',
    live: (title, reached) =>
      `${title}: Das beste Ergebnis bisher ist ${reached}. Ein Feld ist ein Spin, eine Farbe eine Seite.`,
  },
  map: {
    waiting: 'Die Städte der aktuellen Aufgabe, und bald eine Rundreise durch sie.',
    noJob: 'Gerade ist nichts im Ofen. Was als Nächstes kommt, beginnt hier von selbst.',
    live: (title, length) => `${title}: Die beste Rundreise bisher ist ${length} lang.`,
  },

  state: {
    running: (cores) => (cores === 1 ? '1 Kern arbeitet' : `${cores} Kerne arbeiten`),
    waiting: 'Wartet auf eine Aufgabe',
    stopped: 'Gestoppt',
  },
  pause: {
    held: 'Von dir pausiert',
    hidden: 'Pausiert: Dieser Tab ist verborgen',
    battery: 'Pausiert: Akkubetrieb, soweit wir wissen',
    'data saver': 'Pausiert: Dieser Browser spart Daten',
    pressure: 'Pausiert: Dieses Gerät ist ausgelastet',
    lag: 'Pausiert: Diese Seite reagiert langsam',
    offline: 'Pausiert: nicht verbunden',
    'no job': 'Pausiert: wartet auf die nächste Aufgabe',
    outdated: 'Pausiert: Diese Seite ist veraltet',
    barred: 'Beendet: Was dieses Gerät gerechnet hat, ließ sich nicht bestätigen',
  },
  reload: 'Seite neu laden',
  stop: 'Stopp',
  hold: 'Pause',
  goOn: 'Weiter',
  despite: { battery: 'Trotz Akku', 'data saver': 'Trotzdem', pressure: 'Trotzdem' },
  chip: {
    load: (share) => `${share} CPU`,
    left: (time) => `noch ${time}`,
  },
  connection: {
    connecting: 'Verbindung wird aufgebaut …',
    lost: 'Verbindung verloren, neuer Versuch läuft',
  },
  job: {
    waiting: 'Wartet auf einen Spender',
    running: 'Wird gerade gekühlt',
    paused: 'Angehalten: die Spender rechnen solange an anderem',
    done: 'Fertig: das Beste, was wir gefunden haben',
    cancelled: 'Diese Aufgabe wurde abgebrochen',
    none: 'Gerade keine Aufgabe',
  },
  failed: (reason) =>
    `Dieser Browser konnte nicht starten: ${reason}. Lade die Seite neu oder nimm ein aktuelles Chromium oder Firefox.`,

  receipt: {
    heading: 'Danke. Alles ist gestoppt.',
    lead: 'Dein Gerät gehört wieder ganz dir. Das hat es gegeben:',
    time: 'Zeit',
    cores: 'Kerne',
    share: 'Von ihrer Zeit',
    tasks: 'Aufgaben erledigt',
    moves: 'Züge probiert',
    verified: 'Bisher geprüfte Züge',
    improvements: 'Verbesserungen gefunden',
    program: 'Programm (SHA-256)',
    as: 'Gutgeschrieben',
    tour: 'Tour, als du gingst',
    date: 'Datum',
    copy: 'Beleg kopieren',
    copied: 'Kopiert',
    download: 'Beleg herunterladen',
    again: 'Nochmals spenden',
    title: 'Beleg für gespendete Rechenzeit',
  },

  leaderboard: {
    heading: 'Wer sie kühlt',
    today: 'Heute',
    allTime: 'Insgesamt',
    name: 'Spender',
    moves: 'Geprüfte Züge',
    improvements: 'Verbesserungen',
    empty: 'Noch niemand. Die erste geprüfte Aufgabe bekommt diesen Platz.',
    online: 'gerade da',
  },

  titles: {
    world: (count) => `Die ${count} größten Städte der Welt`,
    country: (count, country) => `${country}: die ${count} größten Städte`,
    glass: (side) => `Ein Spinglas mit ${side} × ${side} Spins`,
  },

  kiosk: {
    title: 'Lehr: live',
    join: 'Mach mit, per Telefon oder Laptop',
    joinNote: 'Gleiches Netz. Ein Knopf. Keine Installation.',
    qr: (address) => `QR-Code, der ${address} öffnet`,
    joined: (name) => `${name} ist dabei`,
    joinedMany: (names) => `${names} sind dabei`,
    joinedMore: (names, more) => `${names} und ${more} ${more === 1 ? 'weiterer' : 'weitere'} sind dabei`,
    fullScreen: 'Vollbild',
    invitation: 'Dein Browser kann helfen. Jetzt.',
    steps: [
      'Code scannen oder Adresse tippen.',
      'Auf Spenden drücken. Nichts wird installiert.',
      'In einer Sekunde steht dein Name hier.',
    ],
    here: plural('ist gerade da', 'sind gerade da'),
    nobody: 'Noch niemand. Mach den Anfang.',
    more: (count) => `${count} weitere`,
    scenes: {
      live: 'Live',
      how: 'So geht es',
      board: 'Wer sie kühlt',
      join: 'Mitmachen',
      replay: 'Der letzte Lauf',
    },
    scenesLabel: 'Szenen',
    held: 'Szenen angehalten',
    best: {
      length: 'Beste Tour',
      cut: 'Bester Schnitt',
      energy: 'Niedrigste Energie',
      value: 'Niedrigster Wert',
    },
    cores: plural('Kern geliehen', 'Kerne geliehen'),
    reissued: plural('Aufgabe neu vergeben', 'Aufgaben neu vergeben'),
    rejected: plural('falsche Antwort erkannt', 'falsche Antworten erkannt'),
    moves: 'geprüfte Züge',
    empty: {
      heading: 'Der Ofen ist leer.',
      text: 'Die nächste Aufgabe erscheint hier von selbst. Browser, die jetzt mitmachen, sind für sie bereit.',
      press: 'Mit der Taste n beginnt eine.',
      studio: 'Beginnen lässt sie sich unter',
    },
    how: {
      heading: 'So geht es',
      steps: [
        [
          'Dein Browser bekommt ein Stück',
          'Eine Tour, eine Temperatur und etwa eine Sekunde Arbeit. Dann schickt er zurück, was er fand.',
        ],
        [
          'Er kühlt es ab',
          'Heiß versucht er alles. Mit der Kühle behält er, was die Tour verkürzt, und das Gewirr setzt sich.',
        ],
        [
          'Alle Stücke kommen zusammen, geprüft',
          'Jede Antwort wird nachgemessen, Stichproben nachgerechnet. Was eine kürzer fand, übernehmen die anderen.',
        ],
      ],
      pictures: [
        'Ein Blatt mit einer verworrenen Tour wandert von einem Stapel in ein Browserfenster.',
        'Ein Gewirr von Linien wird zur klaren Rundreise, während ein Thermometer fällt.',
        'Rundreisen aus vier Browsern werden geprüft und zu einer, die kürzer ist als jede.',
      ],
    },
    charts: {
      reference: 'Über dem besten Bekannten',
      best: 'Über dem Besten bisher',
      heat: 'Temperatur des Ofens',
      time: 'Rechenzeit',
      none: 'Noch nichts zu zeichnen.',
      gapFromTo: (from, to) => `Das Beste im ganzen Lauf: von ${from} auf ${to} darüber.`,
      heatNow: (now) => `Die Temperatur im ganzen Lauf; jetzt ${now} der heißesten.`,
    },
    replay: {
      heading: 'Der letzte Lauf, noch einmal',
      time: (at, of) => `nach ${at} von ${of}`,
      aboveResult: 'Über seinem Ergebnis',
      finders: 'Gefundene Verbesserungen',
    },
    lanes: {
      heading: 'Wer woran arbeitet',
      legend:
        'Ein Balken ist eine Aufgabe. Gerissen: verloren. Gekreuzt: falsch. Die Linie führt dahin, wo sie dann gelang.',
      cores: 'Kerne',
      done: 'Erledigt',
      lost: 'Verloren',
      left: 'fort',
      rest: (donors, cores) => `+ ${donors} weitere, ${cores} ${cores === 1 ? 'Kern' : 'Kerne'}`,
      label: (donors, done, lost) =>
        `Die letzte halbe Minute: ${donors} Spender, ${done} Aufgaben erledigt, ${lost} verloren oder falsch und neu vergeben.`,
    },
    keys: {
      open: 'Tasten',
      heading: 'Tasten für Vorführende',
      close: 'Schließen',
      list: {
        next: ['→ oder Leertaste', 'nächste Szene'],
        back: ['←', 'Szene davor'],
        place: ['1 – 5', 'eine bestimmte Szene'],
        hold: ['p', 'Szenen anhalten oder weiterlaufen lassen'],
        numbers: ['d', 'Zahlen statt Kurven'],
        fullScreen: ['f', 'Vollbild'],
        theme: ['t', 'hell oder dunkel'],
        job: ['n', 'neue Aufgabe'],
        chaos: ['c', 'Störungen an oder aus'],
        help: ['? oder h', 'diese Liste'],
      },
      role: (name) => `Dieser Bildschirm ist angemeldet als ${name}.`,
      refused:
        'Das Token dieser Adresse wurde abgelehnt. Der Bildschirm läuft ohne weiter; lehr serve nennt das richtige.',
      noRole:
        'Neue Aufgaben und Störungen verlangen eine Anmeldung: öffne die Adresse, die lehr serve für Betreiber nennt.',
    },
    newJob: {
      heading: 'Neue Aufgabe',
      lead: 'Sie läuft neben dem, was gerade läuft, und wird sofort gezeigt.',
      problems: 'Problem',
      minutes: 'Minuten gespendeter Zeit',
      start: 'Starten',
      starting: 'Startet …',
      cancel: 'Abbrechen',
      failed: (reason) => `Sie wurde nicht gestartet: ${reason}`,
    },
    chaos: {
      on: (liars, vanishing) =>
        `Störungen an: ${liars} ${liars === 1 ? 'Spender lügt' : 'Spender lügen'}, ${vanishing} ${vanishing === 1 ? 'verschwindet' : 'verschwinden'}`,
      failed: (reason) => `Störungen ließen sich nicht schalten: ${reason}`,
      operators: (role) => `Störungen schalten nur Betreiber; dieser Bildschirm ist angemeldet als ${role}.`,
      unavailable: 'dieser Server bietet sie nicht an',
    },
  },

  embed: {
    title: 'Rechenzeit spenden mit Lehr',
    about: 'Über Lehr',
    promise:
      'Dein Browser rechnet daran im Hintergrund, solange diese Seite zu sehen ist. Noch läuft nichts, und Stopp beendet es sofort.',
    limits: (cores, share, minutes) =>
      `Diese Seite bittet um höchstens ${[
        ...(cores === null ? [] : [cores === 1 ? 'einen Kern' : `${cores} Kerne`]),
        ...(share === null ? [] : [`${share} der Zeit`]),
        ...(minutes === null ? [] : [`${minutes} Minuten`]),
      ].join(', ')}.`,
    refused: (origin) =>
      `${origin ?? 'Die Seite um diesen Rahmen'} darf dieses Lehr nicht einbetten. Nichts wurde gestartet. Wer es betreibt, kann es mit --embed-origin erlauben.`,
    open: 'In eigenem Tab öffnen',
  },
};
