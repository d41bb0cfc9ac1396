/** What donors cost the orchestrator. Their answers are made up here, since kernels are not what is measured. */
import { tsp } from '../../anneal/tsp/kind.ts';
import { encodeTour } from '../../anneal/tsp/state.ts';
import { type Anneal, joinAsDonor, openRealm, testJob } from '../../cli/testing/realm-of-one-process.ts';
import type { Task } from '../../orchestrator/task.ts';
import { connect, type Peer } from '../../peer/client.ts';
import type { AnnealAnswer, AnnealTask } from '../../peer/procedures.ts';
import { type Instance, openJob, SOMEBODY } from './instance.ts';
import { type Result, Simulation, type World } from './simulate.ts';

const MOVES_PER_MILLI = 50;
/** One cooling. */
const BUDGET_SECONDS = 15;
const CITIES = 2_000;

export function cpuSeconds(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/**
 * Tasks a CPU second through one job's bookkeeping, with `donors` tasks out all the time, over a whole cooling: choose the
 * next, write it, check the answer (a tour of the instance, measured each time), book it and let it count.
 */
export function bookkeepingSpeed(instance: Instance, donors: number, tasks: number): number {
  const job = openJob(instance, BUDGET_SECONDS, 1);
  const { state, energy } = anyTour(instance);
  const out: Task[] = [];
  let begin: NodeJS.CpuUsage | undefined;
  job.work(0, 1);
  for (let i = 0; i < tasks; i++) {
    // The first answers make the problem's distances and its temperature: once a job, and not what is asked here.
    if (i === donors) begin = process.cpuUsage();
    const now = (i / tasks) * (BUDGET_SECONDS * 1_000 - 1);
    job.work(now, 1);
    for (let task = job.next(now, donors); task; task = job.next(now, donors)) {
      job.wire(task);
      out.push(task);
    }
    // Donors differ in speed: not the oldest task ends first.
    const [task] = out.splice((i * 7_919) % out.length, 1);
    if (!task) throw new Error('the job has nothing to give out');
    const moves = Math.min(task.moves, MOVES_PER_MILLI * task.millis);
    const outcome = job.verify(task, { task: task.id, state, energy, moves } satisfies AnnealAnswer);
    const { step, improved } = job.settle(task, outcome, { by: 'a donor', now, lanes: donors });
    if (step) job.count({ job, step, moves, improved, by: SOMEBODY }, now);
  }
  return (tasks - donors) / cpuSeconds(begin);
}

/** A simulated job whose donors answer each task in its time with the same tour: what they wait, and nothing about tours. */
export function crowd(instance: Instance, world: World, seconds: number): Promise<Result> {
  const tour = anyTour(instance);
  const worker = {
    prepare: 0,
    async run({ task, moves, millis }: AnnealTask, speed: number) {
      const done = Math.max(1, Math.min(moves, Math.round(MOVES_PER_MILLI * millis * speed)));
      return { answer: { task, ...tour, moves: done }, millis };
    },
  };
  return new Simulation(openJob(instance, seconds, 1), worker, world, 1).run();
}

function anyTour({ problem }: Instance): { readonly state: Uint8Array; readonly energy: number } {
  const state = encodeTour(Int32Array.from({ length: problem.n }, (_, i) => i));
  return { state, energy: tsp.energy(problem, state) };
}

/**
 * Share of a core that a whole house uses for `donors` that answer each task after its time: orchestrator, router and, as they
 * run in this process, the donors' own ends of the connections, so that the truth is less. Real time.
 */
export async function houseLoad(donors: number, seconds: number): Promise<number> {
  const realm = await openRealm();
  const spec = await testJob(realm.store, CITIES, null);
  const state = encodeTour(Int32Array.from({ length: CITIES }, (_, i) => i));
  const energy = tsp.energy(tsp.decode(realm.store.getBlob(spec.problem)!), state);
  const anneal: Anneal = async (task) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const moves = Math.min(task.moves, MOVES_PER_MILLI * task.millis);
    return { task: task.task, state: state.slice(), energy, moves };
  };
  await realm.orchestrator.resume(spec);
  const peers: Peer[] = [];
  for (let i = 0; i < donors; i++) {
    const peer = connect({ link: realm.link('kiln'), realm: 'lehr' });
    peers.push(peer);
    await joinAsDonor(peer, anneal, { name: `Donor ${i}` });
  }
  // Past the joining, and the first short tasks.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const begin = process.cpuUsage();
  const wall = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const share = cpuSeconds(begin) / ((performance.now() - wall) / 1_000);
  await Promise.all(peers.map((peer) => peer.close()));
  await realm.close();
  return share;
}
