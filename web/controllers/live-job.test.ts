import { describe, expect, test, vi } from 'vitest';
import { encodeDelta } from '../../peer/delta.ts';
import type { Job, JobBest, JobDelta, Output, Procedure } from '../../peer/procedures.ts';
import type { DonorStatus, PagePeer } from '../../worker/api.ts';
import { type Following, followJob, type Live, tourOf, withSample } from './live-job.ts';
import { LiveStore } from './live-store.ts';

const STATS = {
  tasks: 0,
  reissued: 0,
  rejected: 0,
  moves: 0,
  replays: 0,
  replayedMoves: 0,
  rate: 0,
  inFlight: 0,
  heat: 1,
};

function job(id: string, more: Partial<Job> = {}): Job {
  return {
    id,
    title: id,
    kind: 'tsp',
    problem: 'p',
    view: `view of ${id}`,
    budget: null,
    reference: null,
    moves: null,
    target: null,
    start: null,
    weight: 1,
    state: 'running',
    ended: null,
    n: 3,
    createdAt: 0,
    elapsed: 0,
    best: null,
    stats: STATS,
    history: [],
    finders: { donors: [], last: [] },
    ...more,
  };
}

function best(of: string, version: number): JobBest {
  const state = Uint8Array.of(0, 0, 1, 0, 2, 0);
  return { job: of, version, energy: 1000 - version, state, by: 'Ada', elapsed: version, temperature: 1 };
}

/** A best as a whole. */
function key(of: string, version: number): JobDelta {
  const { state, ...rest } = best(of, version);
  return { ...rest, base: null, bytes: state };
}

/** 100 cities of which the first `version` stand the other way round. */
function long(version: number): JobBest {
  const order = Array.from({ length: 100 }, (_, i) => i);
  const tour = [...order.slice(0, version).reverse(), ...order.slice(version)];
  const state = new Uint8Array(tour.flatMap((city) => [city, 0]));
  return { ...best('a', version), state };
}

function delta(from: number, to: number): JobDelta {
  const { state, ...rest } = long(to);
  return { ...rest, base: from, bytes: encodeDelta(long(from).state, state)! };
}

/** A PagePeer whose router is a list of jobs and whose events the test sends. */
class FakePeer implements Pick<PagePeer, 'call' | 'subscribe' | 'blob' | 'onStatus'> {
  jobs: Job[] = [];
  /** Default: the first. */
  current: string | null = null;
  readonly #topics = new Map<string, Set<(event: never) => void>>();
  readonly #status = new Set<(status: DonorStatus) => void>();
  /** Calls of `lehr.job.get` so far. */
  asked = 0;
  /** Calls of `lehr.job.get` wait for this. */
  gate: Promise<void> = Promise.resolve();

  async call<P extends Procedure>(procedure: P, input: unknown): Promise<Output<P>> {
    if (procedure === 'lehr.job.list') {
      const current = this.current ?? this.jobs[0]?.id ?? null;
      return { jobs: this.jobs, current } as unknown as Output<P>;
    }
    if (procedure === 'lehr.leaderboard.get') return { allTime: [], today: [] } as unknown as Output<P>;
    if (procedure === 'lehr.job.get') this.asked += 1;
    const found = this.jobs.find(({ id }) => id === (input as { id: string }).id);
    await this.gate;
    if (!found) throw new Error('no such job');
    return found as unknown as Output<P>;
  }

  subscribe(topic: string, listener: (event: never) => void): () => void {
    const listeners = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async blob(hash: string): Promise<Uint8Array> {
    return new TextEncoder().encode(
      JSON.stringify({ surface: 'plane', xy: [0, 0, 1, 0, 0, 1], names: [hash], unit: 'm' }),
    );
  }

  onStatus(listener: (status: DonorStatus) => void): () => void {
    this.#status.add(listener);
    return () => this.#status.delete(listener);
  }

  is(connection: DonorStatus['connection']): void {
    for (const listener of this.#status) listener({ connection } as DonorStatus);
  }

  emit(topic: string, event: unknown): void {
    for (const listener of this.#topics.get(topic) ?? []) listener(event as never);
  }

  listeners(topic: string): number {
    return this.#topics.get(topic)?.size ?? 0;
  }
}

function follow(jobs: Job[], following: Following = {}) {
  const peer = new FakePeer();
  peer.jobs = jobs;
  const store = new LiveStore<Live>((flush) => flush());
  const end = followJob(peer as unknown as PagePeer, store, following);
  /** Resolves when the store holds it. */
  const until = (keys: (keyof Live)[], holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return;
        stop();
        resolve();
      };
      const stop = store.listen(keys, look);
      look();
    });
  return { peer, store, end, until };
}

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

test('a best is decoded once', () => {
  const one = best('a', 1);
  expect(tourOf(one)).toBe(tourOf(one));
  expect([...tourOf(one)]).toEqual([0, 1, 2]);
});
