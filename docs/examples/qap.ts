import { defineProblem, type Permutation, permutations, type Swap } from '../../anneal/define-problem.ts';

type Instance = { n: number; f: number[]; d: number[] };

/** Quadratic assignment (QAPLIB: n, then the n × n matrices of flows and of distances): facility i stands at place p[i]. */
export const problem = defineProblem<Instance, Permutation, Swap>({
  name: 'qap',
  version: 1,
  ...permutations(({ n }) => n),
  decode(bytes) {
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    const [n, ...all] = text.trim().split(/\s+/).map(Number);
    if (
      !(n >= 2 && n <= 256) ||
      all.length !== 2 * n * n ||
      !all.every((x) => x >= 0 && x <= 1e5 && x % 1 === 0)
    )
      throw new Error(`no QAP: n is ${n}, ${all.length} numbers follow; they are integers in 0..100000`);
    return { n, f: all.slice(0, n * n), d: all.slice(n * n) };
  },
  energy: ({ n, f, d }, p) =>
    f.reduce((sum, flow, at) => sum + flow * d[p[Math.floor(at / n)] * n + p[at % n]], 0),
  delta({ n, f, d }, p, [r, s]) {
    const [a, b] = [p[r], p[s]];
    let sum = (f[r * n + r] - f[s * n + s]) * (d[b * n + b] - d[a * n + a]);
    sum += (f[r * n + s] - f[s * n + r]) * (d[b * n + a] - d[a * n + b]);
    for (let k = 0; k < n; k++) {
      if (k === r || k === s) continue;
      sum += (f[k * n + r] - f[k * n + s]) * (d[p[k] * n + b] - d[p[k] * n + a]);
      sum += (f[r * n + k] - f[s * n + k]) * (d[b * n + p[k]] - d[a * n + p[k]]);
    }
    return sum;
  },
  sample: (chance) =>
    Uint8Array.from(`12 ${Array.from({ length: 288 }, () => chance.below(100)).join(' ')}`, (c) =>
      c.charCodeAt(0),
    ),
});
