/** Donors and their router in a process of their own, so that what the orchestrator's process uses is the orchestrator's. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { tsp } from '../../anneal/tsp/kind.ts';
import { type Anneal, joinAsDonor } from '../../cli/testing/realm-of-one-process.ts';
import { REALM, ROLES } from '../../orchestrator/realm.ts';
import { connect, type Peer } from '../../peer/client.ts';
import { createRouter } from '../../router-lite/index.ts';
import { answer } from '../child.ts';
import { anyTour, MOVES_PER_MILLI } from './load.ts';

interface Joining {
  readonly donors: number;
  readonly problem: Uint8Array;
  /** There is an orchestrator to say hello to; default true. */
  readonly isGreeted?: boolean;
}

/** Tasks that came since somebody asked, and what they say to take, together. */
export interface Lengths {
  tasks: number;
  millis: number;
}

/**
 * Whoever comes over the network is the orchestrator; donors join within the process. Kernel time is made up: each task takes
 * so many milliseconds as was said last. Resolves when the parent process is gone and nothing is left open.
 */
export async function crowdProcess(): Promise<void> {
  const router = createRouter({ realms: { [REALM]: { roles: ROLES, anonymous: 'orchestrator' } } });
  const server = createServer();
  router.attach(server, { path: '/ws' });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const link = async () => router.link({ realm: REALM, authid: 'kiln', authrole: 'kiln' });
  const pace = { millis: 1_000 };
  let given: Lengths = { tasks: 0, millis: 0 };
  const peers: Peer[] = [];
  await answer(async ({ ask, with: about }) => {
    if (ask === 'port') return (server.address() as AddressInfo).port;
    if (ask === 'pace') {
      pace.millis = about as number;
      return pace.millis;
    }
    if (ask === 'lengths') {
      const lengths = given;
      given = { tasks: 0, millis: 0 };
      return lengths;
    }
    const { donors, problem, isGreeted = true } = about as Joining;
    const tour = anyTour({ problem: tsp.decode(problem) });
    for (let i = 0; i < donors; i++) {
      const peer = connect({ link, realm: REALM });
      peers.push(peer);
      const answered = made(tour, pace);
      const anneal: Anneal = (task, context) => {
        given.tasks++;
        given.millis += task.millis;
        return answered(task, context);
      };
      if (isGreeted) await joinAsDonor(peer, anneal, { name: `Donor ${i}`, atHand: 1 });
      else await peer.register('lehr.compute.anneal', anneal, { invoke: 'load', concurrency: 2 });
    }
    return donors;
  });
  // They would call at a router that is no more, again and again, and the process never end.
  await Promise.all(peers.map((peer) => peer.close()));
  await router.close();
  server.close();
}

/** How long before the end of a task its donor asks for the next, as over a network of 10 ms each way (worker/lead.ts). */
const LEAD = 40;

/** Tasks take up to an eighth less or more, as the orchestrator asks for (orchestrator/task.ts): donors do not all answer at once. */
const SPREAD = 0.125;

type Tour = ReturnType<typeof anyTour>;

/** One kernel's answers, a task after the other: the same tour again and again. */
function made({ state, packed, quick, energy }: Tour, pace: { readonly millis: number }): Anneal {
  let free: Promise<void> = Promise.resolve();
  let freeSince = performance.now();
  return async (task, { progress }) => {
    const came = performance.now();
    const before = free;
    let release = () => {};
    free = new Promise<void>((resolve) => {
      release = resolve;
    });
    await before;
    const lead = Math.round(freeSince - came);
    const { millis } = pace;
    const ahead = Math.min(LEAD, millis / 2);
    const taken = millis * Math.min(1 + SPREAD, Math.max(1 - SPREAD, task.millis / 1_000));
    await setTimeout(taken - ahead);
    // As worker/donor.ts says that its task is about to end, where it is asked to.
    progress?.();
    await setTimeout(ahead);
    freeSince = performance.now();
    release();
    // In a hurry it ends by its moves: how long a task of a second takes is to be learnt from those alone.
    const isHurried = millis < task.millis / 2;
    const moves = isHurried ? task.moves : Math.min(task.moves - 1, MOVES_PER_MILLI * task.millis);
    const told = task.quick ? quick : packed;
    const found = task.packed ? { state: told.slice(), packed: true } : { state: state.slice() };
    return { task: task.task, ...found, energy, moves, lead };
  };
}
