import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProofStep } from '../peer/proof.ts';
import { Provenance } from './provenance.ts';
import type { Point } from './strategy.ts';

let made = 0;
const point = (): Point => ({ state: Uint8Array.of(made & 255, ++made >>> 8), energy: made });
const task = { scope: null, state: null, mates: [], seed: 1, schedule: { from: 2, to: 1 }, moves: 10 };

function chain(it: Provenance, length: number, start: Point | null = null): Point[] {
  const points: Point[] = [];
  for (let i = 0; i < length; i++) {
    const end = point();
    it.answered({ ...task, state: (points.at(-1) ?? start)?.state ?? null }, { ...end, moves: 7 }, 'Ada');
    points.push(end);
  }
  return points;
}

/** Every step names earlier ones only. */
function indicesOf(step: ProofStep): readonly number[] {
  if (step.is === 'task') return step.from === null ? step.mates : [step.from, ...step.mates];
  return step.is === 'splice' ? [step.into, ...step.parts] : [];
}

describe('a chain', () => {
  test('is told from the kernel’s own start to its end', () => {
    const it = new Provenance();
    const points = chain(it, 3);
    const steps = it.proof(points[2]!);
    expect(steps.map((step) => step.is === 'task' && step.from)).toEqual([null, 0, 1]);
    expect(steps[2]).toMatchObject({ is: 'task', until: 7, moves: 10, by: 'Ada', replayed: false });
    expect(steps.at(-1)!.energy).toBe(points[2]!.energy);
  });

  test('of any length keeps its last 64 steps and no more than 128, behind a state that is given', () => {
    const it = new Provenance();
    const points = chain(it, 1_000);
    for (const end of points.filter((_, i) => i % 37 === 0)) {
      const steps = it.proof(end);
      expect(steps.length).toBeLessThanOrEqual(129);
    }
    const steps = it.proof(points.at(-1)!);
    expect(steps.length).toBeGreaterThanOrEqual(64);
    expect(steps[0]).toMatchObject({ is: 'given', state: points[895]!.state, behind: 896 });
    expect(steps.filter(({ is }) => is === 'given')).toHaveLength(1);
  });

  test('is shorter where there are very many', () => {
    const it = new Provenance();
    it.chains(10_000);
    expect(it.proof(chain(it, 100).at(-1)!).length).toBeLessThanOrEqual(9);
  });

  test('begins with a given state where nobody told where it came from', () => {
    const it = new Provenance();
    const start = point();
    const steps = it.proof(chain(it, 1, start)[0]!);
    expect(steps).toMatchObject([
      { is: 'given', state: start.state, energy: null, behind: 0 },
      { is: 'task', from: 0 },
    ]);
  });
});

describe('standing', () => {
  test('a state is open as long as one step behind it is, and false as soon as one is', () => {
    const it = new Provenance();
    const [a, b, c] = chain(it, 3) as [Point, Point, Point];
    expect(it.standing(c)).toBe('open');
    for (const each of [a, c]) it.confirm(it.of(each), 'counted');
    expect([a, b, c].map((each) => it.standing(each))).toEqual(['sound', 'open', 'open']);
    it.confirm(it.of(b), 'replayed');
    expect(it.standing(c)).toBe('sound');
    it.falsify(it.of(b));
    expect([a, b, c].map((each) => it.standing(each))).toEqual(['sound', 'false', 'false']);
    it.confirm(it.of(b), 'counted');
    expect(it.standing(c)).toBe('false');
  });

  test('a state put together is as its worst part', () => {
    const it = new Provenance();
    const [a] = chain(it, 1) as [Point];
    const [b] = chain(it, 1) as [Point];
    const child = point();
    it.spliced(child, a, [b], 5);
    it.confirm(it.of(a), 'counted');
    expect(it.standing(child)).toBe('open');
    it.confirm(it.of(b), 'counted');
    expect(it.standing(child)).toBe('sound');
    it.falsify(it.of(a));
    expect(it.standing(child)).toBe('false');
  });
});

test.each([
  [40, 513],
  [20, 129],
])(
  'chains that mate are told from states that are given, some steps back: of %i no more than %i steps',
  (count, most) => {
    const it = new Provenance();
    it.chains(count);
    const lanes = chain(it, 1).concat(Array.from({ length: count - 1 }, () => chain(it, 1)[0]!));
    for (const lane of lanes) it.confirm(it.of(lane), 'counted');
    for (let i = 0; i < 4_000; i++) {
      const at = (i * 17) % count;
      const mates = [1, 2, 3, 4].map((far) => lanes[(at + far * (1 + (i % 9))) % count]!.state);
      const end = point();
      it.confirm(
        it.answered({ ...task, state: lanes[at]!.state, mates }, { ...end, moves: 7 }, 'Ada'),
        'counted',
      );
      lanes[at] = end;
      if (i < 200 || i % 17 > 0) continue;
      const steps = it.proof(end);
      expect(steps.length).toBeLessThanOrEqual(most);
      expect(steps.length).toBeGreaterThan(3);
      expect(steps.some(({ is }) => is === 'given')).toBe(true);
    }
  },
);

const deed = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('task' as const),
      from: fc.nat(),
      mates: fc.array(fc.nat(), { maxLength: 4 }),
    }),
  },
  fc.record({ do: fc.constant('splice' as const), from: fc.array(fc.nat(), { minLength: 2, maxLength: 5 }) }),
);

test('whatever is made of what: a proof is bounded, names earlier steps only, and ends in the state asked for', () => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 1, maxLength: 400 }), (deeds) => {
      const it = new Provenance();
      const points: Point[] = [point()];
      const at = (pick: number) => points[points.length - 1 - (pick % Math.min(8, points.length))]!;
      for (const what of deeds) {
        const end = point();
        if (what.do === 'task') {
          const mates = what.mates.map((mate) => at(mate).state);
          const step = it.answered(
            { ...task, state: at(what.from).state, mates },
            { ...end, moves: 7 },
            'Ada',
          );
          it.confirm(step, 'counted');
        }
        if (what.do === 'splice') it.spliced(end, at(what.from[0]!), what.from.slice(1).map(at), 1);
        points.push(end);
      }
      const steps = it.proof(points.at(-1)!);
      expect(steps.length).toBeLessThanOrEqual(1_200);
      if (points.length > 1) expect(steps.length).toBeGreaterThan(1);
      expect(steps.at(-1)!.energy).toBe(points.at(-1)!.energy);
      for (const [i, step] of steps.entries())
        for (const input of indicesOf(step)) expect(input).toBeLessThan(i);
    }),
    { numRuns: 60 },
  );
});
