/**
 * Slack on top of a task's kernel time: fetching the problem, waiting behind another task, a slow network; and for each city
 * (spin …) what preparing it may take on a slow phone, which gives up itself after 20 s (worker/kernel-pool.ts).
 */
const CALL_SLACK = 10_000;
const SLACK_PER_CITY = 0.2;

/**
 * How long a donor may take over a task of so many milliseconds, of a problem of that size. In whole seconds: timers of one length
 * share a list, and of as many lengths as tasks have each call would make a list of its own.
 */
export function callTimeout(millis: number, size: number): number {
  return 1_000 * Math.ceil((3 * millis + CALL_SLACK + SLACK_PER_CITY * size) / 1_000);
}
