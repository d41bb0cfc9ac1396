/** setTimeout counts in 31 bits: what is longer would be over at once. */
const LONGEST = 2 ** 31 - 1;

/** Takes the step once so many milliseconds are over, never where they are Infinity. What it returns prevents that. */
export function after(millis: number, step: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (left: number): void => {
    timer = left > LONGEST ? setTimeout(() => wait(left - LONGEST), LONGEST) : setTimeout(step, left);
  };
  wait(millis);
  return () => clearTimeout(timer);
}
