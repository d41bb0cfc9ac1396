import { defineProblem, type Permutation, permutations, type Swap } from '../../anneal/define-problem.ts';

type Instance = { jobs: number; machines: number; machine: number[]; time: number[] };

/** H. Fisher's and G. L. Thompson's smallest (1963), as the OR-Library has it; 55 is the least. */
const FT06 = `6 6
2 1  0 3  1 6  3 7  5 3  4 6
1 8  2 5  4 10  5 10  0 10  3 4
2 5  3 4  5 8  0 9  1 1  4 7
1 5  0 5  2 5  3 3  4 8  5 9
2 9  1 3  4 5  5 4  0 3  3 1
1 3  3 3  5 9  0 10  4 4  2 1`;

/**
 * Job shop: the time until all is done. An instance has the numbers of jobs and machines, then a line a job: machine, from 0, and
 * time of each operation in turn. A state is an order in which operations begin: p[i] belongs to job ⌊p[i] / machines⌋, and is that
 * job's next (permutation with repetition, C. Bierwirth 1995).
 */
export const problem = defineProblem<Instance, Permutation, Swap>({
  name: 'job-shop',
  version: 1,
  ...permutations(({ time }) => time.length),
  decode(bytes) {
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    const [jobs, machines, ...all] = text.trim().split(/\s+/).map(Number);
    if (all.length === 0 || all.length !== 2 * jobs * machines)
      throw new Error(`no job shop: ${jobs} jobs and ${machines} machines, and ${all.length} numbers follow`);
    const [machine, time] = [0, 1].map((odd) => all.filter((_, i) => i % 2 === odd));
    if (!machine.every((m) => m >= 0 && m < machines && m % 1 === 0))
      throw new Error(`a machine is no integer in 0..${machines - 1}`);
    if (!time.every((t) => t >= 0 && t <= 1e9 && t % 1 === 0))
      throw new Error('a time is no integer in 0..10^9');
    return { jobs, machines, machine, time };
  },
  energy({ jobs, machines, machine, time }, p) {
    const [next, ready, free] = [new Uint16Array(jobs), new Float64Array(jobs), new Float64Array(machines)];
    for (const each of p) {
      const job = Math.floor(each / machines);
      const operation = job * machines + next[job]++;
      const end = Math.max(ready[job], free[machine[operation]]) + time[operation];
      ready[job] = end;
      free[machine[operation]] = end;
    }
    return ready.reduce((most, each) => Math.max(most, each));
  },
  delta(instance, p, move) {
    const after = p.slice();
    this.apply(instance, after, move);
    return this.energy(instance, after) - this.energy(instance, p);
  },
  sample: () => Uint8Array.from(FT06, (character) => character.charCodeAt(0)),
});
