import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { maxCut, qubo } from './forms.ts';
import { graphs } from './graphs.test-world.ts';
import { maxcut } from './kind.ts';
import { Spins } from './spins.ts';
import { encodeSpins } from './state.ts';

describe('spins', () => {
  const spinsOf = (problem: Parameters<typeof maxcut.encode>[0], bits: number) => {
    const spins = new Spins(problem);
    spins.load(Array.from({ length: problem.n }, (_, i) => ((bits >> i) & 1 ? 1 : -1)));
    return spins;
  };
  const energyOf = (problem: Parameters<typeof maxcut.encode>[0], spins: Spins) =>
    maxcut.energy(problem, encodeSpins(spins.spin));

  test('know after any sweeps, quench and crossing what a fresh count says', () => {
    fc.assert(
      fc.property(graphs(true), fc.nat(), fc.nat(), fc.nat(40), ({ n, ...terms }, a, b, heat) => {
        const problem = qubo(n, terms);
        const spins = spinsOf(problem, a);
        const random = new Random();
        random.seed(a);
        spins.heat(heat);
        for (let i = 0; i < 3; i++) spins.sweep(0, n, random);
        spins.recombine(spinsOf(problem, b).spin);
        const fresh = new Spins(problem);
        fresh.load(spins.spin);
        expect(fresh.energy).toBe(spins.energy);
        expect(fresh.cost).toEqual(spins.cost);
      }),
    );
  });

  test('crossed with a rival are as low as the lower of the two, and everywhere like one of them or its mirror', () => {
    fc.assert(
      fc.property(graphs(), fc.nat(), fc.nat(), fc.boolean(), ({ n, ...edges }, a, b, fields) => {
        const problem = fields ? qubo(n, edges) : maxCut(n, edges);
        const mine = spinsOf(problem, a);
        const rival = spinsOf(problem, b);
        const before = mine.spin.slice();
        const most = Math.min(energyOf(problem, mine), energyOf(problem, rival));
        mine.recombine(rival.spin);
        expect(energyOf(problem, mine)).toBeLessThanOrEqual(most);
        const like = (sign: number) =>
          mine.spin.every((s, i) => s === before[i] || s === sign * rival.spin[i]);
        expect(like(1) || (!fields && like(-1))).toBe(true);
      }),
    );
  });

  test('of two halves that do not touch take the better half of each', () => {
    // Two separate edges: mine cuts only the first, the rival only the second.
    const problem = maxCut(4, { first: [0, 2], second: [1, 3], weights: [1, 1] });
    const mine = spinsOf(problem, 0b0001);
    mine.recombine(spinsOf(problem, 0b0100).spin);
    expect(energyOf(problem, mine)).toBe(-2);
  });

  test('without fields see a rival turned round as a whole as what it is', () => {
    // A ring is cut whole by turns. Mine has one vertex on the wrong side, the rival another, and all the others turned.
    const ring = { first: [...Array(12).keys()], second: [...Array(12).keys()].map((i) => (i + 1) % 12) };
    const problem = maxCut(12, { ...ring, weights: Array.from({ length: 12 }, () => 1) });
    const byTurns = 0b010101010101;
    const mine = spinsOf(problem, byTurns ^ (1 << 2));
    mine.recombine(spinsOf(problem, ~byTurns ^ (1 << 8)).spin);
    expect(energyOf(problem, mine)).toBe(-12);
  });

  test('after a quench have no flip that gains', () => {
    fc.assert(
      fc.property(graphs(), fc.nat(), ({ n, ...edges }, a) => {
        const spins = spinsOf(maxCut(n, edges), a);
        spins.quench();
        expect(Math.min(...spins.cost)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
