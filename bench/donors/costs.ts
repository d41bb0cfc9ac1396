/** What donors in any number wait and cost: their answers are made up, the orchestrator is real. */
import type { Instance } from './instance.ts';
import { bookkeepingSpeed, crowd } from './load.ts';
import { loadOf } from './load-process.ts';
import type { Times } from './rows.ts';
import type { Tell } from './tell.ts';
import { EQUAL, LATENCY } from './terms.ts';

/** Far more than kernels can be run for here. */
const CROWDS = [100, 1_000, 10_000];
/** How long a crowd works, and what of its time may be lost. */
const CROWD_SECONDS = 30;
const CROWD_SHARE = 0.9;
const IDLE_SECONDS = 60;
/** Of which a third is a window (load.ts). */
const LOAD_SECONDS = { quick: 9, full: 15 };

/**
 * The share of perfect sharing that donors in any number work, where one thread books all their answers: theirs are made up,
 * what each costs the orchestrator was measured. By donors.
 */
export async function crowds(instance: Instance, tell: Tell, isQuick: boolean): Promise<Times> {
  const booking = 1_000 / bookkeepingSpeed(instance, 1_000, 4_000);
  const shares = new Map<number, number>();
  for (const donors of isQuick ? [1, 100, 1_000] : [1, 10, ...CROWDS]) {
    const { share } = await crowd(instance, { ...EQUAL, donors, booking }, CROWD_SECONDS);
    shares.set(donors, share);
    const goal = donors > 1_000 ? 'none' : `>= ${CROWD_SHARE}`;
    const met = donors > 1_000 || share >= CROWD_SHARE;
    const name = `work of ${donors} donors for ${CROWD_SECONDS} s, all booked by one thread (answers made up)`;
    tell.row({ name, unit: 'of perfect', ours: share, yardstick: 1, goal, met });
  }
  return shares;
}

/** `argv`: main()'s. */
export async function costs(
  instance: Instance,
  tell: Tell,
  { isQuick, argv }: { readonly isQuick: boolean; readonly argv: readonly string[] },
): Promise<void> {
  for (const donors of CROWDS) {
    const ours = bookkeepingSpeed(instance, donors, Math.max(4_000, 2 * donors));
    tell.row({
      name: `bookkeeping of ${donors} donors (answers made up)`,
      unit: 'tasks/CPU s',
      ours,
      yardstick: 5_000,
      goal: '>= 5,000',
      met: ours >= 5_000,
    });
  }
  for (const donors of [16, 100]) {
    const { idle } = await crowd(instance, { ...EQUAL, donors, beat: true }, IDLE_SECONDS);
    tell.row({
      name: `idle of ${donors} donors, ${2 * LATENCY} ms to and fro (answers made up)`,
      unit: '%',
      ours: 100 * idle,
      yardstick: 2,
      goal: '<= 2 %',
      met: idle <= 0.02,
    });
  }
  const seconds = isQuick ? LOAD_SECONDS.quick : LOAD_SECONDS.full;
  for (const donors of isQuick ? [100] : [100, 1_000]) {
    const load = ((await loadOf('orchestrator', { donors, seconds }, argv)).core * 100) / donors;
    tell.row({
      name: `core of the orchestrator per 100 of ${donors} donors, 1 s tasks`,
      unit: '%',
      ours: 100 * load,
      yardstick: 2,
      goal: '<= 2 %',
      met: load <= 0.02,
    });
    // It takes as long again, and a quick run has two minutes.
    if (isQuick) continue;
    // What of it is the machine's: to wake a process takes thrice as long on one machine as on another.
    const floor = ((await loadOf('floor', { donors, seconds }, argv)).core * 100) / donors;
    tell.row({
      name: `core per 100 of ${donors} donors, beside bare ws and msgpackr making as many calls`,
      unit: '%',
      ours: 100 * load,
      yardstick: 100 * floor,
      goal: 'none',
      met: true,
    });
  }
}
