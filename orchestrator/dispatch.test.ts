/** What the dispatcher makes of calls that no donor answers. */
import { afterEach, expect, test } from 'vitest';
import { realms } from '../cli/testing/realms.ts';
import { connect, type Peer } from '../peer/client.ts';
import type { AnnealTask } from '../peer/procedures.ts';
import { systemClock } from './clock.ts';
import { type CallEnd, Dispatcher } from './dispatch.ts';

const { realm, peerOf } = realms();
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** One call with little time; how it ended, and whether calls count as served then. */
async function callOnce(peer: Peer): Promise<{ readonly end: CallEnd; readonly isServed: boolean }> {
  const input = {} as AnnealTask;
  let isGiven = false;
  return new Promise((resolve) => {
    const dispatcher = new Dispatcher(peer, systemClock, {
      next() {
        if (isGiven) return null;
        isGiven = true;
        const end = (how: CallEnd) => resolve({ end: how, isServed: dispatcher.isServed });
        return { job: 'j', input, timeout: 20, end };
      },
      nextDue: () => null,
    });
    opened.push(() => dispatcher.close());
    dispatcher.pump();
  });
}

test('one that waited for a router in vain was in no donor’s hands, and budgets stand still', async () => {
  const peer = connect({ link: () => Promise.reject(new Error('no router there')), realm: 'lehr' });
  opened.push(() => peer.close());
  expect(await callOnce(peer)).toEqual({ end: { is: 'returned' }, isServed: false });
});

test('one that a donor took and did not answer in time was lost there, and budgets go on', async () => {
  const it = await realm();
  const donor = peerOf(it, 'donor');
  await donor.registerUri('lehr.compute.anneal', () => new Promise(() => {}), { invoke: 'load' });
  const { end, isServed } = await callOnce(it.peer);
  expect([end.is, isServed]).toEqual(['lost', true]);
});
