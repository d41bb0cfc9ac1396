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
