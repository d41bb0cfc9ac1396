/** Which events are facts, and how much of a stream of them is kept: the oldest go first, and the newest stays whatever it weighs, but not for ever. */
import type { FactLog } from './fact-log.ts';
import type { Uri } from './messages.ts';

export interface Retention {
  /** Facts; default 1,000,000. */
  readonly count?: number;
  /** Default: for ever. */
  readonly ageMillis?: number;
  /** What they may weigh together; default 1 GiB on disk, 64 MiB in memory. */
  readonly bytes?: number;
}

/** Topics whose events are facts. */
export interface FactRule {
  /** All topics that begin so; no prefix may begin with another. */
  readonly prefix: Uri;
  readonly retention?: Retention;
}

/** Facts looked at in one go: a log that is far beyond its bounds is brought back in several. */
const STEPS = 4096;

/** Where a log should begin at this Unix time: no further than one step goes. */
export function oldestKept(log: FactLog, kept: Required<Retention>, time: number): number {
  let { first, bytes } = log;
  for (const end = Math.min(first + STEPS, log.last + 1); first < end; first++) {
    const measured = log.measure(first);
    // Not there, whyever: nothing to keep.
    if (measured === undefined) continue;
    const isTooMuch = log.last - first >= kept.count || (bytes > kept.bytes && first < log.last);
    if (!isTooMuch && measured.time + kept.ageMillis > time) break;
    bytes -= measured.bytes;
  }
  return first;
}

/** When the oldest has had its time, as Unix time; null: never. */
export function nextToGo(log: FactLog, { ageMillis }: Required<Retention>): number | null {
  const oldest = ageMillis === Number.POSITIVE_INFINITY ? undefined : log.measure(log.first);
  return oldest === undefined ? null : oldest.time + ageMillis;
}
