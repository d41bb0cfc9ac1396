import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Foresight } from './foresight.ts';

interface Donor {
  readonly name: string;
}

const MILLIS = 1_000;

/**
 * A donor of one kernel: its tasks take `MILLIS · stretch` by the clock, messages `way / 2`. Each next task goes out when the
 * foresight says so, or else when the answer is here. Returns by how much each task came before the kernel was free.
 */
function leadsOf({ way, stretch, tasks }: { way: number; stretch: (task: number) => number; tasks: number }) {
  const foresight = new Foresight<number, Donor>();
  const donor = { name: 'a donor' };
  const leads: number[] = [];
  let freeAt = way / 2 + MILLIS * stretch(0);
  let sentAt = 0;
  for (let call = 0; call < tasks; call++) {
    const answerAt = freeAt + way / 2;
    // The first time its donor says that the task ends; from then on it is foreseen.
    if (call === 0) sentAt = freeAt - way;
    else {
      let due = foresight.nextDue;
      let found: number[] = [];
      while (due !== null && due <= answerAt && found.length === 0) {
        sentAt = Math.max(due, sentAt);
        found = [...foresight.due(sentAt, 0)].map((each) => each.call);
        due = foresight.nextDue;
      }
      if (found.length === 0) sentAt = answerAt;
      else expect(found).toEqual([call]);
    }
    const next = call + 1;
    foresight.sent(next, donor, { millis: MILLIS, now: sentAt });
    const lead = Math.round(freeAt - (sentAt + way / 2));
    const end = { kernels: 1, isFull: true, now: answerAt, lay: 0 };
    foresight.ended(call, donor, { ...end, lead: leads.at(-1) ?? null });
    leads.push(lead);
    freeAt = Math.max(freeAt, sentAt + way / 2) + MILLIS * stretch(next);
  }
  return leads;
}

describe('when the next task of a donor is sent', () => {
  test.each([2, 20, 100, 400])(
    '%i ms there and back: it is there before the kernel is free, and not long',
    (way) => {
      const leads = leadsOf({ way, stretch: () => 1, tasks: 40 }).slice(10);
      expect(Math.min(...leads)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...leads)).toBeLessThan(60);
    },
  );

  test('who lends a quarter of the time takes four times as long over a task, and nobody has to be told', () => {
    const leads = leadsOf({ way: 20, stretch: () => 4, tasks: 40 }).slice(10);
    expect(Math.min(...leads)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...leads)).toBeLessThan(150);
  });

  test('where the share changes, it is learnt anew', () => {
    for (const [before, after] of [
      [1, 4],
      [4, 1],
    ] as const) {
      const leads = leadsOf({ way: 20, stretch: (task) => (task < 30 ? before : after), tasks: 80 }).slice(
        60,
      );
      expect(Math.min(...leads)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...leads)).toBeLessThan(400);
    }
  });

  test('tasks that differ in length come earlier, and most in time', () => {
    const leads = leadsOf({ way: 20, stretch: (task) => 1 + 0.04 * Math.sin(7 * task), tasks: 200 }).slice(
      20,
    );
    expect(leads.filter((lead) => lead < 0).length).toBeLessThan(0.1 * leads.length);
  });
});

/**
 * As above, where somebody looks every `REST` ms: reads what came, and sends what is due before the next look. Tasks differ in
 * length, as full ones do. `ways`: milliseconds there and back, of the first half of the tasks and of the second. Returns the mean
 * of the leads, and how many tasks came too late.
 */
function leadsOnBeat(lay: number, ways: readonly [number, number] = [20, 20]) {
  const REST = 150;
  const foresight = new Foresight<number, Donor>();
  const donor = { name: 'a donor' };
  const leads: number[] = [];
  const look = (moment: number) => REST * Math.ceil(moment / REST);
  const millisOf = (call: number) => Math.round(MILLIS * (1 + 0.125 * Math.sin(7 * call)));
  let freeAt = millisOf(0);
  for (let call = 0; call < 200; call++) {
    const way = ways[call < 100 ? 0 : 1];
    const answerAt = look(freeAt + way / 2);
    let sentAt = answerAt;
    for (let now = look(freeAt) - 8 * REST; now < answerAt; now += REST)
      if ([...foresight.due(now, REST)].length > 0) sentAt = Math.min(sentAt, now);
    foresight.sent(call + 1, donor, { millis: millisOf(call + 1), now: sentAt });
    const end = { kernels: 1, isFull: true, now: answerAt, lay };
    foresight.ended(call, donor, { ...end, lead: leads.at(-1) ?? null });
    leads.push(freeAt - (sentAt + way / 2));
    freeAt = Math.max(freeAt, sentAt + way / 2) + millisOf(call + 1);
  }
  const late = leads.slice(20).filter((lead) => lead < 0).length;
  return { mean: leads.slice(20).reduce((sum, lead) => sum + lead, 0) / (leads.length - 20), late };
}

test('that answers lay until somebody looked is not taken for the way: tasks come no earlier than looks make them', () => {
  const known = leadsOnBeat(150);
  expect(known.late).toBeLessThan(10);
  expect(known.mean).toBeLessThan(leadsOnBeat(0).mean - 40);
});

test('a way that grows is learnt although answers lie longer than it grew', () => {
  expect(leadsOnBeat(150, [20, 120]).late).toBeLessThan(10);
});

test('a donor whose answers do not say how early its tasks come is not foreseen', () => {
  const foresight = new Foresight<number, Donor>();
  const donor = { name: 'of an earlier build' };
  for (let call = 1; call < 10; call++) {
    foresight.sent(call, donor, { millis: MILLIS, now: MILLIS * call });
    foresight.ended(call - 1, donor, {
      now: MILLIS * call + 10,
      kernels: 1,
      lead: null,
      isFull: true,
      lay: 0,
    });
  }
  expect(foresight.knows(donor)).toBe(false);
  expect(foresight.nextDue).toBeNull();
});

test('a donor with a task too many is not sent another for the end of the one it is at', () => {
  const foresight = new Foresight<string, Donor>();
  const donor = { name: 'a donor' };
  const end = { kernels: 1, isFull: true, lay: 0 };
  foresight.sent('b', donor, { millis: MILLIS, now: 980 });
  foresight.ended('a', donor, { ...end, now: 1_000, lead: null });
  foresight.sent('c', donor, { millis: MILLIS, now: 1_980 });
  foresight.ended('b', donor, { ...end, now: 2_000, lead: 10 });
  expect(foresight.knows(donor)).toBe(true);
  // c is at work since 2,000; d lies at hand already.
  foresight.sent('d', donor, { millis: MILLIS, now: 2_100 });
  expect([...foresight.due(3_000, 0)]).toEqual([]);
});

test('what is due before somebody looks again is due now, and nothing beyond', () => {
  const foresight = new Foresight<string, Donor>();
  const end = { kernels: 1, isFull: true, lead: 10, lay: 0 };
  for (const [name, begins] of [
    ['a', 1_000],
    ['b', 1_060],
    ['c', 1_200],
  ] as const) {
    const donor = { name };
    // The first says how far the donor is, the second begins to be foreseen.
    foresight.sent(`${name}0`, donor, { millis: MILLIS, now: begins - 1_030 });
    foresight.ended('unknown', donor, { ...end, now: begins - 1_000 });
    foresight.sent(name, donor, { millis: MILLIS, now: begins - 30 });
    foresight.ended(`${name}0`, donor, { ...end, now: begins });
  }
  const now = foresight.nextDue!;
  const due = (at: number, rest: number) => [...foresight.due(at, rest)].map(({ call }) => call);
  expect(due(now - 20, 0)).toEqual([]);
  expect(due(now - 20, 100)).toEqual(['a', 'b']);
  expect(due(now + 180, 0)).toEqual([]);
  expect(due(now + 190, 0)).toEqual(['c']);
});

test('whatever ends in whatever order, a call is due once at most while it is out, and nothing of it is kept', () => {
  const word = fc.record({
    does: fc.constantFrom('send', 'end', 'look'),
    call: fc.integer({ min: 0, max: 7 }),
    donor: fc.integer({ min: 0, max: 1 }),
    lead: fc.option(fc.integer({ min: -2_000, max: 5_000 })),
    isFull: fc.boolean(),
    lay: fc.integer({ min: 0, max: 200 }),
    after: fc.integer({ min: 0, max: 700 }),
  });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 200 }), fc.integer({ min: 1, max: 3 }), (words, kernels) => {
      const foresight = new Foresight<string, Donor>();
      const donors = [{ name: 'a' }, { name: 'b' }] as const;
      const out = new Map<number, { readonly id: string; readonly donor: Donor }>();
      const told = new Set<string>();
      let now = 0;
      for (const [i, { does, call, donor, lead, isFull, lay, after }] of words.entries()) {
        now += after;
        if (does === 'send' && !out.has(call)) {
          const sent = { id: `${call}.${i}`, donor: donors[donor]! };
          out.set(call, sent);
          foresight.sent(sent.id, sent.donor, { millis: 100 + 100 * call, now });
        } else if (does === 'end') {
          const sent = out.get(call);
          out.delete(call);
          const by = lead === -2_000 ? null : (sent?.donor ?? donors[donor]!);
          foresight.ended(sent?.id ?? 'unknown', by, { now, kernels, lead, isFull, lay });
        }
        for (const due of foresight.due(now, 0)) {
          expect([...out.values()]).toContainEqual({ id: due.call, donor: due.donor });
          expect(told.has(due.call)).toBe(false);
          told.add(due.call);
        }
        expect(foresight.size).toBe(out.size);
        if (foresight.nextDue !== null) expect(foresight.nextDue).toBeGreaterThan(now);
      }
    }),
  );
});
