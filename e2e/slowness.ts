/**
 * How many times slower this machine's processor is now than the one the specs' budgets of processor time were set on; at least 1.
 * A slower core, and another program on the other half of it, cost a page more milliseconds for the same work.
 */

/** Milliseconds of processor time that `work` took there. */
const THERE = 100;

export function slowness(): number {
  const rounds = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.max(1, Math.min(...rounds) / THERE);
}

/** Numbers, objects and memory, as a page's work is. */
function work(): number {
  let x = 1;
  const numbers = Float64Array.from({ length: 200_000 }, () => {
    x = (x * 16_807) % 2_147_483_647;
    return x;
  });
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number % 5000, (counts.get(number % 5000) ?? 0) + 1);
  return [...numbers].sort((a, b) => a - b)[0]! + counts.size;
}
