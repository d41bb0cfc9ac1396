/**
 * Fifty donors in virtual time, twenty-fold in speed, that come and go, a twentieth of them liars of nine sorts who come back
 * under a fresh name when they are caught. LEHR_CHAOS_SECONDS sets how long (180 of virtual time), LEHR_CHAOS_SEED the seed.
 */
import { expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { testJob } from '../cli/testing/realm-of-one-process.ts';
import type { AnnealAnswer, Leaderboard } from '../peer/procedures.ts';
import { memoryStore } from '../router-lite/store/memory.ts';
import { createOrchestrator } from './orchestrator.ts';
import { seededRandom } from './random.ts';
import { replayResult } from './replay.ts';
import { type Manner, Swarm, type SwarmDonor } from './testing/swarm.ts';

const SECONDS = Number(process.env.LEHR_CHAOS_SECONDS ?? 180);
const SEED = Number(process.env.LEHR_CHAOS_SEED ?? 20_261_121);
const DONORS = 50;
const CITIES = 250;
/** Of each donor, a minute. */
const CHURN = 0.25;
/** Moves per millisecond of the fastest; the slowest have a twentieth. */
const FASTEST = 0.12;

/** Seconds a liar stays of one sort when nobody catches it: all sorts have their turn. */
const LONGEST_LIFE = 40;

const honest: Manner = (task, truth) => truth(task);

/** What was answered last by anybody, for those who copy. */
let overheard: AnnealAnswer | null = null;

const SORTS: Readonly<Record<string, (swarm: Swarm) => Manner>> = {
  'a wrong energy': () => (task, truth) => ({ ...truth(task), energy: truth(task).energy - 1 }),
  'no permutation': () => (task, truth) => {
    const answer = truth(task);
    return { ...answer, state: new Uint8Array(answer.state.length) };
  },
  'the start, as if much was done': (swarm) => (task, truth) => {
    const { state, energy } = swarm.run({ ...task, until: null }, 1);
    return { task: task.task, state, energy, moves: truth(task).moves };
  },
  'fewer moves than it claims': (swarm) => (task, truth) => {
    const { moves } = truth(task);
    return { ...swarm.run({ ...task, until: null }, Math.ceil(moves / 3)), moves };
  },
  'a shorter tour, of other software': (swarm) => (task, truth) => {
    const { moves } = truth(task);
    return {
      ...swarm.run({ ...task, seed: 1, until: null, schedule: { from: 0, to: 0 } }, moves * 4),
      moves,
    };
  },
  'its last answer once more': () => {
    let last: AnnealAnswer | null = null;
    return (task, truth) => {
      const again = last;
      last = truth(task);
      return again ? { ...again, moves: Math.min(again.moves, task.moves) } : last;
    };
  },
  'an answer of somebody else': () => (task, truth) =>
    overheard ? { ...overheard, task: task.task, moves: Math.min(overheard.moves, task.moves) } : truth(task),
  'lies only when it is trusted': (swarm) => {
    let answers = 0;
    return (task, truth) =>
      task.until !== null || ++answers < 40
        ? truth(task)
        : SORTS['fewer moves than it claims']!(swarm)(task, truth);
  },
  'false replays': (swarm) => (task, truth) =>
    task.until === null ? truth(task) : { ...swarm.run({ ...task, seed: 2 }, task.until), moves: task.until },
};

interface Life {
  readonly index: number;
  readonly isLiar: boolean;
  token: string;
  sort: string | null;
  /** Seconds it has been of this sort. */
  age: number;
  donor: SwarmDonor | null;
}

test(`${SECONDS} s of churn and lies: nothing false is on record, no task is lost, no honest donor is barred`, async () => {
  const random = seededRandom(SEED);
  const chance = () => random() / 2 ** 32;
  const store = memoryStore();
  const spec = await testJob(store, CITIES, null);
  const problem = store.getBlob(spec.problem)!;
  const swarm = new Swarm(random, () => problem);
  const { clock } = swarm;
  const log: string[] = [];
  const orchestrator = await createOrchestrator({
    peer: swarm.peer,
    store,
    clock,
    random: seededRandom(SEED + 1),
    log: (line) => log.push(line),
    judge: (task) =>
      // As fast as the fastest donor.
      new Promise((resolve) =>
        clock.after(task.until! / FASTEST, () => resolve(swarm.run(task, task.until!))),
      ),
  });
  await orchestrator.submit(spec);
  const { id } = orchestrator.current!;

  const sorts = Object.keys(SORTS);
  let tokens = 0;
  const liars = new Map<string, { readonly name: string; readonly sort: string; lies: number }>();
  const freshToken = () => (++tokens).toString(16).padStart(32, '0');

  function join(life: Life): void {
    const { index } = life;
    if (life.isLiar && life.sort === null) {
      life.sort = sorts[liars.size % sorts.length]!;
      life.age = 0;
      life.token = freshToken();
      const name = `Liar ${liars.size} ${life.sort}`.slice(0, 24).trim();
      liars.set(life.token, { name, sort: life.sort, lies: 0 });
    }
    const told = liars.get(life.token);
    const manner = life.sort === null ? honest : SORTS[life.sort]!(swarm);
    life.donor = swarm.join({
      token: life.token,
      name: told?.name ?? `Donor ${index}`,
      speed: Math.max(FASTEST / 20, FASTEST / (index + 1) ** 0.8),
      kernels: 1 + (index % 3 === 0 ? 1 : 0),
      manner: (task) => {
        const right = swarm.run(task, Math.max(1, Math.floor(life.donor!.speed * task.millis)));
        const answer = manner(task, () => right);
        if (told && (answer.energy !== right.energy || Buffer.compare(answer.state, right.state) !== 0))
          told.lies++;
        overheard = right;
        return answer;
      },
    });
    if (!life.donor) life.sort = null;
  }

  const lives: Life[] = Array.from({ length: DONORS }, (_, index) => ({
    index,
    isLiar: index % 20 === 7,
    token: freshToken(),
    sort: null,
    age: 0,
    donor: null,
  }));
  for (const life of lives) join(life);
  const settling = 0.6 * SECONDS;
  let before = orchestrator.replays;
  for (let second = 0; second < SECONDS; second++) {
    await clock.advance(1_000);
    if (second === Math.floor(settling)) before = orchestrator.replays;
    for (const life of lives) {
      if (life.donor && !life.donor.isGone && chance() < CHURN / 60) swarm.leave(life.donor.session);
      // Sent away or barred, or of one sort for long: a liar comes back as somebody else.
      if (life.donor?.isExpelled || ++life.age > LONGEST_LIFE) {
        if (life.isLiar && life.donor && !life.donor.isGone) swarm.leave(life.donor.session);
        life.sort = null;
      }
      if ((!life.donor || life.donor.isGone) && chance() < 0.2) join(life);
    }
  }
  const after = orchestrator.replays;
  // The honest finish what was begun.
  for (const life of lives) {
    if (life.isLiar && life.donor) swarm.leave(life.donor.session);
    else if (!life.isLiar && life.donor!.isGone) join(life);
  }
  await clock.advance(15_000);
  const owed = [...swarm.owed];
  const job = await orchestrator.cancel(id);
  // Replays that are under way still come to their end.
  await clock.advance(30_000);

  // On record are true tours only, and how the last came to be can be computed again.
  const decoded = tsp.decode(problem);
  expect(swarm.bests.length).toBeGreaterThan(1);
  for (const best of swarm.bests) expect(tsp.energy(decoded, best.state)).toBe(best.energy);
  const { best, proof } = orchestrator.proof(id);
  const verdict = replayResult(
    tsp as never,
    { title: '', problem, best: best!, proof: proof! },
    { onMoves: () => {} },
  );
  expect(verdict).toMatchObject({ holds: true, energy: job.best!.energy });

  // Whoever lied is barred and has no credit; nobody else is.
  const barred = log
    .filter((line) => line.includes('was caught in a lie'))
    .map((line) => line.split(' was caught')[0]!);
  expect(barred.filter((name) => name.startsWith('Donor'))).toEqual([]);
  const uncaught = [...liars.values()].filter(
    ({ name, sort, lies }) => lies > 0 && sort !== 'its last answer once more' && !barred.includes(name),
  );
  const { allTime } = swarm.ask('lehr.leaderboard.get', {}) as Leaderboard;
  for (const { name } of allTime) expect(barred).not.toContain(name);
  const overhead = (after.moves - before.moves) / (after.claimed - before.claimed);
  console.log(
    `chaos: ${job.stats.tasks} tasks, ${liars.size} liars, ${after.lies} caught, replays ${after.replays} ` +
      `(${((100 * after.moves) / after.claimed).toFixed(1)} % of all moves, ${(100 * overhead).toFixed(1)} % in steady state), ` +
      `judge ${(after.judgeMillis / 1_000).toFixed(0)} s, uncaught ${JSON.stringify(uncaught)}`,
  );
  expect(uncaught.reduce((sum, { lies }) => sum + lies, 0)).toBeLessThanOrEqual(25);
  expect(new Set(barred).size).toBeGreaterThanOrEqual(sorts.length - 1);

  // No task is lost, no call without its end.
  expect(owed).toEqual([]);
  expect(swarm.calls.ended).toBe(swarm.calls.begun);
  expect(job.stats.inFlight).toBe(0);

  expect(overhead).toBeLessThanOrEqual(0.1);
  await orchestrator.close();
});
