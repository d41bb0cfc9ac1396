/** For tests: a router that is a list of jobs, and who follows it. */
import { encodeDelta } from '../../peer/delta.ts';
import type { Job, JobBest, JobDelta, Output, Procedure } from '../../peer/procedures.ts';
import type { DonorStatus, PagePeer } from '../../worker/api.ts';
import { type Following, followJob, type Live } from './live-job.ts';
import { LiveStore } from './live-store.ts';

export const STATS = {
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

export function job(id: string, more: Partial<Job> = {}): Job {
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

export function best(of: string, version: number): JobBest {
  const state = Uint8Array.of(0, 0, 1, 0, 2, 0);
  return { job: of, version, energy: 1000 - version, state, by: 'Ada', elapsed: version, temperature: 1 };
}

/** A best as a whole. */
export function key(of: string, version: number): JobDelta {
  const { state, ...rest } = best(of, version);
  return { ...rest, base: null, bytes: state };
}

/** 100 cities of which the first `version` stand the other way round. */
export function long(version: number): JobBest {
  const order = Array.from({ length: 100 }, (_, i) => i);
  const tour = [...order.slice(0, version).reverse(), ...order.slice(version)];
  const state = new Uint8Array(tour.flatMap((city) => [city, 0]));
  return { ...best('a', version), state };
}

export function delta(from: number, to: number): JobDelta {
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

export function follow(jobs: Job[], following: Following = {}) {
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
