import { describe, expect, test } from 'vitest';
import { coolingPlan } from './cooling-plan.ts';
import { Past } from './past.ts';
import { Search } from './search.ts';
import type { Point } from './strategy.ts';
import type { Task } from './task.ts';

const point = (energy: number): Point => ({ state: Uint8Array.of(energy), energy });
const few = { own: null, most: 8, chains: 1, size: 50_000, seed: 1 };

function pastOf(...points: readonly Point[]): Past {
  const past = new Past();
  for (const one of points) past.keep(one, 0.5);
  return past;
}

describe('where chains stood before', () => {
  test('joins the mates, four at most and as many as the kernel takes, none of them twice nor where the chain itself stands', () => {
    const points = Array.from({ length: 10 }, (_, i) => point(i));
    const past = pastOf(...points);
    const seen = new Set<Point>();
    for (let seed = 0; seed < 100; seed++) {
      const mates = past.join([points[0]!, points[1]!], { ...few, own: points[2]!, seed });
      expect(mates.slice(0, 2)).toEqual([points[0], points[1]]);
      expect(mates).toHaveLength(6);
      expect(new Set(mates).size).toBe(6);
      expect(mates).not.toContain(points[2]);
      for (const mate of mates) seen.add(mate);
      expect(past.join([points[0]!], { ...few, most: 3, seed })).toHaveLength(3);
    }
    expect(seen.size).toBe(9);
  });

  test('joins none where there are many chains, the problem is large, or none were kept', () => {
    expect(pastOf(point(1)).join([point(9)], few)).toHaveLength(2);
    expect(pastOf(point(1)).join([point(9)], { ...few, chains: 9 })).toHaveLength(1);
    expect(pastOf(point(1)).join([point(9)], { ...few, size: 50_001 })).toHaveLength(1);
    expect(new Past().join([], few)).toEqual([]);
  });

  test('keeps the newest two dozen, and of an earlier cooling nothing once it is hot again', () => {
    const past = pastOf(...Array.from({ length: 40 }, (_, i) => point(i)));
    const energies = Array.from({ length: 100 }, (_, seed) => past.join([], { ...few, seed })).flat();
    expect(Math.min(...energies.map(({ energy }) => energy))).toBe(16);
    past.keep(point(50), 0.1);
    expect(past.join([], few)).toEqual([]);
  });

  test('gives each chain what it has not met, the newest first, until all is met or the cooling is over', () => {
    const past = pastOf(...[1, 2, 3, 4].map(point));
    const unmet = (lane: number) => past.unmet(lane, [best], { own, most: 2 }).map(({ energy }) => energy);
    const [best, own] = [point(0), point(9)];
    past.keep(own, 0.9);
    expect([unmet(7), unmet(7), unmet(7), unmet(7)]).toEqual([[0, 4], [3, 2], [1], []]);
    expect(unmet(8)).toEqual([0, 4]);
    past.keep(point(5), 0.1);
    expect(unmet(7)).toEqual([0]);
  });

  test('forgets what turns out to be false', () => {
    const past = pastOf(point(1), point(2));
    past.forget((state) => state[0] === 1);
    expect(past.join([], few).map(({ energy }) => energy)).toEqual([2]);
  });
});

test('a chain alone takes over late what was better where it stood before, and a repeated task the same', () => {
  const budget = 10_000;
  const plan = coolingPlan(budget);
  const it = new Search({ seed: 1, plan, scale: () => 1_000, best: null, size: 50_000, mates: 8 });
  const next = (elapsed: number): Task => it.next({ now: elapsed, elapsed, target: 1 })!;
  let energy = 100;
  for (let elapsed = 0; elapsed < 0.8 * budget; elapsed += 1_000) {
    const task = next(elapsed);
    expect(task.mates).toEqual([]);
    const at = { now: elapsed, elapsed, target: 1 };
    energy--;
    it.settle(task, { is: 'verified', state: Uint8Array.of(energy), energy, moves: 10 }, at);
  }
  const late = next(0.9 * budget);
  // Since a third of the cooling it stood at 96, 95, 94, 93, and stands at 92.
  expect(late.state).toEqual(Uint8Array.of(92));
  expect(late.mates.map(([first]) => first!).sort()).toEqual([93, 94, 95, 96]);
  it.settle(late, { is: 'lost', reason: 'left' }, { now: 9_000, elapsed: 9_000, target: 1 });
  expect(next(9_000)).toEqual({ ...late, attempt: 1 });
});
