import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ancestors, mostBehind, reachesBeyond, type Step, stepOf } from './step.ts';

/** Steps each made of up to three before it: `inputs` are numbers to be taken from those. Where it `says`, each tells how many lie behind it at most. */
function stepsOf(inputs: readonly (readonly number[])[], says = false): Step[] {
  const steps: Step[] = [];
  for (const [i, chosen] of inputs.entries()) {
    const [into, ...parts] = i === 0 ? [] : chosen.map((at) => steps[at % i]!);
    const origin = into
      ? ({ is: 'splice', into, parts, seed: 0 } as const)
      : ({ is: 'given', behind: 0 } as const);
    const most = says ? { most: 1 + (into ? mostBehind([into, ...parts]) : 0) } : {};
    steps.push(
      stepOf({ hash: String(i), energy: i, standing: 'open', origin, depth: i, state: null, ...most }),
    );
  }
  return steps;
}

function behind(step: Step, into = new Set<Step>()): Set<Step> {
  into.add(step);
  if (step.origin.is === 'splice')
    for (const input of [step.origin.into, ...step.origin.parts]) behind(input, into);
  return into;
}

const made = fc.array(fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 });

test('all behind some steps is listed once, each before what it was made of, and counted as far as asked', () => {
  fc.assert(
    fc.property(
      made,
      fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (inputs, from, says) => {
        const steps = stepsOf(inputs, says);
        const of = from.map((at) => steps[at % steps.length]!);
        const all = new Set(of.flatMap((step) => [...behind(step)]));
        // Again and again: a walk leaves nothing behind that the next one minds.
        for (let i = 0; i < 2; i++) {
          const order = ancestors(of);
          expect(order).toHaveLength(all.size);
          expect(new Set(order)).toEqual(all);
          for (const [at, { origin }] of order.entries())
            if (origin.is === 'splice')
              for (const input of [origin.into, ...origin.parts])
                expect(order.indexOf(input)).toBeGreaterThan(at);
          expect(reachesBeyond(of, all.size)).toBe(false);
          expect(reachesBeyond(of, all.size - 1)).toBe(true);
          expect(mostBehind(of)).toBeGreaterThanOrEqual(all.size);
        }
      },
    ),
  );
});

test('what a walk is to leave out is left out with what only it leads to', () => {
  const [first, second, third] = stepsOf([[0], [0], [1]]);
  expect(ancestors([third!], (step) => step === second)).toEqual([third]);
  expect(ancestors([first!], () => true)).toEqual([]);
});
