import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterFault, afterLie, afterReplay, NEWCOMER, replayShare, stands, type Trust } from './trust.ts';

const after = (replays: number): Trust => {
  let trust = NEWCOMER;
  for (let i = 0; i < replays; i++) trust = afterReplay(trust);
  return trust;
};

test('the curve is the one that is stated', () => {
  expect([0, 3, 4, 5, 8, 18, 1_000].map((streak) => Math.round(100 * replayShare(after(streak))))).toEqual([
    100, 100, 100, 64, 25, 5, 5,
  ]);
  expect([0, 3, 4, 100].map((streak) => stands(after(streak)))).toEqual([false, false, true, true]);
  // Tasks that an honest donor does until a twentieth is replayed.
  let tasks = 0;
  for (let streak = 0; streak < 18; streak++) tasks += 1 / replayShare(after(streak));
  expect(Math.round(tasks)).toBe(115);
});

const deed = fc.constantFrom('replay', 'fault', 'lie');

test('whatever a donor does: a twentieth at least is replayed, all of it again after a fault, and a lie is never forgotten', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      let trust = NEWCOMER;
      let share = 1;
      let lied = false;
      for (const what of deeds) {
        if (what === 'replay') trust = trust.barred ? trust : afterReplay(trust);
        if (what === 'fault') trust = afterFault(trust);
        if (what === 'lie') trust = afterLie();
        lied ||= what === 'lie';
        expect(replayShare(trust)).toBeGreaterThanOrEqual(0.05);
        expect(replayShare(trust)).toBeLessThanOrEqual(what === 'replay' ? share : 1);
        if (what === 'fault') expect(replayShare(trust)).toBe(1);
        expect(trust.barred).toBe(lied);
        if (lied) expect(stands(trust)).toBe(false);
        share = replayShare(trust);
      }
    }),
  );
});
