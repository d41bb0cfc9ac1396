/** For tests of the donor: a real router and real kernels, and who orchestrates. What was opened is closed behind each test. */
import { createHash } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { afterEach } from 'vitest';
import { kinds } from '../anneal/kinds.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean } from '../anneal/tsp/problem.ts';
import { connect, type Peer } from '../peer/client.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { AnnealTask, DonorHello } from '../peer/procedures.ts';
import type { DonorLoad } from '../peer/topics.ts';
import { createRouter, type Router } from '../router-lite/index.ts';
import { annealTask, turn } from './anneal-task.test-world.ts';
import { BlobStore } from './blob-store.ts';
import { Donor } from './donor.ts';
import type { Port } from './kernel/protocol.ts';
import { serveKernel } from './kernel/serve-kernel.ts';
import type { KernelHandle } from './kernel-handle.ts';
import { PortKernel } from './port-kernel.ts';

export const PROBLEM = tsp.encode(
  euclidean(
    Float64Array.from({ length: 400 }, (_, i) => (i * 7919) % 1009),
    'nearest',
  ),
);
export const HASH = createHash('sha256').update(PROBLEM).digest('hex');
const CREDIT = { moves: 0, tasks: 0, improvements: 0 };

export const taskOf = (fields: Partial<AnnealTask> = {}) =>
  annealTask({ problem: HASH, moves: 2_000, ...fields });

export const VERSIONS = [...kinds.values()].map((kind) => kind.kernelVersion);

/** As long as anybody lets it. */
export const LONG = { moves: 1e10, millis: 600_000 };

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Realm {
  router: Router;
  readonly orchestrator: Peer;
  readonly hellos: DonorHello[];
  readonly loads: DonorLoad[];
  connect(): Peer;
  restart(): Promise<void>;
}

export async function openRealm(): Promise<Realm> {
  const rules = [
    { uri: '', match: 'prefix', allow: { call: true, register: true, publish: true, subscribe: true } },
  ] as const;
  const start = () => createRouter({ realms: { lehr: { roles: { all: { rules } }, anonymous: 'all' } } });
  let router = start();
  const join = () => {
    const peer = connect({
      link: async () => router.link({ authid: 'x', authrole: 'all' }),
      realm: 'lehr',
      reconnect: { first: 1, longest: 10 },
    });
    cleanups.push(() => peer.close());
    return peer;
  };
  cleanups.push(() => router.close());
  const orchestrator = join();
  const hellos: DonorHello[] = [];
  const loads: DonorLoad[] = [];
  await orchestrator.register('lehr.donor.hello', (hello) => {
    hellos.push(hello);
    if (hello.name === 'Barred') throw new WampError(ERRORS.barred, 'no kernel gives that');
    return { donor: 'd1', name: hello.name, credit: CREDIT };
  });
  await orchestrator.subscribe('lehr.donor.load', (load) => loads.push(load));
  return {
    get router() {
      return router;
    },
    orchestrator,
    hellos,
    loads,
    connect: join,
    async restart() {
      await router.close();
      router = start();
    },
  };
}

export function realKernel(): PortKernel {
  const { port1, port2 } = new MessageChannel();
  serveKernel(port2 as unknown as Port, turn);
  cleanups.push(() => port1.close());
  return new PortKernel(port1 as unknown as Port, {
    now: () => performance.now(),
    onMoves: () => {},
    discarded: () => {},
  });
}

interface Lent {
  readonly donor: Donor;
  readonly peer: Peer;
  /** Resolves as soon as the donor is as the test wants it. */
  until(fits: (donor: Donor) => boolean): Promise<void>;
}

export function lend(realm: Realm, kernels: readonly KernelHandle[], fetched: string[] = []): Lent {
  const waiting = new Set<() => void>();
  const peer = realm.connect();
  const donor = new Donor({
    peer,
    blobs: new BlobStore(async (hash) => {
      fetched.push(hash);
      return PROBLEM;
    }),
    versions: VERSIONS,
    profile: { token: '0'.repeat(32), name: 'Ada', cores: kernels.length, agent: 'Node 20' },
    onChange: () => {
      for (const check of [...waiting]) check();
    },
  });
  for (const kernel of kernels) donor.add(kernel);
  cleanups.push(() => donor.close());
  const until = (fits: (now: Donor) => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!fits(donor)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { donor, peer, until };
}

/** Calls until somebody serves the procedure. */
export async function anneal(realm: Realm, task: AnnealTask) {
  for (;;) {
    try {
      return await realm.orchestrator.call('lehr.compute.anneal', task);
    } catch (error) {
      if ((error as { uri?: string }).uri !== ERRORS.noSuchProcedure) throw error;
      await turn();
    }
  }
}
