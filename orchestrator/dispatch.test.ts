/** What the dispatcher makes of calls that no donor answers. */
import { afterEach, expect, test } from 'vitest';
import { realms } from '../cli/testing/realms.ts';
import { connect, type Peer } from '../peer/client.ts';
import type { AnnealTask } from '../peer/procedures.ts';
import { type Clock, systemClock } from './clock.ts';
import { type AssignmentSource, type CallEnd, Dispatcher } from './dispatch.ts';
import { Tempo } from './tempo.ts';

const { realm, peerOf } = realms();
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** One call with little time; how it ended, and whether calls count as served then. */
async function callOnce(peer: Peer): Promise<{ readonly end: CallEnd; readonly isServed: boolean }> {
  const input = { millis: 20 } as AnnealTask;
  let isGiven = false;
  return new Promise((resolve) => {
    const source: AssignmentSource = {
      next() {
        if (isGiven) return null;
        isGiven = true;
        const end = (how: CallEnd) => resolve({ end: how, isServed: dispatcher.isServed });
        return { job: 'j', input, timeout: 20, end };
      },
      nextDue: () => null,
    };
    const dispatcher = new Dispatcher(peer, systemClock, source, new Tempo(null));
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

test.each([
  ['on a beat, whose next look sends what is due then, the timer is for when there is none', 100],
  ['without one it is for when something is due', 0],
])('%s, and is not moved', async (_name, out) => {
  const peer = connect({ link: () => Promise.reject(new Error('no router there')), realm: 'lehr' });
  opened.push(() => peer.close());
  const timers = new Set<number>();
  const clock: Clock = {
    now: () => 0,
    wall: () => 0,
    after(millis) {
      timers.add(millis);
      return () => timers.delete(millis);
    },
    about() {
      throw new Error('a task that is due does not wait for others');
    },
  };
  const tempo = new Tempo({ set() {} });
  for (let i = 0; i < out; i++) tempo.begins(1_000);
  expect(tempo.rest > 0).toBe(out > 0);
  let due = 40;
  const at = due + tempo.rest;
  const dispatcher = new Dispatcher(peer, clock, { next: () => null, nextDue: () => due }, tempo);
  dispatcher.pump();
  expect([...timers]).toEqual([at]);
  due = 900;
  dispatcher.pump();
  expect([...timers]).toEqual([at]);
  // The beat is over: nobody looks before.
  for (let i = 0; i < out; i++) tempo.ends(1_000);
  due = 40;
  dispatcher.pump();
  expect([...timers]).toEqual([40]);
  dispatcher.close();
  expect(timers.size).toBe(0);
});
