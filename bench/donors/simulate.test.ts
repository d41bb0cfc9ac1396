import { describe, expect, test } from 'vitest';
import { tsp } from '../../anneal/tsp/kind.ts';
import { euclidean } from '../../anneal/tsp/problem.ts';
import { type Instance, openJob } from './instance.ts';
import { anyTour, crowd } from './load.ts';
import { chart } from './plot.ts';
import { Simulation } from './simulate.ts';
import type { Worker, World } from './terms.ts';

const CITIES = 40;
const xy = Float64Array.from({ length: 2 * CITIES }, (_, i) => (i * 37) % 101);
const problem = euclidean(xy, 'nearest');
const instance: Instance = {
  name: 'forty',
  file: '',
  text: '',
  problem,
  bytes: tsp.encode(problem),
  optimum: 1,
};
const calm: World = { donors: 8, latency: 10, speed: 1, spread: 1, churn: 0, liars: 0, booking: 0 };
const SECONDS = 12;

describe('donors in virtual time', () => {
  test('answer as many tasks as fit into their time', async () => {
    const { tasks, lost, rejected, end } = await crowd(instance, calm, SECONDS);
    expect(lost + rejected).toBe(0);
    expect(end).toBeGreaterThanOrEqual(1_000 * SECONDS);
    // Short tasks while lanes are new and while they mate; never shorter than 20 ms and the way.
    expect(tasks).toBeGreaterThan(8 * SECONDS);
    expect(tasks).toBeLessThan((8 * 1_000 * SECONDS) / 40);
  });

  test('wait longer the farther they are', async () => {
    const near = await crowd(instance, calm, SECONDS);
    const far = await crowd(instance, { ...calm, latency: 200 }, SECONDS);
    expect(near.idle).toBeLessThan(0.2);
    expect(far.idle).toBeGreaterThan(2 * near.idle);
    expect(far.idle).toBeLessThan(1);
  });

  test('lose the task at hand when they leave, and are replaced', async () => {
    const { tasks, lost } = await crowd(instance, { ...calm, churn: 20 }, SECONDS);
    // 8 donors, each 20 times a minute, for a fifth of a minute: about 32 leave.
    expect(lost).toBeGreaterThan(10);
    expect(tasks).toBeGreaterThan(8 * SECONDS);
  });

  test('are the same fleet to one seed, whoever of them leaves or lies: who comes is as fast as who went', async () => {
    const { packed, energy } = anyTour(instance);
    const speedsIn = async (world: Partial<World>) => {
      const speeds = new Set<number>();
      const worker: Worker = {
        prepare: 0,
        async run({ task, moves, millis }, speed) {
          speeds.add(speed);
          const done = Math.min(moves, 50 * millis);
          return { answer: { task, state: packed, packed: true, energy, moves: done }, millis };
        },
      };
      await new Simulation(openJob(instance, SECONDS, 1), worker, { ...calm, spread: 20, ...world }, 1).run();
      return speeds;
    };
    const fleet = await speedsIn({});
    expect(fleet.size).toBe(calm.donors);
    expect(await speedsIn({ churn: 20 })).toEqual(fleet);
    expect(await speedsIn({ churn: 5, liars: 0.3 })).toEqual(fleet);
  });

  test('that lie are found out, and do not stop the others', async () => {
    const { tasks, rejected } = await crowd(instance, { ...calm, liars: 0.3 }, SECONDS);
    expect(rejected).toBeGreaterThan(0);
    expect(tasks).toBeGreaterThan(8 * SECONDS);
  });

  test('wait for an orchestrator that has no time for them', async () => {
    const quick = await crowd(instance, { ...calm, booking: 1 }, SECONDS);
    // Eight donors of a second a task keep it busy for two seconds of each.
    const slow = await crowd(instance, { ...calm, booking: 250 }, SECONDS);
    expect(quick.share).toBeGreaterThan(0.8);
    expect(slow.share).toBeLessThan(0.6);
    expect(slow.idle).toBeGreaterThan(0.3);
  });

  test('use a budget for annealing: what they take to get ready is none of it, and what is on its way at its end is in', async () => {
    const { packed, energy } = anyTour(instance);
    const movesWith = async (prepare: number) => {
      const job = openJob(instance, SECONDS, 1);
      const worker: Worker = {
        prepare,
        async run({ task, moves, millis }) {
          return {
            answer: { task, state: packed, packed: true, energy, moves: Math.min(moves, 50 * millis) },
            millis,
          };
        },
      };
      const { moves, end } = await new Simulation(job, worker, { ...calm, latency: 200 }, 1).run();
      expect(job.inFlight).toBe(0);
      expect(end).toBeGreaterThan(prepare + 1_000 * SECONDS);
      return moves;
    };
    const slow = await movesWith(5_000);
    expect(slow / (await movesWith(0))).toBeCloseTo(1, 1);
  });

  test('hardly wait longer where their answers are read on a beat', async () => {
    const many = { ...calm, donors: 100 };
    const each = await crowd(instance, many, 2 * SECONDS);
    const beaten = await crowd(instance, { ...many, beat: true }, 2 * SECONDS);
    expect(beaten).not.toEqual({ ...each, bookkeeping: beaten.bookkeeping });
    expect(beaten.idle).toBeLessThan(each.idle + 0.02);
  });

  test('do the same in every run', async () => {
    const world = { ...calm, spread: 20, churn: 5, liars: 0.1 };
    const once = await crowd(instance, world, SECONDS);
    const again = await crowd(instance, world, SECONDS);
    expect({ ...again, bookkeeping: 0 }).toEqual({ ...once, bookkeeping: 0 });
  });
});

test('a chart keeps all its points inside the picture', () => {
  const points = [1, 4, 16, 64].map((donors) => [donors, 3 / donors] as const);
  for (const isLogarithmic of [true, false]) {
    const svg = chart({ title: 'a < b', x: 'x', y: 'y', isLogarithmic, series: [{ name: 's', points }] });
    const [, ...circles] = svg.split('<circle cx="').map((part) => part.split('"'));
    expect(circles).toHaveLength(4);
    for (const [x, , y] of circles) {
      expect(Number(x)).toBeGreaterThanOrEqual(64);
      expect(Number(x)).toBeLessThanOrEqual(620);
      expect(Number(y)).toBeGreaterThanOrEqual(48);
      expect(Number(y)).toBeLessThanOrEqual(308);
    }
    expect(svg).toContain('a &lt; b');
  }
});

test('a chart that begins at nothing counts in even steps', () => {
  const points = [1, 4, 16, 64].map((donors) => [donors, 1.24 / donors] as const);
  const svg = chart({ title: 't', x: 'x', y: 'y', isLogarithmic: false, series: [{ name: 's', points }] });
  const labels = [...svg.matchAll(/text-anchor="end">([\d.]+)</g)].map(([, label]) => label);
  expect(labels).toEqual(['0', '0.25', '0.5', '0.75', '1', '1.25']);
});
