/**
 * A computation in steps of some milliseconds: who has to hear messages meanwhile takes one at a time, everybody else `finish`es
 * it. What it computes does not hang on how long others worked between two steps.
 */
export type Steps<Result> = Generator<void, Result>;

export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Takes steps until they are through or enough is said to be done, at least one; the last one taken. */
export function advance<Result>(steps: Steps<Result>, isEnough: () => boolean): IteratorResult<void, Result> {
  let step = steps.next();
  while (!step.done && !isEnough()) step = steps.next();
  return step;
}
