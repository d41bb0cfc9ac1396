import { plural, timeOf } from './plural.ts';

/** Everything the pages say, in English. The other languages have the same shape. Longer than our guide: one list, which translators read through. */
export const en = {
  language: 'en' as 'en' | 'de',
  title: 'Lehr: cool the tour together',
  wordmark: 'a kiln made of borrowed cycles',
  theme: { light: 'Light theme', dark: 'Dark theme' },
  kioskLink: 'Watch on a big screen',
  demo: {
    heading: 'A demo without a server',
    text: 'Router and orchestrator run in this browser too, so nothing leaves it, and all is forgotten with the last tab. Open this page in a second tab: both work on the same tour.',
  },

  hero: {
    headline: 'One round trip through the world’s 1,000 largest cities. Help find the short one.',
    lede: 'Every browser that joins reshuffles the trip thousands of times a second and keeps what makes it shorter. What has just changed glows; what has settled cools to blue.',
    picture:
      'Map of the world: a glowing orange tangle of lines through the 1,000 largest cities, a round trip far from its shortest.',
    caption: 'Still hot: a first, careless tour. Nothing is running on your device yet.',
    /** For a server without a job. */
    none: {
      headline: 'The kiln is empty right now. Be there when the next problem goes in.',
      lede: 'Every browser that joins tries thousands of changes a second and keeps what makes the answer better. Until there is a job it rests, and says so.',
      caption:
        'The picture shows a tour of an earlier day, still hot. Nothing is running on your device yet.',
    },
    /** For any other job than the picture's. */
    other: {
      headline: (title: string) => `In the kiln: ${title}. Help find the best answer.`,
      more: (titles: string, more: number) => (more > 0 ? `${titles} and ${more} more` : titles),
      lede: 'Every browser that joins tries thousands of changes a second and keeps what makes the answer better. Hot it tries anything; as it cools it settles.',
      caption: 'The picture shows another tour, still hot. Nothing is running on your device yet.',
    },
  },
  consent: {
    heading: 'Before you press',
    donate: (cores: number, battery: boolean) =>
      `Donate ${cores === 1 ? '1 core' : `${cores} cores`}${battery ? ', on battery too' : ''}`,
    sum: (share: string, time: string) => `At most ${share} of this device’s processor, ${time}.`,
    forMinutes: (minutes: number) => `for ${timeOf(minutes, ['minute', 'minutes', 'hour', 'hours'])}`,
    untold: {
      handheld:
        'This browser does not say whether the device charges, so it counts as on battery and begins with a quarter of the time.',
      desktop:
        'This browser does not say whether the device is on battery, so it cannot pause for that, and begins with half of the time.',
    },
    cores: 'Cores to lend',
    coresOf: (all: string) => `of ${all} in this device`,
    choose: 'How much of their time, how long, and your name',
    fewer: 'One core fewer',
    more: 'One core more',
    share: 'Of their time',
    minutes: 'For at most',
    shortMinutes: (minutes: number) => timeOf(minutes, ['min', 'min', 'h', 'h']),
    name: 'Nickname, shown publicly (optional)',
    namePlaceholder: 'we make one up',
    background: 'Keep going when this tab is hidden',
    battery: 'Keep going on battery',
    noThanks: 'No thanks',
    declined:
      'Fine. Nothing was started and nothing was stored. You can close this page, or press the button if you change your mind.',
    ledger: {
      /** `{host}` stands for the address of this server. */
      runs: 'What runs',
      rows: [
        [
          'For whom',
          'For the jobs that {host} runs: the one named on this page, if there is one, and those that follow. The results are public.',
        ],
        [
          'What runs',
          'Our own small program, in background workers of this browser. It looks for better orders, of cities for instance, and does nothing else: no files, no other pages, nothing installed.',
        ],
        [
          'How much',
          'The cores, the part of their time and the minutes you choose. It pauses by itself when you look away, on battery, when the browser saves data, and when the device or this page is under strain.',
        ],
        [
          'What leaves',
          'Results, your nickname, the number of cores, the browser’s name and version, and a random number kept in this browser so the credit is yours. The problem is kept here too, until you stop.',
        ],
        [
          'How to stop',
          'Stop and Pause are always in view. Or close the tab. Each ends it at once. Without them it ends when the time you chose is over.',
        ],
      ] as readonly (readonly [string, string])[],
    },
  },

  program: {
    hash: 'SHA-256',
    copy: 'Copy hash',
    read: 'Open the program’s file',
    runs: 'What runs here',
  },

  figures: {
    best: {
      length: 'Length of the best tour',
      cut: 'Best cut found',
      energy: 'Lowest energy found',
      value: 'Lowest value found',
    },
    gap: 'above the best known tour',
    gapBelow: 'below the best known tour',
    equal: 'As short as the best known tour',
    noReference: 'no best known tour to compare with',
    ofSpins: {
      gap: 'short of the best known',
      gapBelow: 'better than the best known',
      equal: 'As good as the best known',
      noReference: 'no best known result to compare with',
    },
    together: 'All of us',
    donors: plural('donor here now', 'donors here now'),
    rate: 'moves a second, verified',
    improvements: plural('improvement so far', 'improvements so far'),
    budget: 'of annealing',
    budgetOf: (all: string) => `of ${all} of annealing`,
    yours: 'Your share',
    yoursAs: (name: string) => `Your share, as ${name}`,
    nameRefused: (name: string) =>
      `The nickname you chose is not shown on public screens. You are ${name} here.`,
    myTasks: plural('task done', 'tasks done'),
    myMoves: 'moves done',
    myVerified: 'moves of yours, verified',
    myImprovements: plural('improvement you found', 'improvements you found'),
    allTime: (moves: string, improvements: string) =>
      `All time: ${moves} verified moves, improvements: ${improvements}`,
    myRate: 'moves a second here',
    beside: (titles: string) => `Also in the kiln: ${titles}`,
    foundBy: (name: string) => `Last found by ${name}`,
    foundByYou: 'Last found by you',
    hot: 'hot',
    cool: 'cool',
    temperature: 'Temperature of the kiln',
    chart: (from: string, to: string) => `The best over time: from ${from} to ${to}`,
  },
  spins: {
    waiting: 'The spins of the current job, and soon a good way to set them.',
    live: (title: string, reached: string) =>
      `${title}: the best found so far is ${reached}. A cell is a spin, a colour a side.`,
  },
  map: {
    waiting: 'The cities of the current job, and soon a round trip through them.',
    noJob: 'Nothing is in the kiln right now. What comes next starts here by itself.',
    live: (title: string, length: string) => `${title}: the best round trip so far is ${length} long.`,
  },

  state: {
    running: (cores: number) => (cores === 1 ? '1 core at work' : `${cores} cores at work`),
    waiting: 'Waiting for a task',
    stopped: 'Stopped',
  },
  pause: {
    held: 'Paused by you',
    hidden: 'Paused: this tab is hidden',
    battery: 'Paused: on battery, as far as we can tell',
    'data saver': 'Paused: this browser saves data',
    pressure: 'Paused: this device is under pressure',
    lag: 'Paused: this page is slow to respond',
    offline: 'Paused: not connected',
    'no job': 'Paused: waiting for the next job',
    outdated: 'Paused: this page is out of date',
    barred: 'Ended: what this device computed could not be confirmed',
  },
  reload: 'Reload the page',
  stop: 'Stop',
  hold: 'Pause',
  goOn: 'Go on',
  despite: { battery: 'Run on battery', 'data saver': 'Run anyway', pressure: 'Run anyway' },
  chip: {
    load: (share: string) => `${share} CPU`,
    left: (time: string) => `${time} left`,
  },
  connection: {
    connecting: 'Connecting…',
    lost: 'Connection lost, trying again',
  },
  job: {
    waiting: 'Waiting for a donor',
    running: 'Annealing now',
    paused: 'Paused: donors work on other things meanwhile',
    done: 'Done: the best we found',
    cancelled: 'This job was cancelled',
    none: 'No job at the moment',
  },
  failed: (reason: string) =>
    `This browser could not start: ${reason}. Reload the page, or try a current Chromium or Firefox.`,

  receipt: {
    heading: 'Thank you. Everything has stopped.',
    lead: 'Your device is its own again. This is what it gave:',
    time: 'Time',
    cores: 'Cores',
    share: 'Of their time',
    tasks: 'Tasks done',
    moves: 'Moves tried',
    verified: 'Moves verified by now',
    improvements: 'Improvements found',
    program: 'Program (SHA-256)',
    as: 'Credited to',
    tour: 'Tour when you left',
    date: 'Date',
    copy: 'Copy receipt',
    copied: 'Copied',
    download: 'Download receipt',
    again: 'Donate again',
    title: 'Receipt for donated cycles',
  },

  leaderboard: {
    heading: 'Who cools it',
    today: 'Today',
    allTime: 'All time',
    name: 'Donor',
    moves: 'Verified moves',
    improvements: 'Improvements',
    empty: 'Nobody yet. The first verified task takes this place.',
    online: 'here now',
  },

  /** Of problems that Lehr makes itself. */
  titles: {
    world: (count: string) => `The ${count} largest cities of the world`,
    country: (count: string, country: string) => `The ${count} largest cities of ${country}`,
    glass: (side: string) => `A spin glass of ${side} × ${side} spins`,
  },

  kiosk: {
    title: 'Lehr: live',
    join: 'Join with your phone or laptop',
    joinNote: 'Same network. One button. No install.',
    qr: (address: string) => `QR code that opens ${address}`,
    joined: (name: string) => `${name} joined`,
    joinedMany: (names: string) => `${names} joined`,
    joinedMore: (names: string, more: number) => `${names} and ${more} more joined`,
    fullScreen: 'Full screen',
    invitation: 'Your browser can help. Now.',
    steps: [
      'Scan the code, or type the address.',
      'Press Donate. Nothing is installed.',
      'See your name here within a second.',
    ],
    here: plural('is here now', 'are here now'),
    nobody: 'Nobody yet. Be the first.',
    more: (count: string) => `${count} more`,
    scenes: {
      live: 'Live',
      how: 'How it works',
      board: 'Who cools it',
      join: 'Join',
      replay: 'The last run',
    },
    scenesLabel: 'Scenes',
    held: 'Loop paused',
    best: { length: 'Best tour', cut: 'Best cut', energy: 'Lowest energy', value: 'Lowest value' },
    cores: plural('core lent', 'cores lent'),
    reissued: plural('task given out again', 'tasks given out again'),
    rejected: plural('wrong answer caught', 'wrong answers caught'),
    moves: 'verified moves',
    empty: {
      heading: 'The kiln is empty.',
      text: 'The next job appears here by itself. Browsers that join now are ready for it.',
      press: 'Press n to start one.',
      studio: 'Start one at',
    },
    how: {
      heading: 'How it works',
      steps: [
        [
          'Your browser gets a piece',
          'A tour, a temperature and about a second of work. Then it sends back what it found.',
        ],
        [
          'It anneals it',
          'Hot, it tries anything. As it cools, it keeps what makes the tour shorter, and the tangle settles.',
        ],
        [
          'All pieces join, each checked',
          'Every answer is measured, samples are computed again. What one found shorter, the others take over.',
        ],
      ],
      pictures: [
        'A sheet with a tangled tour goes from a stack to a browser window.',
        'A tangle of lines turns into a clean round trip while a thermometer falls.',
        'Round trips from four browsers pass a check and become one, shorter than each.',
      ],
    },
    charts: {
      reference: 'Above the best known',
      best: 'Above the best so far',
      heat: 'Temperature of the kiln',
      time: 'Time of annealing',
      none: 'Nothing to draw yet.',
      gapFromTo: (from: string, to: string) => `The best over the whole run: from ${from} to ${to} above.`,
      heatNow: (now: string) => `The temperature over the whole run; now ${now} of the hottest.`,
    },
    replay: {
      heading: 'The last run, again',
      time: (at: string, of: string) => `after ${at} of ${of}`,
      aboveResult: 'Above its result',
      finders: 'Improvements found',
    },
    lanes: {
      heading: 'Who works on what',
      legend: 'A bar is a task. Torn: lost. Crossed: wrong. The line leads to who did it then.',
      cores: 'Cores',
      done: 'Done',
      lost: 'Lost',
      left: 'left',
      rest: (donors: number, cores: number) => `+ ${donors} more, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
      label: (donors: number, done: number, lost: number) =>
        `The last half minute: ${donors} donors, ${done} tasks done, ${lost} lost or wrong and given out again.`,
    },
    keys: {
      open: 'Keys',
      heading: 'Presenter keys',
      close: 'Close',
      list: {
        next: ['→ or space', 'next scene'],
        back: ['←', 'scene before'],
        place: ['1 – 5', 'a certain scene'],
        hold: ['p', 'hold the loop, or let it go'],
        numbers: ['d', 'numbers instead of charts'],
        fullScreen: ['f', 'full screen'],
        theme: ['t', 'light or dark'],
        job: ['n', 'new job'],
        chaos: ['c', 'faults on or off'],
        help: ['? or h', 'this list'],
      } as Record<string, readonly [string, string]>,
      role: (name: string) => `This kiosk is signed in as ${name}.`,
      refused:
        'The token in this address was refused. The kiosk goes on without it; lehr serve prints the right one.',
      noRole:
        'New jobs and faults need a signed-in kiosk: open it with the address that lehr serve prints for its operator.',
    },
    newJob: {
      heading: 'New job',
      lead: 'It runs beside what runs now, and is shown at once.',
      problems: 'Problem',
      minutes: 'Minutes of donated time',
      start: 'Start',
      starting: 'Starting…',
      cancel: 'Cancel',
      failed: (reason: string) => `It was not started: ${reason}`,
    },
    chaos: {
      on: (liars: number, vanishing: number) =>
        `Faults on: ${liars} ${liars === 1 ? 'donor lies' : 'donors lie'}, ${vanishing} ${vanishing === 1 ? 'vanishes' : 'vanish'}`,
      failed: (reason: string) => `Faults could not be switched: ${reason}`,
      operators: (role: string) => `Faults are for operators; this kiosk is signed in as ${role}.`,
      unavailable: 'this server does not offer them',
    },
  },

  embed: {
    title: 'Donate cycles with Lehr',
    about: 'About Lehr',
    promise:
      'Your browser works on it in the background while this page is in view. Nothing runs yet, and Stop ends it at once.',
    limits: (cores: number | null, share: string | null, minutes: string | null) =>
      `This site asks for no more than ${[
        ...(cores === null ? [] : [cores === 1 ? '1 core' : `${cores} cores`]),
        ...(share === null ? [] : [`${share} of the time`]),
        ...(minutes === null ? [] : [`${minutes} min`]),
      ].join(', ')}.`,
    refused: (origin: string | null) =>
      `${origin ?? 'The page around this frame'} may not embed this Lehr. Nothing was started. Whoever runs it can allow it with --embed-origin.`,
    open: 'Open it in its own tab',
  },
};

export type Strings = typeof en;
