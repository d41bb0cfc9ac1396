/**
 * Two orchestrators in processes of their own, as users start them: the one that leads is killed, or frozen, in the middle of a
 * job, and the other goes on. LEHR_TAKEOVER_MILLIS asserts how long that may take; it was 3,000 when it was measured alone.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect, type Peer } from '../peer/client.ts';
import { handIn, newKey } from '../peer/hand-in.ts';
import type { JobBest } from '../peer/procedures.ts';
import type { TaskEnd } from '../peer/topics.ts';
import { webSocketLink } from '../peer/web-socket-link.ts';
import { Command } from './testing/command.ts';

const TAKEOVER = Number(process.env.LEHR_TAKEOVER_MILLIS ?? Number.POSITIVE_INFINITY);

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function started(args: readonly string[], cwd: string): Command {
  const command = new Command(args, cwd);
  closing.push(() => command.stop('SIGKILL'));
  return command;
}

async function houseWithout() {
  const cwd = await mkdtemp(join(tmpdir(), 'lehr-standby-'));
  closing.push(() => rm(cwd, { recursive: true, force: true }));
  const data = join(cwd, 'data');
  const serve = started(
    ['serve', '--no-orchestrator', '--port', '0', '--host', '127.0.0.1', '--data', data, '--donors', '2'],
    cwd,
  );
  const [, site] = await serve.prints(/Lehr is up: (\S+)/);
  const token = join(data, 'orchestrator-token');
  return {
    data,
    site: site!,
    /** Resolves when it leads or stands by. */
    async orchestrator(name: string, says: RegExp): Promise<Command> {
      const command = started(['orchestrator', '--router', site!, '--token', token, '--name', name], cwd);
      await command.prints(says);
      return command;
    },
  };
}

function peerOf(site: string, auth?: { readonly authid: string; readonly ticket: string }): Peer {
  const url = `${site.replace('http:', 'ws:')}ws`;
  const peer = connect({ link: webSocketLink(url, WebSocket), realm: 'lehr', ...(auth ? { auth } : {}) });
  closing.push(() => peer.close());
  return peer;
}

/** Somebody who looks all the time: what is told must be true, and no call may fail. */
async function viewerOf(site: string, id: string) {
  const peer = peerOf(site);
  // Each in the order in which it came; an answer may come after the news of something better.
  const told: JobBest[] = [];
  const asked: JobBest[] = [];
  const ends: TaskEnd[] = [];
  const waiting = new Set<() => void>();
  const heard = () => {
    for (const look of [...waiting]) look();
  };
  await peer.subscribe(`lehr.job.${id}.best`, (best) => {
    told.push(best);
    heard();
  });
  await peer.subscribe('lehr.tasks', (event) => {
    ends.push(...event.ends);
    heard();
  });
  let watching = true;
  const looking = (async () => {
    while (watching) {
      const { best } = await peer.call('lehr.job.get', { id });
      if (best) asked.push(best);
      await peer.call('lehr.leaderboard.get', {});
    }
  })();
  // Told at the end, and no unhandled rejection until then.
  looking.catch(() => {});
  return {
    told,
    asked,
    /** Resolves when a task that was given out after that moment is verified. */
    taskAfter(moment: number): Promise<void> {
      return new Promise((resolve) => {
        const look = () => {
          if (!ends.some(({ end, from, job }) => job === id && end === 'done' && from >= moment)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
    /** Rejects with the first call that failed. */
    async done(): Promise<void> {
      watching = false;
      await looking;
    },
  };
}

test('the leader is killed, the next one frozen: who stands by goes on with the job, and nobody who looks sees an error', async () => {
  const { site, data, orchestrator } = await houseWithout();
  const first = await orchestrator('first', /Leading \(1\)/);
  const second = await orchestrator('second', /standing by/);
  const ticket = (await readFile(join(data, 'submit-token'), 'utf8')).trim();
  const submitter = peerOf(site, { authid: 'submitter', ticket });
  const problem = await submitter.call('lehr.problem.world', { country: null, count: 400 });
  const submission = { ...problem, budget: null, reference: null, key: newKey() };
  const { id } = await handIn((each) => submitter.call('lehr.job.submit', each), submission);
  const viewer = await viewerOf(site, id);
  await viewer.taskAfter(0);

  let moment = Date.now();
  await first.stop('SIGKILL');
  await viewer.taskAfter(moment);
  const afterKill = Date.now() - moment;
  await second.prints(/Leading \(2\): 1 job runs/);
  expect(afterKill).toBeLessThan(TAKEOVER);

  const third = await orchestrator('third', /standing by/);
  moment = Date.now();
  second.signal('SIGSTOP');
  await third.prints(/does not answer[\s\S]*Leading \(3\): 1 job runs/);
  await viewer.taskAfter(Date.now());
  second.signal('SIGCONT');
  await second.prints(/Leading \(2\)[\s\S]*standing by/);

  // The job is the same one, for who asks again as for who changes it.
  const again = await submitter.call('lehr.job.submit', submission);
  expect(again.id).toBe(id);
  expect((await submitter.call('lehr.job.pause', { id })).state).toBe('paused');
  await third.stop('SIGTERM');
  await second.prints(/Leading \(4\): 0 jobs run/);
  moment = Date.now();
  expect((await submitter.call('lehr.job.resume', { id })).state).toBe('running');
  await viewer.taskAfter(moment);

  await viewer.done();
  for (const bests of [viewer.told, viewer.asked]) {
    const energies = bests.map(({ energy }) => energy);
    expect(energies).toEqual(energies.toSorted((a, b) => b - a));
  }
  process.stdout.write(`takeover after SIGKILL: ${afterKill} ms until a task was verified\n`);
});

test('a house with an orchestrator of its own takes no other, and says so', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'lehr-standby-'));
  closing.push(() => rm(cwd, { recursive: true, force: true }));
  const serve = started(['serve', '--no-job', '--port', '0', '--host', '127.0.0.1', '--data', 'data'], cwd);
  const [, site] = await serve.prints(/Lehr is up: (\S+)/);
  const orchestrator = new Command(
    ['orchestrator', '--router', site!, '--token', 'data/operator-token'],
    cwd,
  );
  expect(await orchestrator.ended()).toMatchObject({
    code: 2,
    err: expect.stringContaining('no orchestrator token'),
  });
  const env = { ...process.env, LEHR_ORCHESTRATOR_TOKEN: 'orchestrator-of-another-house' };
  const other = new Command(['orchestrator', '--router', site!], cwd, env);
  const { code, err } = await other.ended();
  expect(code).toBe(2);
  expect(err).toContain('lehr serve --no-orchestrator');
});
