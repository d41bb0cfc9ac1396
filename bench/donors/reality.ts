/** Real threads on this machine beside simulated donors. */
import { median } from '../report.ts';
import type { Crew } from './crew.ts';
import type { Instance } from './instance.ts';
import { type RealRun, solveForReal } from './real.ts';
import { percent, type Tell } from './tell.ts';
import { EQUAL } from './terms.ts';
import type { Trial } from './trials.ts';

/** Real threads that get less of a core tell nothing: what they lose is not lost evenly. Two kernels beside their router lose a little anyway. */
const BUSY = 0.75;
/** Runs of which the median is compared: one alone may be unlucky, real or simulated. */
const TRIES = 3;
/** Milliseconds between threads of one process. */
const NEAR = 0.5;

interface Pair {
  readonly real: RealRun;
  readonly like: Trial;
}

/**
 * `lehr solve` with one and with two threads, and simulated donors that have as much of a core as those had: moves and tours alike.
 * Its threads are new and compile meanwhile, on another core: of two seconds that takes a few hundredths.
 */
export async function reality(
  instance: Instance,
  seconds: number,
  { crew, tell }: { crew: Crew; tell: Tell },
) {
  for (const donors of [1, 2]) {
    const { pairs, busy } = await pairsOf(instance, donors, { seconds, crew });
    if (busy !== null) {
      tell.note(
        `the machine is too busy to tell: ${donors} real thread(s) had ${core(busy)}. Simulated ones are not compared with them.`,
      );
      continue;
    }
    const shares = pairs.flatMap(({ real }) => real.share ?? []);
    const had = shares.length > 0 ? `had ${core(median(shares))}` : 'of unknown share';
    const ratio = median(pairs.map(({ real, like }) => real.moves / like.result.moves));
    const moves = median(pairs.map(({ real }) => real.moves)) / seconds;
    tell.row({
      name: `moves a second of ${donors} real thread(s) beside simulated ones (${had})`,
      unit: 'moves/s',
      ours: moves,
      yardstick: moves / ratio,
      goal: 'within 10 %',
      met: Math.abs(ratio - 1) <= 0.1,
    });
    const gap = median(pairs.map(({ real }) => real.gap));
    const likely = median(pairs.map(({ like }) => like.gap));
    tell.row({
      name: `real ${donors} thread(s) ${seconds} s beside simulated (${percent(gap)}, ${percent(likely)})`,
      unit: 'length',
      ours: gap + 1,
      yardstick: likely + 1,
      goal: 'within 0.1 %',
      met: Math.abs(gap - likely) <= 0.001,
    });
  }
}

/** `busy`: what the threads of a run had of a core, where that was too little to go on. */
async function pairsOf(
  instance: Instance,
  donors: number,
  { seconds, crew }: { readonly seconds: number; readonly crew: Crew },
): Promise<{ readonly pairs: readonly Pair[]; readonly busy: number | null }> {
  const pairs: Pair[] = [];
  // In turn, so that both have what the machine is like meanwhile; and one at a time: two cores at work are slower each than one.
  for (let seed = 1; seed <= TRIES; seed++) {
    const real = await solveForReal(instance, donors, { seconds, seed });
    const speed = real.share ?? 1;
    if (speed < BUSY) return { pairs, busy: speed };
    const world = { ...EQUAL, donors, latency: NEAR, speed };
    pairs.push({ real, like: await crew.run(world, seconds, seed) });
  }
  return { pairs, busy: null };
}

const core = (share: number) => `${Math.round(100 * share)} % of a core`;
