/** What donors cost the orchestrator. Their answers are made up here, since kernels are not what is measured. */
import { tsp } from '../../anneal/tsp/kind.ts';
import { beatSocket } from '../../cli/beat-socket.ts';
import { testJob } from '../../cli/testing/realm-of-one-process.ts';
import { systemClock } from '../../orchestrator/clock.ts';
import { createOrchestrator } from '../../orchestrator/orchestrator.ts';
import { REALM } from '../../orchestrator/realm.ts';
import type { Task } from '../../orchestrator/task.ts';
import { Beat } from '../../peer/beat.ts';
import { connect } from '../../peer/client.ts';
import type { AnnealAnswer, AnnealTask } from '../../peer/procedures.ts';
import { webSocketLink } from '../../peer/web-socket-link.ts';
import { memoryStore } from '../../router-lite/store/memory.ts';
import { Child } from '../child.ts';
import type { Lengths } from './crowd-process.ts';
import { type Instance, openJob, SOMEBODY } from './instance.ts';
import { Simulation } from './simulate.ts';
import { answerOf, outputOf, type Result, type World } from './terms.ts';

export const MOVES_PER_MILLI = 50;
/** One cooling. */
const BUDGET_SECONDS = 15;
export const CITIES = 2_000;
/** What donors take for a task, and what they take until the orchestrator's code is hot. */
const TASK_MILLIS = 1_000;
export const HURRY_MILLIS = 15;
const HOT_TASKS = 40_000;
/** Each as long as a scavenge and a turn or two of all that is told once a second; what is reported is their median. */
const WINDOWS = 3;
/** How far a second's tasks may be from a second, as a share; and how many times as many seconds are looked at. */
const OF_A_SECOND = 0.125;
const PATIENCE = 6;

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
  const { packed, quick, energy } = anyTour(instance);
  while (!job.parcels.prepare());
  const out: { readonly task: Task; readonly sent: AnnealTask }[] = [];
  let begin: NodeJS.CpuUsage | undefined;
  job.work(0, 1);
  for (let i = 0; i < tasks; i++) {
    // The first answers make the problem's distances and its temperature: once a job, and not what is asked here.
    if (i === donors) begin = process.cpuUsage();
    const now = (i / tasks) * (BUDGET_SECONDS * 1_000 - 1);
    job.work(now, 1);
    for (let task = job.next(now, donors); task; task = job.next(now, donors)) {
      out.push({ task, sent: job.parcels.send(job.wire(task), true) });
    }
    // Donors differ in speed: not the oldest task ends first.
    const [ended] = out.splice((i * 7_919) % out.length, 1);
    if (!ended) throw new Error('the job has nothing to give out');
    const { task, sent } = ended;
    const moves = Math.min(task.moves, MOVES_PER_MILLI * task.millis);
    const state = sent.quick ? quick : packed;
    const answer: AnnealAnswer = { task: task.id, state, packed: true, energy, moves };
    const outcome = job.verify(task, outputOf(job.parcels.receive(sent, answerOf(answer))));
    const { step, improved } = job.settle(task, outcome, { by: 'a donor', now, lanes: donors });
    if (step) job.count({ job, step, moves, improved, by: SOMEBODY }, now);
  }
  return (tasks - donors) / cpuSeconds(begin);
}

/**
 * A simulated job whose donors answer each task in its time with the same tour: what they wait, and nothing about tours.
 * `share`: the moves that were booked, of those that they could have done.
 */
export async function crowd(
  instance: Instance,
  world: World,
  seconds: number,
): Promise<Result & { readonly share: number }> {
  const { packed, energy } = anyTour(instance);
  const worker = {
    prepare: 0,
    async run({ task, moves, millis }: AnnealTask, speed: number) {
      const done = Math.max(1, Math.min(moves, Math.round(MOVES_PER_MILLI * millis * speed)));
      return { answer: { task, state: packed, packed: true, energy, moves: done }, millis };
    },
  };
  const result = await new Simulation(openJob(instance, seconds, 1), worker, world, 1).run();
  return { ...result, share: result.moves / (MOVES_PER_MILLI * world.donors * result.end) };
}

/** A tour that is as easy to pack as those of donors. */
export function anyTour({ problem }: Pick<Instance, 'problem'>) {
  const kernel = tsp.createKernel(problem);
  kernel.start({ seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: 1 });
  kernel.run(1);
  const { state, energy } = kernel.answer();
  const { pack, packQuick } = tsp.packing!;
  return { state, energy, packed: pack(problem, state), quick: packQuick(problem, state) };
}

export interface Load {
  /** Share of a core. */
  readonly core: number;
  /** Answers booked a second. */
  readonly tasks: number;
}

/**
 * Share of a core that the orchestrator's process uses, its end of the WebSocket included, for `donors` in another process that
 * take a second for each task. Real time, CPU counted. Its code is hot, as after seven minutes of service: at a hundred tasks a
 * second V8 compiles for as long, and what that costs is no matter of donors. So they hurry at first.
 */
export async function orchestratorLoad(
  donors: number,
  seconds: number,
  argv: readonly string[],
): Promise<Load> {
  const child = new Child('crowd', argv);
  const store = memoryStore();
  const beat = new Beat();
  const peer = connect({
    link: webSocketLink(`ws://127.0.0.1:${await child.ask<number>('port')}/ws`, beatSocket(beat)),
    realm: REALM,
    beat,
  });
  const judge = () => Promise.reject(new Error('donors of the house are not replayed'));
  const orchestrator = await createOrchestrator({
    peer,
    beat,
    judge,
    store,
    clock: systemClock,
    log: console.error,
  });
  try {
    const spec = await testJob(store, CITIES, null);
    await orchestrator.resume(spec);
    await child.ask('pace', HURRY_MILLIS);
    await child.ask('join', { donors, problem: store.getBlob(spec.problem)! });
    return await hotLoad(child, seconds, () => orchestrator.current?.stats.tasks ?? 0);
  } finally {
    await orchestrator.close();
    await peer.close();
    await store.close();
    child.stop();
  }
}

/**
 * What this process uses once its code is hot and the crowd has slowed down to its pace, over so many seconds in which the tasks
 * given out were of a second: at the end of a cooling they are shorter, and a crowd that takes its second for them all the same
 * is none that there could be. `tasks`: answers so far.
 */
export async function hotLoad(child: Child, seconds: number, tasks: () => number): Promise<Load> {
  while (tasks() < HOT_TASKS) await pause(100);
  await child.ask('pace', TASK_MILLIS);
  // Past the last of the hurried answers, and what was put off for them.
  await pause(2 * TASK_MILLIS);
  const full: Load[] = [];
  await child.ask<Lengths>('lengths');
  for (let passed = 0; full.length < seconds; passed++) {
    if (passed === PATIENCE * seconds)
      throw new Error(`tasks were of a second in ${full.length} of ${passed} seconds, and not in ${seconds}`);
    const load = await loadOfSecond(tasks);
    const { tasks: count, millis } = await child.ask<Lengths>('lengths');
    if (Math.abs(millis / count / TASK_MILLIS - 1) <= OF_A_SECOND) full.push(load);
  }
  const each = seconds / WINDOWS;
  const windows = Array.from({ length: WINDOWS }, (_, i) => meanOf(full.slice(i * each, (i + 1) * each)));
  return windows.sort((a, b) => a.core - b.core)[WINDOWS >> 1]!;
}

async function loadOfSecond(tasks: () => number): Promise<Load> {
  const begin = process.cpuUsage();
  const wall = performance.now();
  const before = tasks();
  await pause(1_000);
  const passed = (performance.now() - wall) / 1_000;
  return { core: cpuSeconds(begin) / passed, tasks: (tasks() - before) / passed };
}

function meanOf(loads: readonly Load[]): Load {
  const mean = (of: (load: Load) => number) => loads.reduce((sum, load) => sum + of(load), 0) / loads.length;
  return { core: mean(({ core }) => core), tasks: mean(({ tasks }) => tasks) };
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
