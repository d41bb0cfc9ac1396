/** What `lehr serve` may be told. */
import { resolve } from 'node:path';
import type { LmdbOptions } from '../router-lite/store/lmdb.ts';
import { fsyncOf } from './data-folder.ts';
import { parseOrigin } from './embedding.ts';
import { badInput } from './failure.ts';
import type { Parsed, Usage } from './flags.ts';
import { parseCount, parseDuration, parseWeight } from './units.ts';
import { type Wishes, wishesOf } from './wishes.ts';

/** Seconds of donated time of a round, when no budget is given. */
export const ROUND = 300;

export const usage: Usage = {
  name: 'serve',
  summary: 'Starts Lehr: open the printed address in browsers, press Donate, and watch the tour get shorter.',
  flags: {
    port: { value: 'N', help: 'TCP port (8080; 0 picks a free one)' },
    host: { value: 'ADDRESS', help: 'address to listen on (0.0.0.0: all)' },
    data: { value: 'DIR', help: 'folder of the durable state (.lehr); a restart on it goes on where it was' },
    fsync: {
      value: 'commit|background',
      help: 'acknowledged means on the disk, or on its way there (commit): see router-lite/README.md',
    },
    job: {
      value: 'SPEC',
      several: true,
      help: 'world:N, world:DE:N, or a file: CSV, GeoJSON, GPX, TSPLIB, G-set, QUBO or Ising (world:1000); several share the donors',
    },
    donors: { value: 'N', help: 'donors of this machine, one thread each (0)' },
    budget: {
      value: 'T',
      help: `anneal once for so much donated time, 10s, 5m or 1h, and keep the result up (else rounds of ${ROUND / 60}m)`,
    },
    target: {
      value: 'E|P%',
      help: 'end a round at this length (cut, energy), or so near the best known: 7542 or 0.5%',
    },
    start: {
      value: 'FILE',
      help: 'begin each round from this TSPLIB tour, or from spins as --out writes them',
    },
    weight: { value: 'W', help: 'share of the donors beside other jobs, 0.01..100 (1)' },
    'no-job': { help: 'start no job: wait for one to be submitted' },
    'no-orchestrator': {
      help: 'leave the jobs to processes of their own: lehr orchestrator; one leads, the others stand by',
    },
    'embed-origin': {
      value: 'URL',
      several: true,
      help: 'a site that may frame our pages, as https://example.org (any); see docs/embed.md',
    },
    quiet: { help: 'print no live line' },
  },
  examples: [
    'lehr serve --port 8080 --job world:1000',
    'lehr serve --job cities.csv --donors 2 --budget 60s',
    'lehr serve --job berlin52.tsp --target 7542 --weight 2',
  ],
};

export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  /** When what is written there counts as written. */
  readonly sync: LmdbOptions;
  /** Empty: wait for some to be submitted. */
  readonly jobs: readonly string[];
  readonly donors: number;
  /** By an orchestrator in this process. */
  readonly isLed: boolean;
  /** Seconds; null: rounds. */
  readonly budget: number | null;
  /** Of every job. */
  readonly wishes: Wishes;
  readonly weight: number;
  /** Empty: any. */
  readonly embedOrigins: readonly string[];
  readonly quiet: boolean;
}

/** Throws a Failure of code 2 that names the flag at fault. */
export function settingsOf(flags: Parsed): Settings {
  const budget = flags.text('budget');
  const jobs = flags.all('job');
  const ofJobs = ['job', 'budget', 'target', 'start', 'weight'].filter((flag) => flags.has(flag));
  if (flags.has('no-job') && ofJobs.length > 0)
    throw badInput(`--no-job starts no job: leave out ${ofJobs.map((flag) => `--${flag}`).join(' and ')}`);
  const isLed = !flags.has('no-orchestrator');
  if (!isLed && ofJobs.length > 0)
    throw badInput(
      `--no-orchestrator starts no job: leave out ${ofJobs.map((flag) => `--${flag}`).join(' and ')}, and hand in with lehr job submit`,
    );
  const host = flags.text('host') ?? '0.0.0.0';
  if (host === '') throw badInput('--host: give an address, such as 127.0.0.1');
  const seconds = budget === undefined ? null : parseDuration('--budget', budget);
  return {
    port: parseCount('--port', flags.text('port') ?? '8080', [0, 65_535]),
    host,
    data: resolve(flags.text('data') ?? '.lehr'),
    sync: fsyncOf(flags),
    jobs: flags.has('no-job') || !isLed || jobs.length > 0 ? jobs : ['world:1000'],
    isLed,
    donors: parseCount('--donors', flags.text('donors') ?? '0', [0, 64]),
    budget: seconds,
    wishes: { ...wishesOf(flags, 'none'), budget: seconds ?? ROUND },
    weight: parseWeight('--weight', flags.text('weight') ?? '1'),
    embedOrigins: flags.all('embed-origin').map((origin) => parseOrigin('--embed-origin', origin)),
    quiet: flags.has('quiet'),
  };
}
