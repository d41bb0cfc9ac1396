/**
 * Somebody is killed while credit comes in, is away for a while, and comes back: the leaderboard's service alone, the router alone, or
 * `lehr serve` with both. No event may be missing then, and none may count twice. Real processes, and SIGKILL.
 *
 * LEHR_ABSENCE_SECONDS=20: they are away so long under 500 events a second, and it tells how long it took to be level again. By default
 * a thousand events come while they are away, as fast as they are taken.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { REALM, ROLES } from '../orchestrator/realm.ts';
import { connect, type Peer } from '../peer/client.ts';
import type { CreditBooking, DonorCredit, Leaderboard } from '../peer/procedures.ts';
import { publishFact } from '../peer/publish-fact.ts';
import { webSocketLink } from '../peer/web-socket-link.ts';
import { type BuiltLeaderboard, buildLeaderboard } from './testing/built-leaderboard.ts';
import { Command } from './testing/command.ts';

const SECONDS = Number(process.env.LEHR_ABSENCE_SECONDS ?? 0);
const RATE = 500;
const AROUND = 100;
const AWAY = SECONDS > 0 ? SECONDS * RATE : 1_000;
const ALL = AROUND + AWAY + AROUND;
const PATIENCE = 180_000 + SECONDS * 5_000;
const TICKETS = { orchestrator: 'secret o', leaderboard: 'secret l', operator: 'secret p' };

let program: BuiltLeaderboard;
beforeAll(async () => {
  program = await buildLeaderboard();
}, PATIENCE);
afterAll(() => program.remove());

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Whatever can be killed and started again. */
interface Process {
  kill(): Promise<unknown>;
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'lehr-absence-'));
  closing.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

function peerOf(url: string, authid: string, ticket: string): Peer {
  const peer = connect({ link: webSocketLink(url, WebSocket), realm: REALM, auth: { authid, ticket } });
  closing.push(() => peer.close());
  return peer;
}

async function startRouter(cwd: string, port: number): Promise<Process & { readonly url: string }> {
  const config = {
    realms: {
      [REALM]: {
        roles: ROLES,
        tickets: Object.fromEntries(
          Object.entries(TICKETS).map(([role, ticket]) => [role, { ticket, role }]),
        ),
        facts: [{ prefix: 'lehr.credit.' }],
        slots: { prefix: 'lehr' },
      },
    },
    server: { host: '127.0.0.1', port },
    store: 'router',
  };
  await writeFile(join(cwd, 'router.json'), JSON.stringify(config));
  const command = new Command(['router', '--config', 'router.json'], cwd);
  closing.push(() => command.stop('SIGKILL'));
  const [, url] = await command.prints(/Router is up: (\S+)/);
  return { url: url!, kill: () => command.stop('SIGKILL') };
}

async function startLeaderboard(url: string, data: string): Promise<Process> {
  const started = program.start([url, TICKETS.leaderboard, data]);
  closing.push(started.kill);
  await started.up;
  return started;
}

/** Each event tells two donors apart by sums that no event lost for another told twice would leave as they are. */
function bookings(i: number): CreditBooking[] {
  return [i % 7, 7 + (i % 11)].map((donor) => ({
    ...{ donor: `d${donor}`, name: `D${donor}`, day: '2026-11-22', barred: false },
    credit: { moves: i, tasks: 1, improvements: (i * i) % 1_009 },
  }));
}

function expected(): Map<string, DonorCredit> {
  const credits = new Map<string, DonorCredit>();
  for (let i = 0; i < ALL; i++)
    for (const { donor, credit } of bookings(i)) {
      const before = credits.get(donor) ?? { moves: 0, tasks: 0, improvements: 0 };
      credits.set(donor, {
        moves: before.moves + credit.moves,
        tasks: before.tasks + 1,
        improvements: before.improvements + credit.improvements,
      });
    }
  return credits;
}

/**
 * Publishes so many, and gives what is under way: each ends once it is stored. Somebody is there: then some are always under way, and
 * the others wait for them. Nobody is: they are published all the same.
 */
async function publish(
  peer: Peer,
  { from, to, isThere }: { from: number; to: number; isThere: boolean },
): Promise<Promise<number>[]> {
  const stored: Promise<number>[] = [];
  const begun = performance.now();
  for (let i = from; i < to; i++) {
    stored.push(publishFact(peer, 'lehr.credit.booked', [{ bookings: bookings(i) }], { key: `event ${i}` }));
    const early = begun + ((i - from) * 1_000) / RATE - performance.now();
    if (SECONDS > 0 && early > 2) await new Promise((due) => setTimeout(due, early));
    else if (SECONDS === 0 && isThere) await stored.at(-30);
    else if (i % 20 === 0) await new Promise((turn) => setImmediate(turn));
  }
  return stored;
}

/** Resolves when every donor the leaderboard tells of has what is due, and nothing is in anybody's hands that could add to it. */
async function level(viewer: Peer): Promise<void> {
  const due = [...expected().values()].reduce((sum, { tasks }) => sum + tasks, 0);
  const counted = ({ allTime }: Leaderboard) => allTime.reduce((sum, { tasks }) => sum + tasks, 0);
  await new Promise<void>((done) => {
    const look = (board: Leaderboard) => {
      if (counted(board) >= due) done();
    };
    void viewer.subscribe('lehr.leaderboard', look).then(async () => {
      look(await viewer.call('lehr.leaderboard.get', {}));
    });
  });
  for (;;) {
    const slot = (await viewer.callUri('lehr.slot.get', ['lehr.leaderboard.fold'])) as Record<
      string,
      unknown
    >;
    if (slot.waiting === 0 && slot.in_hand === 0 && slot.backing_off === 0) return;
    await new Promise((turn) => setImmediate(turn));
  }
}

/** What the log and the leaderboard have: each event once. */
async function expectEachOnce(viewer: Peer): Promise<void> {
  const told: number[] = [];
  await new Promise<void>((done) => {
    void viewer.follow('lehr.credit.booked', ({ bookings: [first] }) => {
      if (told.push(first!.credit.moves) >= ALL) done();
    });
  });
  expect(told.sort((a, b) => a - b)).toEqual(Array.from({ length: ALL }, (_, i) => i));
  const donors = [...expected().keys()];
  const credits = await Promise.all(donors.map((donor) => viewer.call('lehr.donor.stats', { donor })));
  expect(new Map(donors.map((donor, i) => [donor, credits[i]]))).toEqual(expected());
}

interface House {
  readonly publisher: Peer;
  readonly viewer: Peer;
  /** Kills it; the answer starts it again. */
  absence(): Promise<() => Promise<unknown>>;
  /** Events can be stored while it is away. */
  readonly isStored: boolean;
}

/** Router and leaderboard, each a process; one of them goes away. */
async function apart(victim: 'leaderboard' | 'router'): Promise<House> {
  const cwd = await folder();
  const router = await startRouter(cwd, 0);
  const { url } = router;
  const data = join(cwd, 'leaderboard');
  const leaderboard = await startLeaderboard(url, data);
  return {
    publisher: peerOf(url, 'orchestrator', TICKETS.orchestrator),
    viewer: peerOf(url, 'operator', TICKETS.operator),
    isStored: victim === 'leaderboard',
    async absence() {
      await (victim === 'router' ? router : leaderboard).kill();
      return () =>
        victim === 'router' ? startRouter(cwd, Number(new URL(url).port)) : startLeaderboard(url, data);
    },
  };
}

/** As users start it: router, leaderboard and store in one process. */
async function together(): Promise<House> {
  const cwd = await folder();
  async function serve(port: string) {
    const flags = ['--no-orchestrator', '--host', '127.0.0.1', '--port', port, '--data', 'data'];
    const command = new Command(['serve', ...flags], cwd);
    closing.push(() => command.stop('SIGKILL'));
    const [, site] = await command.prints(/Lehr is up: (\S+)/);
    return { command, site: site! };
  }
  const { command, site } = await serve('0');
  const url = `${site.replace('http:', 'ws:')}ws`;
  const ticket = async (name: string) => (await readFile(join(cwd, 'data', name), 'utf8')).trim();
  return {
    publisher: peerOf(url, 'orchestrator', await ticket('orchestrator-token')),
    viewer: peerOf(url, 'operator', await ticket('operator-token')),
    isStored: false,
    async absence() {
      await command.stop('SIGKILL');
      return () => serve(new URL(site).port);
    },
  };
}

test.each([
  ['the leaderboard', () => apart('leaderboard')],
  ['the router', () => apart('router')],
  ['the house with both', together],
])(
  '%s is killed under load, and away: no event is missing afterwards, and none counts twice',
  async (name, open) => {
    const { publisher, viewer, absence, isStored } = await open();
    const before = await publish(publisher, { from: 0, to: AROUND, isThere: true });
    // In the middle of what is stored, and of what is added up.
    const comeBack = await absence();
    const meanwhile = await publish(publisher, { from: AROUND, to: AROUND + AWAY, isThere: isStored });
    if (isStored) await Promise.all(meanwhile);
    const back = performance.now();
    await comeBack();
    const after = await publish(publisher, { from: AROUND + AWAY, to: ALL, isThere: true });
    await Promise.all([...before, ...meanwhile, ...after]);
    await level(viewer);
    if (SECONDS > 0)
      console.info(
        `${name}: ${SECONDS} s away, ${AWAY} events meanwhile; level ${Math.round(performance.now() - back)} ms later`,
      );
    await expectEachOnce(viewer);
  },
  PATIENCE,
);
