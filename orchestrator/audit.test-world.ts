import type { AnnealTask } from '../peer/procedures.ts';
import { Auditor } from './audit.ts';
import type { Booking, Claim, Party } from './claim.ts';
import { seededRandom } from './random.ts';
import type { Step } from './step.ts';
import { afterReplay, NEWCOMER, type Trust } from './trust.ts';

export const MILLIS = 1_000;

export const party = (donor: string, session: number, more: Partial<Party> = {}): Party => ({
  session,
  donor,
  name: donor,
  own: false,
  paused: false,
  speed: 0.01,
  ...more,
});

/** What the kernel gives for a task: its seed tells. */
export const truth = (seed: number) => ({
  state: Uint8Array.of(seed & 255, seed >>> 8),
  energy: seed,
  moves: 10,
});
export const lie = (seed: number) => ({ ...truth(seed), energy: seed + 1 });

export function taskOf(seed: number): AnnealTask {
  const schedule = { from: 1, to: 1 };
  return {
    job: 'j',
    task: `${seed}`,
    kind: 'tsp',
    kernel: 'k',
    problem: 'p',
    seed,
    scope: null,
    state: null,
    mates: [],
    schedule,
    moves: 20,
    millis: MILLIS,
    until: null,
  };
}

export interface Bench {
  readonly auditor: Auditor<string>;
  readonly parties: Party[];
  readonly trust: Map<string, Trust>;
  readonly counted: Booking<string>[];
  readonly lied: { readonly liar: string; readonly fallen: number }[];
  readonly worked: string[];
  /** Ends what the judge is at. */
  judge(): Promise<void>;
  readonly judged: AnnealTask[];
  answer(by: Party, seed: number, what?: ReturnType<typeof truth>): Claim<string>;
}

export function bench(seed = 1): Bench {
  const parties: Party[] = [];
  const trust = new Map<string, Trust>();
  const counted: Booking<string>[] = [];
  const lied: { liar: string; fallen: number }[] = [];
  const worked: string[] = [];
  const judged: AnnealTask[] = [];
  const verdicts: (() => void)[] = [];
  const auditor = new Auditor<string>({
    random: seededRandom(seed),
    judge: (task) =>
      new Promise((resolve) => {
        judged.push(task);
        verdicts.push(() => resolve({ task: task.task, ...truth(task.seed) }));
      }),
    problem: () => new Uint8Array(),
    parties: () => parties,
    trust: {
      get: (donor) => trust.get(donor) ?? NEWCOMER,
      set: (donor, next) => void trust.set(donor, next),
    },
    now: () => 0,
    verdicts: {
      counts: (booking) => void counted.push(booking),
      replayed: () => {},
      worked: (replayer) => void worked.push(replayer.donor),
      lied: (liar, fallen) => {
        trust.set(liar.donor, { streak: 0, barred: true });
        lied.push({ liar: liar.donor, fallen: fallen.length });
      },
    },
    log: () => {},
  });
  return {
    auditor,
    parties,
    trust,
    counted,
    lied,
    worked,
    judged,
    async judge() {
      for (let next = verdicts.shift(); next; next = verdicts.shift()) {
        next();
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      }
    },
    answer(by, seed, what = truth(seed)) {
      const claim = {
        job: 'j',
        step: { hash: `${seed}` } as Step,
        moves: what.moves,
        improved: false,
        by,
        input: taskOf(seed),
        answer: what,
      };
      auditor.answered(claim);
      return claim;
    },
  };
}

export const standing = (it: Bench, donor: string, session: number, streak = 4): Party => {
  let trust = NEWCOMER;
  for (let i = 0; i < streak; i++) trust = afterReplay(trust);
  it.trust.set(donor, trust);
  const one = party(donor, session);
  it.parties.push(one);
  return one;
};

/** The judge's time is used up: what can go to donors does. */
export async function exhaust(it: Bench): Promise<void> {
  const many = party('exhausting', 999);
  it.parties.push(many);
  for (let i = 0; i < 12; i++) it.answer(many, 60_000 + i);
}
