/**
 * Forty donors that come and go at random, liars among them, on the real router: nothing hangs, nothing is lost, no lie
 * counts. LEHR_CHURN_SECONDS sets how long at least (5; 60 is the acceptance check): it ends once enough has happened.
 */
import { expect, test } from 'vitest';
import type { Kernel } from '../anneal/kind.ts';
import { finish } from '../anneal/steps.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import { unpacked } from '../anneal/unpacked.ts';
import { peerWith } from '../cli/testing/peer-with.ts';
import { type Anneal, joinAsDonor, openRealm, testJob } from '../cli/testing/realm-of-one-process.ts';
import { connect, type Peer } from '../peer/client.ts';
import { WampError } from '../peer/errors.ts';
import type { AnnealAnswer, JobBest } from '../peer/procedures.ts';
import { NOTHING_HELD } from '../router-lite/nothing-held.test-world.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import { seededRandom } from './random.ts';

const SECONDS = Number(process.env.LEHR_CHURN_SECONDS ?? 5);
const DONORS = 40;
const CITIES = 300;

const random = seededRandom(20_261_121);
const between = (least: number, most: number) => least + (random() / 2 ** 32) * (most - least);
const pause = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis));

/** What the orchestrator's calls came to. */
interface Calls {
  begun: number;
  answered: number;
  failed: number;
}

/** Every call is counted at its beginning and at its end. */
function counted(peer: Peer, calls: Calls): Peer {
  const callWithCallee: Peer['callWithCallee'] = async (procedure, input, options) => {
    calls.begun++;
    try {
      const result = await peer.callWithCallee(procedure, input, options);
      calls.answered++;
      return result;
    } catch (error) {
      calls.failed++;
      throw error;
    }
  };
  return peerWith(peer, { callWithCallee });
}

/** A weak device: the real kernel, a few moves a task, an answer after some tens of milliseconds. */
function phone(kernel: Kernel, problem: unknown): Anneal {
  return async (task) => {
    await pause(between(5, 120));
    kernel.start(finish(unpacked(tsp as never, problem, task)));
    kernel.run(Math.min(task.moves, 100));
    return { task: task.task, ...kernel.answer() };
  };
}

const LIES: readonly ((honest: AnnealAnswer) => AnnealAnswer)[] = [
  (honest) => ({ ...honest, energy: honest.energy - 1_000 }),
  (honest) => ({ ...honest, state: honest.state.slice(2) }),
  (honest) => ({ ...honest, state: new Uint8Array(honest.state.length), energy: 0 }),
  (honest) => ({ ...honest, moves: honest.moves + 2 ** 40 }),
  (honest) => ({ ...honest, task: 'another' }),
  (honest) => ({ ...honest, energy: 'short' as unknown as number }),
];

test(
  `in ${SECONDS} s of churn and more no task is lost, no call unanswered, no false tour accepted, and the router ends empty`,
  async () => {
    const store = memoryStore();
    const calls: Calls = { begun: 0, answered: 0, failed: 0 };
    const it = await openRealm(store, (peer) => counted(peer, calls));
    const spec = await testJob(store, CITIES, null);
    const problem = tsp.decode(store.getBlob(spec.problem)!);
    const kernel = tsp.createKernel(problem);
    await it.orchestrator.resume(spec);
    const { id } = it.orchestrator.current!;

    const watcher = connect({ link: it.link('viewer'), realm: 'lehr' });
    const bests: JobBest[] = [];
    await watcher.subscribe(`lehr.job.${id}.best`, (best) => bests.push(best));

    const soonest = Date.now() + SECONDS * 1_000;
    let lies = 0;
    let lives = 0;
    /** How much happens in a second is a matter of the machine. */
    const isEnough = () => {
      const { rejected, reissued, tasks } = it.orchestrator.current!.stats;
      return Date.now() >= soonest && lives > 2 * DONORS && tasks > 50 && rejected > 5 && reissued > 5;
    };
    const liarOf =
      (honest: Anneal): Anneal =>
      async (task, context) => {
        const answer = await honest(task, context);
        lies++;
        return LIES[random() % LIES.length]!(answer);
      };
    const failing: Anneal = async () => {
      await pause(between(0, 50));
      throw new WampError('lehr.error.kernel_lost', 'the tab was closed');
    };
    const donor = async (index: number): Promise<void> => {
      const honest = phone(kernel, problem);
      const anneal = index % 8 === 0 ? liarOf(honest) : index % 8 === 1 ? failing : honest;
      while (!isEnough()) {
        await pause(between(0, 300));
        const peer = connect({ link: it.link('donor'), realm: 'lehr' });
        lives++;
        const life = pause(between(200, 2_000));
        // It may be gone before it has joined: that is churn too.
        joinAsDonor(peer, anneal, { name: `Donor ${index}`, cores: 1 + (index % 3) }).catch(() => {});
        await life;
        await peer.close();
      }
    };
    await Promise.all(Array.from({ length: DONORS }, (_, index) => donor(index)));
    // All have left: one more comes and finds the work still there.
    const before = it.orchestrator.current!.stats;
    const last = connect({ link: it.link('donor'), realm: 'lehr' });
    const worked = new Promise<void>((resolve) => {
      const honest = phone(kernel, problem);
      let answers = 0;
      const anneal: Anneal = async (task, context) => {
        if (++answers > 3) resolve();
        return honest(task, context);
      };
      joinAsDonor(last, anneal, { name: 'Last' }).catch(() => {});
    });
    await worked;
    const after = it.orchestrator.current!;
    expect(after.stats.tasks).toBeGreaterThan(before.tasks);

    await last.close();
    await it.orchestrator.cancel(id);
    const job = await it.orchestrator.ended(id);
    const { allTime } = await watcher.call('lehr.leaderboard.get', {});
    await watcher.close();
    await it.close();

    // Every call came to exactly one end, and the counts add up.
    expect(calls.begun).toBe(calls.answered + calls.failed);
    expect(job.stats.inFlight).toBe(0);
    // Every lie that arrived was caught; one may be on its way when its liar leaves.
    expect(job.stats.rejected).toBeLessThanOrEqual(lies);
    for (const best of [...bests, job.best!]) expect(tsp.energy(problem, best.state)).toBe(best.energy);
    const liars = Array.from({ length: DONORS }, (_, index) => `Donor ${index}`).filter(
      (_, index) => index % 8 === 0,
    );
    for (const { name } of allTime) expect(liars).not.toContain(name);
    expect(it.router.stats()).toMatchObject(NOTHING_HELD);
  },
  // Lives of a second bring few answers where the machine has a dozen others to serve: it took 70 s so, and more than 185.
  600_000 + SECONDS * 1_000,
);
