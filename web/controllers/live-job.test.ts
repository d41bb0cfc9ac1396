import { describe, expect, test, vi } from 'vitest';
import { best, delta, follow, job, key, long } from './live-job.test-world.ts';
import { type Live, withSample } from './live-job.ts';

describe('following the current job', () => {
  test('shows its picture and its best when the router is there', async () => {
    const { peer, store, until } = follow([job('a', { best: best('a', 4) })]);
    expect(store.get('job')).toBeUndefined();
    peer.is('online');
    await until(['best'], () => store.get('best')?.version === 4);
    expect(store.get('view')?.names).toEqual(['view of a']);
    expect(store.get('history')).toEqual([{ elapsed: 4, energy: 996 }]);
  });

  test('names those that run beside it, and no others', async () => {
    const { peer, store, until } = follow([job('a'), job('b'), job('c', { state: 'paused' })]);
    peer.is('online');
    await until(['beside'], () => store.get('beside')?.length === 1);
    expect(store.get('beside')).toEqual(['b']);
    peer.jobs = [job('a'), job('b', { state: 'done' })];
    peer.emit('lehr.jobs', { current: 'a' });
    await until(['beside'], () => store.get('beside')?.length === 0);
  });

  test('shows how the best came down before this page looked, and goes on from there', async () => {
    const history = [
      { elapsed: 1, energy: 999 },
      { elapsed: 4, energy: 996 },
    ];
    const { peer, store, until } = follow([job('a', { best: best('a', 4), history })]);
    peer.is('online');
    await until(['best'], () => store.get('best')?.version === 4);
    expect(store.get('history')).toEqual(history);
    peer.emit('lehr.job.a.delta', key('a', 6));
    expect(store.get('history')).toEqual([...history, { elapsed: 6, energy: 994 }]);
  });

  test('drops a best that is older than the one shown or of another job', async () => {
    const { peer, store, until } = follow([job('a', { best: best('a', 4) })]);
    peer.is('online');
    await until(['best'], () => store.get('best')?.version === 4);
    peer.emit('lehr.job.a.delta', key('a', 6));
    peer.emit('lehr.job.a.delta', key('a', 5));
    peer.emit('lehr.job.a.delta', key('b', 9));
    expect(store.get('best')).toMatchObject({ job: 'a', version: 6 });
    expect(store.get('history')).toHaveLength(2);
  });

  test('an event that overtakes the answer wins over it', async () => {
    const { peer, store, until } = follow([job('a', { best: best('a', 4) })]);
    let open = () => {};
    peer.gate = new Promise((resolve) => {
      open = resolve;
    });
    peer.is('online');
    while (peer.listeners('lehr.job.a.delta') === 0) await Promise.resolve();
    peer.emit('lehr.job.a.delta', key('a', 7));
    open();
    await until(['job'], () => store.get('job')?.id === 'a');
    expect(store.get('best')?.version).toBe(7);
    expect(store.get('history')?.at(-1)).toEqual({ elapsed: 7, energy: 993 });
  });

  test('a best comes as a change of the one before, and looks as if it had come whole', async () => {
    const { peer, store, until } = follow([job('a', { best: long(4) })]);
    peer.is('online');
    await until(['best'], () => store.get('best')?.version === 4);
    peer.emit('lehr.job.a.delta', delta(4, 5));
    peer.emit('lehr.job.a.delta', delta(5, 9));
    expect(store.get('best')).toEqual(long(9));
    peer.emit('lehr.job.a.delta', delta(4, 5));
    expect(store.get('best')).toEqual(long(9));
  });

  test('changes that overtake the answer wait for it', async () => {
    const { peer, store, until } = follow([job('a', { best: long(4) })]);
    let open = () => {};
    peer.gate = new Promise((resolve) => {
      open = resolve;
    });
    peer.is('online');
    while (peer.listeners('lehr.job.a.delta') === 0) await Promise.resolve();
    for (const [from, to] of [
      [3, 4],
      [4, 6],
      [6, 7],
    ] as const)
      peer.emit('lehr.job.a.delta', delta(from, to));
    expect(store.get('best')).toBeUndefined();
    open();
    await until(['job'], () => store.get('job')?.id === 'a');
    expect(store.get('best')).toEqual(long(7));
    // All that was to follow has run.
    await new Promise((resolve) => setImmediate(resolve));
    expect(peer.asked).toBe(1);
  });

  test('a change whose base was missed makes it ask once, and goes on from the answer', async () => {
    const { peer, store, until } = follow([job('a', { best: long(4) })]);
    peer.is('online');
    await until(['best'], () => store.get('best')?.version === 4);
    peer.jobs = [job('a', { best: long(8) })];
    peer.emit('lehr.job.a.delta', delta(7, 8));
    peer.emit('lehr.job.a.delta', delta(8, 11));
    expect(store.get('best')?.version).toBe(4);
    await until(['best'], () => store.get('best')?.version === 11);
    expect(store.get('best')).toEqual(long(11));
    expect(peer.asked).toBe(2);
  });

  test('bytes that are no change of the best shown are another best’s: it asks', async () => {
    const { peer, store, until } = follow([job('a', { best: long(4) })]);
    peer.is('online');
    await until(['best'], () => store.get('best')?.version === 4);
    peer.jobs = [job('a', { best: long(6) })];
    peer.emit('lehr.job.a.delta', { ...delta(4, 5), bytes: Uint8Array.of(1, 99) });
    await until(['best'], () => store.get('best')?.version === 6);
  });

  test('a router that comes back from older data is believed', async () => {
    const { peer, store, until } = follow([job('a', { best: best('a', 40) })]);
    peer.is('online');
    await until(['best'], () => store.get('best')?.version === 40);
    peer.jobs = [job('a', { best: best('a', 31) })];
    peer.is('connecting');
    expect(store.get('best')?.version).toBe(40);
    peer.is('online');
    await until(['best'], () => store.get('best')?.version === 31);
  });

  test('goes to the next job, with its own picture, and leaves the old topics', async () => {
    const { peer, store, until } = follow([job('a', { best: best('a', 4) })]);
    peer.is('online');
    await until(['best'], () => store.get('best')?.job === 'a');
    peer.jobs = [job('a', { state: 'done' }), job('b', { createdAt: 1 })];
    peer.current = 'b';
    peer.emit('lehr.jobs', { current: 'b' });
    await until(['job'], () => store.get('job')?.id === 'b');
    expect(store.get('best')).toBeUndefined();
    expect(store.get('view')?.names).toEqual(['view of b']);
    expect(store.get('history')).toEqual([]);
    expect(peer.listeners('lehr.job.a.delta')).toBe(0);
    expect(peer.listeners('lehr.job.b.delta')).toBe(1);
  });

  test('one that was chosen is followed whatever the current one is, and nothing while there is none such', async () => {
    const { peer, store, until } = follow([job('a'), job('b')], { only: 'c' });
    peer.is('online');
    await until(['jobs'], () => store.get('jobs')?.length === 2);
    expect(store.get('job')).toBeUndefined();
    peer.jobs = [job('a'), job('b'), job('c')];
    peer.emit('lehr.jobs', { current: 'a' });
    await until(['job'], () => store.get('job')?.id === 'c');
    expect(store.get('beside')).toEqual(['a', 'b']);
  });

  test('asks again after a failure, and no more once ended', async () => {
    vi.useFakeTimers();
    const { peer, store, end } = follow([]);
    let asked = 0;
    peer.call = async () => {
      asked += 1;
      throw new Error('nobody serves it');
    };
    peer.is('online');
    await vi.advanceTimersByTimeAsync(10_000);
    const before = asked;
    expect(before).toBeGreaterThan(3);
    expect(store.get('job')).toBeUndefined();
    end();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test('ends every subscription', async () => {
    const { peer, store, until, end } = follow([job('a')]);
    peer.is('online');
    await until(['job'], () => store.get('job')?.id === 'a');
    end();
    for (const topic of [
      'lehr.jobs',
      'lehr.donors',
      'lehr.leaderboard',
      'lehr.job.a.best',
      'lehr.job.a.state',
    ]) {
      expect(peer.listeners(topic)).toBe(0);
    }
  });
});

test('a long history thins out and keeps its newest sample', () => {
  let history: readonly Live['history'][number][] = [];
  for (let i = 0; i < 5000; i++) history = withSample(history, { elapsed: i, energy: 5000 - i });
  expect(history.length).toBeLessThanOrEqual(601);
  expect(history.length).toBeGreaterThan(250);
  expect(history[0]?.elapsed).toBe(0);
  expect(history.at(-1)?.elapsed).toBe(4999);
});
