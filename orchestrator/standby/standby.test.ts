/** Candidates on one router: who leads, who is asked, and what becomes of calls in between. */
import { afterEach, expect, test } from 'vitest';
import { judgeHere, testJob } from '../../cli/testing/realm-of-one-process.ts';
import { connect, type Peer } from '../../peer/client.ts';
import { createRouter } from '../../router-lite/index.ts';
import { memoryStore } from '../../router-lite/store/memory.ts';
import { systemClock } from '../clock.ts';
import { REALM, ROLES } from '../realm.ts';
import { countries, world } from '../world.ts';
import { keepState } from './keeper.ts';
import { RefusedError, runStandby, type Standby } from './standby.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function realm() {
  const store = memoryStore();
  const router = createRouter({ realms: { [REALM]: { roles: ROLES, anonymous: 'donor' } } });
  closing.push(() => router.close());
  const peerOf = (authrole: string) => {
    const peer = connect({
      link: async () => router.link({ realm: REALM, authid: authrole, authrole }),
      realm: REALM,
    });
    closing.push(() => peer.close());
    return peer;
  };
  closing.push(await keepState({ peer: peerOf('orchestrator'), store, log: () => {} }));
  const blobs = {
    get: async (sha256: string) => store.getBlob(sha256),
    put: (bytes: Uint8Array) => store.putBlob(bytes),
  };
  return {
    store,
    peerOf,
    /** A candidate, its peers and what it says. */
    candidate(name: string) {
      const log: string[] = [];
      const peers: Peer[] = [];
      const heard = new Set<() => void>();
      const standby: Standby = runStandby({
        name,
        blobs,
        connect: () => {
          peers.push(peerOf('orchestrator'));
          return peers.at(-1)!;
        },
        judge: judgeHere(),
        clock: systemClock,
        references: () => null,
        world: { world, countries },
        log: (line) => {
          log.push(line);
          for (const look of [...heard]) look();
        },
      });
      closing.push(() => standby.close());
      return {
        standby,
        peers,
        log,
        says(what: RegExp): Promise<void> {
          return new Promise((resolve) => {
            const look = () => {
              if (log.some((line) => what.test(line))) resolve();
            };
            heard.add(look);
            look();
          });
        },
      };
    },
  };
}

test('the first leads; when its session ends the next one answers, also the calls that came in between', async () => {
  const it = await realm();
  const a = it.candidate('a');
  await a.says(/Leading \(1\)/);
  const b = it.candidate('b');
  await b.says(/standing by/);
  const operator = it.peerOf('operator');
  expect(await operator.call('lehr.orchestrator.get', {})).toEqual({ name: 'a', epoch: 1 });
  const submitter = it.peerOf('submitter');
  const { id } = await submitter.call('lehr.job.submit', await testJob(it.store, 20, null));

  const leading = a.peers[0]!.state;
  if (leading.is !== 'joined') throw new Error('a is not joined');
  await operator.callUri('wamp.session.kill', [leading.session]);
  // At once, before b leads.
  const all = await Promise.all(Array.from({ length: 20 }, () => submitter.call('lehr.job.get', { id })));
  expect(new Set(all.map((job) => `${job.id} ${job.state}`))).toEqual(new Set([`${id} running`]));
  expect(await operator.call('lehr.orchestrator.get', {})).toEqual({ name: 'b', epoch: 2 });
  // Whoever was out comes back to the end of the line.
  await a.says(/standing by/);
  await b.standby.close();
  await a.says(/Leading \(3\): 1 job runs/);
});

test('who stands by is not asked while another leads, though the router names it', async () => {
  const it = await realm();
  const a = it.candidate('a');
  await a.says(/Leading/);
  const b = it.candidate('b');
  await b.says(/standing by/);
  const registration = await it.peerOf('operator').callUri('wamp.registration.lookup', ['lehr.job.list']);
  expect(await it.peerOf('operator').callUri('wamp.registration.count_callees', [registration])).toBe(2);
  expect((await it.peerOf('viewer').call('lehr.job.list', {})).jobs).toEqual([]);
  expect(b.log.some((line) => /Leading/.test(line))).toBe(false);
});

test('where an orchestrator shares its procedures with nobody, a candidate gives up and says so', async () => {
  const it = await realm();
  const alone = it.peerOf('orchestrator');
  await alone.register('lehr.job.list', () => ({ jobs: [], current: null }));
  await expect(it.candidate('a').standby.ended).rejects.toThrow(RefusedError);
});
