/**
 * The global temperature clock: how hot a job is when a part `progress` (0..1) of its budget is used. Pure; the
 * orchestrator cuts it into the linear schedules of single tasks. Temperatures in 1/256 energy units.
 */

/**
 * Heat at the start, in units of the scale, where there is time to cool from it: of 0.5, 1, 2, 4 and 8 the highest did
 * best on nearly all benchmark files (docs/decisions/kernel.md).
 */
const START_HEAT = 8;
/** However few the moves: with 10 a city pla33810 ended higher from 1 than from 8 (0.284, 0.207 %), and lowest from 3 (0.199 %). */
const LEAST_HEAT = 3;

/** Heat to begin with when one donor has time for so many moves a city, of a kind that asks for `movesPerHeat`. */
export function startHeat(moves: number, movesPerHeat: number): number {
  return Math.min(START_HEAT, Math.max(LEAST_HEAT, moves / movesPerHeat));
}

/**
 * Falls linearly to zero, so that the last tasks only descend.
 * @param scale the kind's `temperatureScale`
 * @param heat at the start, in scales
 */
export function temperatureAt(progress: number, scale: number, heat = START_HEAT): number {
  return heat * scale * (1 - Math.min(1, Math.max(0, progress)));
}
