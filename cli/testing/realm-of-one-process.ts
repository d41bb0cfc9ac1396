/** For tests: router, store and orchestrator as `lehr serve` wires them, and donors that need no thread. */
import { kinds } from '../../anneal/kinds.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { euclidean } from '../../anneal/tsp/problem.ts';
import type { Judge } from '../../orchestrator/claim.ts';
import { systemClock } from '../../orchestrator/clock.ts';
import { createOrchestrator, type Orchestrator } from '../../orchestrator/orchestrator.ts';
import { seededRandom } from '../../orchestrator/random.ts';
import { FACTS, REALM, ROLES } from '../../orchestrator/realm.ts';
import { countries, world } from '../../orchestrator/world.ts';
import { connect, type InvocationContext, type Peer } from '../../peer/client.ts';
import { WampError } from '../../peer/errors.ts';
import type { LinkFactory } from '../../peer/link.ts';
import type { AnnealAnswer, AnnealTask, JobSpec } from '../../peer/procedures.ts';
import { createRouter, type Router } from '../../router-lite/index.ts';
import { memoryStore } from '../../router-lite/store/memory.ts';
import type { Store } from '../../router-lite/store/store.ts';
import { TaskRunner } from '../../worker/kernel/run-task.ts';

export interface TestRealm {
  readonly router: Router;
  readonly store: Store;
  readonly orchestrator: Orchestrator;
  /** The orchestrator's own peer. */
  readonly peer: Peer;
  readonly log: string[];
  /** A link of that role; every call opens a new session. */
  link(authrole: 'donor' | 'kiln' | 'viewer' | 'submitter' | 'orchestrator'): LinkFactory;
  close(): Promise<void>;
}

/**
 * @param wrap lets a test look at what the orchestrator does with its peer
 * @param facts the router that keeps facts, which the orchestrator then tells; null: none are kept
 */
export async function openRealm(
  store: Store = memoryStore(),
  wrap: (peer: Peer) => Peer = (peer) => peer,
  facts: Router | null = null,
): Promise<TestRealm> {
  const router = facts ?? createRouter({ realms: { [REALM]: { roles: ROLES, anonymous: 'donor' } } });
  const link = (authrole: string) => async () => router.link({ realm: REALM, authid: authrole, authrole });
  const peer = connect({ link: link('orchestrator'), realm: REALM });
  const log: string[] = [];
  const orchestrator = await createOrchestrator({
    peer: wrap(peer),
    judge: judgeHere(),
    store,
    clock: systemClock,
    random: seededRandom(7),
    world: { world, countries },
    booksFacts: facts !== null,
    log: (line) => void log.push(line),
  });
  return {
    router,
    store,
    orchestrator,
    peer,
    log,
    link,
    async close() {
      await orchestrator.close();
      await peer.close();
      if (!facts) await router.close();
    },
  };
}

/** A router that keeps facts in memory, for one realm after the other. */
export function factsRouter(): Router {
  return createRouter({ realms: { [REALM]: { roles: ROLES, anonymous: 'donor', facts: FACTS } } });
}

/** A job on n cities strewn by the seed. */
export async function testJob(store: Store, n: number, budget: number | null, seed = 1): Promise<JobSpec> {
  const random = seededRandom(seed);
  const xy = Float64Array.from({ length: 2 * n }, () => random() % 10_000);
  const view = { surface: 'plane', xy: [...xy], names: [], unit: '' };
  return {
    title: `${n} cities strewn by ${seed}`,
    kind: 'tsp',
    problem: await store.putBlob(tsp.encode(euclidean(xy, 'nearest'))),
    view: await store.putBlob(new TextEncoder().encode(JSON.stringify(view))),
    budget,
    reference: null,
  };
}

export type Anneal = (task: AnnealTask, context: InvocationContext) => Promise<AnnealAnswer>;

/** Says hello and registers, as worker/donor.ts does, with any way to answer. */
export async function joinAsDonor(
  peer: Peer,
  anneal: Anneal,
  {
    name,
    cores = 1,
    token = name,
    atHand = 0,
  }: {
    readonly name: string;
    readonly cores?: number;
    readonly token?: string;
    /** Tasks it takes beyond those it works on. */
    readonly atHand?: number;
  },
): Promise<void> {
  const hex = Buffer.from(token.padEnd(16).slice(0, 16)).toString('hex');
  await peer.call('lehr.donor.hello', {
    token: hex,
    name,
    cores,
    kernels: [tsp.kernelVersion],
    agent: 'test',
    quick: true,
  });
  await peer.register('lehr.compute.anneal', anneal, { invoke: 'load', concurrency: cores + atHand });
}

/** The real kernel, run in this thread in slices, as D's Node donors do in theirs. */
export function kernelDonor(store: Store): Anneal {
  const run = kernelHere();
  return (task, { signal }) => run(task, store.getBlob(task.problem) ?? null, signal);
}

/** As cli/judge.ts, without a thread; it gives way to the donors of this thread only now and then, or it would wait for all. */
export function judgeHere(): Judge {
  return kernelHere(50);
}

/** @param longest milliseconds in which nobody else has a turn */
function kernelHere(longest = 0) {
  let breathed = 0;
  const runner = new TaskRunner(kinds, {
    now: () => performance.now(),
    async breathe() {
      if (performance.now() - breathed < longest) return;
      await new Promise((resolve) => setImmediate(resolve));
      breathed = performance.now();
    },
  });
  return async (task: AnnealTask, problem: Uint8Array | null, signal: AbortSignal): Promise<AnnealAnswer> => {
    const reply = await runner.run(task, problem, { stopped: () => signal.aborted, onMoves: () => {} });
    if (reply.is === 'answer') return reply.answer;
    throw new WampError(reply.is === 'error' ? reply.uri : 'lehr.error.problem_unavailable', reply.is);
  };
}
