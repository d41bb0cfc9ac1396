import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlanPage, planKernels } from './plan-kernels.ts';

const page = (id: string, fields: Partial<PlanPage> = {}): PlanPage => ({
  id,
  visible: true,
  since: Number(id.replace(/\D/g, '')) || 0,
  kernels: 0,
  lends: true,
  ...fields,
});

const pages = fc
  .array(fc.record({ visible: fc.boolean(), since: fc.nat(50), kernels: fc.nat(8), lends: fc.boolean() }), {
    maxLength: 8,
  })
  .map((list) => list.map((fields, index) => ({ ...fields, id: `p${index}` })));

const sum = (plan: ReadonlyMap<string, number>) => [...plan.values()].reduce((all, count) => all + count, 0);

describe('the plan of kernels over pages', () => {
  test('always adds up to the total when any page lends, and to nothing when none does', () => {
    fc.assert(
      fc.property(pages, fc.nat(32), (all, total) => {
        const plan = planKernels(all, total);
        expect(sum(plan)).toBe(all.some(({ lends }) => lends) ? total : 0);
        for (const { id, lends } of all) if (!lends) expect(plan.get(id)).toBe(0);
      }),
    );
  });

  test('moves nothing: it adds to no page while it takes from another', () => {
    fc.assert(
      fc.property(pages, fc.nat(32), (all, total) => {
        const plan = planKernels(all, total);
        const steps = all
          .filter(({ lends }) => lends)
          .map(({ id, kernels }) => (plan.get(id) ?? 0) - kernels);
        const added = steps.some((step) => step > 0);
        const taken = steps.some((step) => step < 0);
        expect(added && taken).toBe(false);
      }),
    );
  });

  test('stands still once it is carried out', () => {
    fc.assert(
      fc.property(pages, fc.nat(32), (all, total) => {
        const plan = planKernels(all, total);
        const after = all.map((one) => ({ ...one, kernels: plan.get(one.id) ?? 0 }));
        expect(planKernels(after, total)).toEqual(plan);
      }),
    );
  });

  test('spreads new kernels as evenly as it can', () => {
    fc.assert(
      fc.property(pages, fc.nat(32), (all, total) => {
        const empty = all.map((one) => ({ ...one, kernels: 0, lends: true }));
        const counts = [...planKernels(empty, total).values()];
        if (counts.length > 0) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('the order of pages does not matter', () => {
    fc.assert(
      fc.property(pages, fc.nat(32), (all, total) => {
        const plan = planKernels(all, total);
        const reversed = planKernels([...all].reverse(), total);
        for (const { id } of all) expect(reversed.get(id)).toBe(plan.get(id));
      }),
    );
  });

  test('a visible page is preferred to a hidden one, an old one to a young one', () => {
    const plan = planKernels([page('p1', { visible: false }), page('p3'), page('p2')], 1);
    expect(Object.fromEntries(plan)).toEqual({ p1: 0, p2: 1, p3: 0 });
  });

  test('when a page goes, the others take over', () => {
    const before = planKernels([page('p1'), page('p2'), page('p3')], 4);
    const left = ['p2', 'p3'].map((id) => page(id, { kernels: before.get(id) ?? 0 }));
    expect(Object.fromEntries(planKernels(left, 4))).toEqual({ p2: 2, p3: 2 });
  });

  test('Stop leaves none anywhere', () => {
    expect(sum(planKernels([page('p1', { kernels: 3 }), page('p2', { kernels: 1 })], 0))).toBe(0);
  });
});
