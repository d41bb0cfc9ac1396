/** Who had which task, as the public is told. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Anneal,
  joinAsDonor,
  kernelDonor,
  openRealm,
  testJob,
} from '../cli/testing/realm-of-one-process.ts';
import { connect } from '../peer/client.ts';
import type { TaskEnd, TaskEnds } from '../peer/topics.ts';
import { ManualClock } from './manual-clock.ts';
import { TaskNews } from './task-news.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('news of tasks', () => {
  const ADA = { donor: 'd1', name: 'Ada' };
  function newsroom() {
    const clock = new ManualClock();
    const told: TaskEnds[] = [];
    const news = new TaskNews({
      peer: { publish: (_topic, event) => void told.push(event as TaskEnds) },
      clock,
      donors: { whoWas: (session) => (session === 7 ? ADA : null) },
    });
    const end = (
      id: string,
      session: number | null,
      outcome: 'verified' | 'rejected' | 'lost' | 'returned',
    ) => news.ended({ job: 'j', task: { id, attempt: 0 }, since: clock.now() - 900, session, outcome });
    return { clock, told, end };
  }

  test('come at once when it was quiet, and then four times a second, however many they are', async () => {
    const { clock, told, end } = newsroom();
    for (let i = 0; i < 250; i++) end(`t${i}`, 7, 'verified');
    expect(told).toHaveLength(1);
    await clock.advance(999);
    for (let i = 0; i < 250; i++) end(`u${i}`, 7, 'verified');
    await clock.advance(1);
    expect(told.map(({ ends, more }) => [ends.length, more])).toEqual([
      [1, 0],
      [100, 149],
      [1, 0],
    ]);
    await clock.advance(250);
    expect(told[3]).toMatchObject({ more: 149 });
  });

  test('say whose it was, from when until when, and how it ended', async () => {
    const { clock, told, end } = newsroom();
    end('a', 7, 'verified');
    end('b', 7, 'rejected');
    end('c', 7, 'lost');
    await clock.advance(250);
    const now = 1_000_000;
    const row = { job: 'j', attempt: 0, ...ADA, from: now - 900, to: now };
    expect(told.flatMap(({ ends }) => ends)).toEqual([
      { ...row, task: 'a', end: 'done' },
      { ...row, task: 'b', end: 'rejected' },
      { ...row, task: 'c', end: 'lost' },
    ]);
  });

  test('are none of what nobody had, of a stranger, and of what was called back', async () => {
    const { clock, told, end } = newsroom();
    end('a', null, 'lost');
    end('b', 8, 'verified');
    end('c', 7, 'returned');
    await clock.advance(1_000);
    expect(told).toEqual([]);
  });
});

test('a task whose donor vanishes is told lost by its name, and then done by somebody else’s', async () => {
  const it = await openRealm();
  closing.push(() => it.close());
  await it.orchestrator.resume(await testJob(it.store, 100, null));
  const watcher = connect({ link: it.link('viewer'), realm: 'lehr' });
  closing.push(() => watcher.close());
  const ends: TaskEnd[] = [];
  let look = () => {};
  await watcher.subscribe('lehr.tasks', (event) => {
    ends.push(...event.ends);
    look();
  });
  let held = () => {};
  const holds = new Promise<void>((resolve) => {
    held = resolve;
  });
  const never: Anneal = () => {
    held();
    return new Promise(() => {});
  };
  const vanishing = connect({ link: it.link('donor'), realm: 'lehr' });
  await joinAsDonor(vanishing, never, { name: 'Eve' });
  await holds;
  const working = connect({ link: it.link('donor'), realm: 'lehr' });
  closing.push(() => working.close());
  await joinAsDonor(working, kernelDonor(it.store), { name: 'Ada' });
  const moved = new Promise<TaskEnd[]>((resolve) => {
    look = () => {
      const lost = ends.find(({ end, name }) => end === 'lost' && name === 'Eve');
      const done = ends.find(
        ({ end, task, attempt }) => end === 'done' && task === lost?.task && attempt === 1,
      );
      if (lost && done) resolve([lost, done]);
    };
  });
  await vanishing.close();
  const [lost, done] = await moved;
  expect(lost).toMatchObject({ name: 'Eve', attempt: 0 });
  expect(done).toMatchObject({ name: 'Ada' });
  expect(done!.from).toBeGreaterThanOrEqual(lost!.to);
});
