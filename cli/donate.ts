/** `lehr donate`: joins a running Lehr over WebSocket with threads of this machine. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir, hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { WebSocket } from 'ws';
import { blobs } from '../peer/blob.ts';
import { webSocketLink } from '../peer/web-socket-link.ts';
import { badInput } from './failure.ts';
import { type Parsed, parseFlags, type Usage } from './flags.ts';
import type { Command } from './lehr.ts';
import { liveLine } from './live-line.ts';
import { type NodeDonorStatus, startNodeDonor } from './node-donor.ts';
import { siteOf, socketOf } from './site.ts';
import { stopSignal } from './stop-signal.ts';
import { counted, parseCount, rounded } from './units.ts';

const usage: Usage = {
  name: 'donate',
  takes: 'URL',
  summary:
    'Donates threads of this machine to a running Lehr until Ctrl-C; comes back by itself when the connection is lost.',
  flags: {
    threads: { value: 'N', help: 'threads to donate (half of the cores)' },
    share: { value: 'PERCENT', help: 'part of its time that each works, in slices of milliseconds (100)' },
    name: { value: 'NAME', help: 'public nickname, at most 24 characters (the name of this machine)' },
  },
  examples: ['lehr donate http://192.168.1.20:8080/ --threads 4 --name Ada'],
};

interface Settings {
  readonly site: URL;
  readonly threads: number;
  /** Part of one. */
  readonly share: number;
  readonly name: string;
}

function settingsOf(flags: Parsed): Settings {
  const [address] = flags.positionals;
  if (address === undefined)
    throw badInput('give the address of a running Lehr, such as http://127.0.0.1:8080/');
  const half = Math.max(1, Math.floor(availableParallelism() / 2));
  const name = flags.text('name') ?? hostname().slice(0, 24);
  if (name.length > 24) throw badInput(`--name ${name}: at most 24 characters`);
  return {
    site: siteOf(address),
    threads: parseCount('--threads', flags.text('threads') ?? String(half), [1, 256]),
    share: parseCount('--share', flags.text('share') ?? '100', [5, 100]) / 100,
    name,
  };
}

async function run(argv: readonly string[]): Promise<number> {
  const { site, threads, share, name } = settingsOf(parseFlags(usage, argv));
  const stop = stopSignal();
  const problems = blobs({ site: site.origin });
  const donor = await startNodeDonor({
    link: webSocketLink(socketOf(site), WebSocket),
    fetchBlob: (sha256) => problems.get(sha256),
    threads,
    share,
    name,
    token: await token(),
  });
  const rate = movesPerSecond(() => donor.status.moves);
  const line = liveLine(process.stdout, () => statusText(donor.status, rate()));
  line.say(`Donating ${threads} thread${threads === 1 ? '' : 's'} to ${site.href} – stop with Ctrl-C.`);
  void looksForeign(site).then((foreign) => {
    if (foreign) line.say(`What answers at ${site.href} does not look like a Lehr: is the address right?`);
  });
  await stop.asked;
  line.stop();
  await donor.close();
  const { tasks, moves } = donor.status;
  process.stdout.write(`Left. Given: ${rounded(moves)} moves in ${counted(tasks, 'task')}. Thank you.\n`);
  stop.release();
  return 0;
}

/** True when something answers there, but not as a Lehr does. A Lehr that is down may come back: that is for the peer to see. */
async function looksForeign(site: URL): Promise<boolean> {
  try {
    const response = await fetch(new URL('/healthz', site), { signal: AbortSignal.timeout(10_000) });
    if (response.status >= 500) return false;
    const health: unknown = await response.json().catch(() => null);
    return typeof health !== 'object' || health === null || !('status' in health);
  } catch {
    return false;
  }
}

function statusText(status: NodeDonorStatus, rate: number): string {
  if (status.peer.is === 'connecting') return `Connecting … ${status.peer.reason}`;
  if (status.peer.is === 'closed') return `Closed: ${status.peer.reason}`;
  if (status.barred)
    return 'Ended: an answer of this machine was not what the kernel gives; nothing it says counts any more.';
  if (status.outdated) return 'This program is older or newer than the job: update it.';
  const made = status.refused ? ', a name we made: yours is not shown in public,' : '';
  const who = status.name ? `as ${status.name}${made}` : 'joining';
  return `${who} · ${status.running}/${status.kernels} threads at work · ${rounded(rate)} moves/s · ${counted(status.tasks, 'task')}`;
}

/** Between two looks. */
function movesPerSecond(moves: () => number): () => number {
  let last = { moves: moves(), at: performance.now() };
  return () => {
    const now = { moves: moves(), at: performance.now() };
    const seconds = (now.at - last.at) / 1_000;
    const rate = seconds > 0 ? (now.moves - last.moves) / seconds : 0;
    last = now;
    return rate;
  };
}

/** The secret that makes this machine the same donor next time; a new one where it cannot be kept. */
async function token(): Promise<string> {
  const base = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  const file = join(base, 'lehr', 'donor-token');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (/^[0-9a-f]{32}$/.test(known.trim())) return known.trim();
  const fresh = randomBytes(16).toString('hex');
  await mkdir(dirname(file), { recursive: true })
    .then(() => writeFile(file, `${fresh}\n`, { mode: 0o600 }))
    .catch(() => {});
  return fresh;
}

export const command: Command = { usage, run };
