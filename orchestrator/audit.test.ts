/** Which answers are computed again, by whom, and what follows: plain calls, the kernel's truth is a number. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnnealAnswer } from '../peer/procedures.ts';
import { type Bench, bench, exhaust, lie, party, standing, truth } from './audit.test-world.ts';
import type { ReplayCall } from './audit.ts';

describe('a newcomer', () => {
  test('is replayed with every answer, and each counts when it was', async () => {
    const it = bench();
    const ada = party('ada', 1);
    it.parties.push(ada);
    for (let seed = 1; seed <= 3; seed++) it.answer(ada, seed);
    expect(it.counted).toHaveLength(0);
    await it.judge();
    expect(it.counted.map(({ step }) => step.hash)).toEqual(['1', '2', '3']);
    expect(it.judged.map(({ seed, until }) => [seed, until])).toEqual([
      [1, 10],
      [2, 10],
      [3, 10],
    ]);
    expect(it.trust.get('ada')).toEqual({ streak: 3, barred: false });
  });

  test('that lies once is barred, and nothing of it counts', async () => {
    const it = bench();
    const eve = party('eve', 1);
    it.parties.push(eve);
    it.answer(eve, 1, lie(1));
    it.answer(eve, 2);
    await it.judge();
    expect(it.lied).toEqual([{ liar: 'eve', fallen: 2 }]);
    expect(it.counted).toEqual([]);
    expect(it.auditor.isBarred('eve')).toBe(true);
    expect(it.auditor.stats.open).toBe(0);
  });
});

describe('a donor that stands', () => {
  test('counts at once, and about as many of its answers are replayed as the curve says', async () => {
    const it = bench();
    const ada = standing(it, 'ada', 1, 40);
    standing(it, 'bob', 2);
    let replays = 0;
    for (let seed = 0; seed < 1_000; seed++) {
      it.answer(ada, seed);
      for (let call = it.auditor.next(99); call; call = it.auditor.next(99)) {
        replays++;
        call.end({ is: 'answer', output: { task: 'x', ...truth(call.input.seed) }, callee: 2 });
      }
      await it.judge();
    }
    expect(it.counted).toHaveLength(1_000);
    expect(replays + it.judged.length).toBeGreaterThan(25);
    expect(replays + it.judged.length).toBeLessThan(85);
  });

  test('that lies loses all that no replay covered', async () => {
    const it = bench();
    const eve = standing(it, 'eve', 1, 40);
    let answers = 0;
    while (it.judged.length === 0) it.answer(eve, ++answers, lie(answers));
    await it.judge();
    expect(it.lied).toEqual([{ liar: 'eve', fallen: answers }]);
  });
});

describe('a replay', () => {
  const asked = async (it: Bench, claim: () => void): Promise<ReplayCall<unknown>> => {
    await exhaust(it);
    claim();
    const calls: ReplayCall<unknown>[] = [];
    for (let call = it.auditor.next(99); call; call = it.auditor.next(99)) calls.push(call);
    return calls.find(({ input }) => input.seed < 60_000)!;
  };

  test('goes to others that stand, never to the claimant’s sessions nor to newcomers', async () => {
    const it = bench();
    const ada = standing(it, 'ada', 1, 4);
    it.parties.push(party('ada', 5), party('new', 6), party('resting', 7, { paused: true }));
    standing(it, 'bob', 2);
    const call = await asked(it, () => it.answer(ada, 7));
    expect(call.eligible).toEqual([2]);
    call.end({ is: 'answer', output: { task: '7', ...truth(7) }, callee: 2 });
    expect(it.worked).toEqual(['bob']);
    expect(it.trust.get('ada')!.streak).toBe(5);
  });

  test('by whoever does not stand counts for nothing; after three attempts the judge has it', async () => {
    const it = bench();
    const ada = standing(it, 'ada', 1, 4);
    standing(it, 'bob', 2);
    it.parties.push(party('new', 6));
    let call = await asked(it, () => it.answer(ada, 7));
    for (const callee of [6, 1, 8]) {
      call.end({ is: 'answer', output: { task: '7', ...lie(7) }, callee });
      const next = it.auditor.next(99);
      if (next) call = next;
    }
    expect(it.lied).toEqual([]);
    expect(it.trust.get('ada')).toEqual({ streak: 4, barred: false });
  });

  test.each([
    ['the claimant', lie(7), truth(7), ['ada'], ['bob']],
    ['the replayer', truth(7), lie(7), ['bob'], []],
    ['both', lie(7), { ...lie(7), energy: 99 }, ['bob', 'ada'], []],
  ])('that differs goes to the judge, who finds that %s lied', async (_, claimed, replayed, liars, paid) => {
    const it = bench();
    const ada = standing(it, 'ada', 1, 4);
    standing(it, 'bob', 2);
    const call = await asked(it, () => it.answer(ada, 7, claimed));
    call.end({ is: 'answer', output: { task: '7', ...replayed }, callee: 2 });
    await it.judge();
    expect(it.lied.map(({ liar }) => liar)).toEqual(liars);
    expect(it.worked).toEqual(paid);
  });
});

const deed = fc.record({
  donor: fc.nat(6),
  lies: fc.boolean(),
  ends: fc.array(fc.constantFrom('right', 'wrong', 'late', 'lost', 'judge', 'leave'), { maxLength: 3 }),
});

test('whatever happens: nothing counts twice, only liars are barred, and all that is open comes to an end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 80 }), async (deeds) => {
      const it = bench(deeds.length);
      const all = Array.from({ length: 7 }, (_, i) => (i < 3 ? standing(it, `d${i}`, i) : party(`d${i}`, i)));
      it.parties.push(...all.slice(3));
      const liars = new Set<string>();
      let seed = 0;
      for (const { donor, lies, ends } of deeds) {
        const by = all[donor]!;
        if (!it.auditor.isBarred(by.donor)) {
          if (lies) liars.add(by.donor);
          it.answer(by, ++seed, lies ? lie(seed) : truth(seed));
        }
        for (const end of ends) {
          if (end === 'judge') await it.judge();
          else if (end === 'leave') it.auditor.left(by.donor);
          else finish(it, it.auditor.next(2), end, liars);
        }
      }
      for (let turn = 0; turn < 2_000 && it.auditor.stats.open > 0; turn++) {
        finish(it, it.auditor.next(2), 'right', liars);
        await it.judge();
      }
      expect(it.auditor.stats.open).toBe(0);
      expect(it.auditor.openOf('j')).toBe(0);
      expect(new Set(it.counted.map(({ step }) => step.hash)).size).toBe(it.counted.length);
      for (const { liar } of it.lied) expect(liars).toContain(liar);
    }),
    { numRuns: 100 },
  );
});

function finish(
  it: Bench,
  call: ReplayCall<unknown> | null,
  how: 'right' | 'wrong' | 'late' | 'lost',
  liars: Set<string>,
): void {
  if (!call) return;
  const callee = call.eligible[0]!;
  const { seed } = call.input;
  const output: AnnealAnswer = { task: 'x', ...(how === 'wrong' ? lie(seed) : truth(seed)) };
  const by = it.parties.find(({ session }) => session === callee)!;
  if (how === 'wrong') liars.add(by.donor);
  if (how === 'lost') call.end({ is: 'lost', reason: 'left' });
  else call.end({ is: 'answer', output: how === 'late' ? { ...output, moves: 1 } : output, callee });
}
