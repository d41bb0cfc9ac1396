/**
 * `lehr serve` is killed under credit that comes in, with its router and its leaderboard, and started again on its data.
 * LEHR_KILLED_SECONDS: for how long 500 facts a second come in (default: 200 facts in all).
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect, type Peer } from '../peer/client.ts';
import { webSocketLink } from '../peer/web-socket-link.ts';
import { Command } from './testing/command.ts';

const FACTS = Math.max(200, 500 * Number(process.env.LEHR_KILLED_SECONDS ?? 0));

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test('killed with SIGKILL under load: what was credited counts once, whatever was answered', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'lehr-standings-'));
  closing.push(() => rm(cwd, { recursive: true, force: true }));
  async function serve(port: string): Promise<{ readonly command: Command; readonly site: string }> {
    const flags = ['--no-orchestrator', '--host', '127.0.0.1', '--port', port, '--data', 'data'];
    const command = new Command(['serve', ...flags], cwd);
    closing.push(() => command.stop('SIGKILL'));
    const [, site] = await command.prints(/Lehr is up: (\S+)/);
    return { command, site: site! };
  }
  const first = await serve('0');
  const ticket = (await readFile(join(cwd, 'data', 'orchestrator-token'), 'utf8')).trim();
  const url = `${first.site.replace('http:', 'ws:')}ws`;
  const peer = connect({
    link: webSocketLink(url, WebSocket),
    realm: 'lehr',
    auth: { authid: 'orchestrator', ticket },
  });
  closing.push(() => peer.close());

  let stored = 0;
  let restarted: Promise<unknown> | null = null;
  const credit = { moves: 1, tasks: 1, improvements: 0 };
  for (let i = 0; i < FACTS; i += 10) {
    const some = Array.from({ length: 10 }, (_, j) => book(peer, i + j, credit).then(() => stored++));
    // In the middle of what is under way.
    if (i === FACTS / 2)
      restarted = first.command.stop('SIGKILL').then(() => serve(new URL(first.site).port));
    await Promise.all(some);
  }
  await restarted;
  expect(stored).toBe(FACTS);
  for (;;) {
    const { allTime } = await peer.call('lehr.leaderboard.get', {});
    const counted = allTime.reduce((sum, { tasks }) => sum + tasks, 0);
    expect(counted).toBeLessThanOrEqual(FACTS);
    if (counted === FACTS) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
}, 180_000);

/** Until it is stored: with its key, it is there once. */
async function book(peer: Peer, i: number, credit: object): Promise<void> {
  const donor = `d${i % 5}`;
  const booking = { donor, name: donor, day: '2026-11-22', credit, barred: false };
  for (;;) {
    try {
      await peer.publishRaw('lehr.credit.booked', [{ bookings: [booking] }], { options: { _key: `${i}` } });
      return;
    } catch {
      // The router is away: publishRaw waits for the next session.
    }
  }
}
