import { defineProblem } from '../../anneal/define-problem.ts';

/** Quadratic assignment (QAPLIB: n, then the n × n matrices of flows and of distances): facility i stands at place state[i]. */
export const problem = defineProblem<
  { n: number; f: number[]; d: number[] },
  Uint8Array,
  readonly [number, number]
>({
  name: 'qap',
  version: 1,
  decode(bytes) {
    const words = Array.from(bytes, (byte) => String.fromCharCode(byte))
      .join('')
      .trim()
      .split(/\s+/);
    const [n, ...all] = words.map(Number);
    if (!(n >= 2 && n <= 256) || all.length !== 2 * n * n)
      throw new Error(`no QAP: n is ${n}, ${all.length} numbers follow`);
    if (!all.every((x) => Number.isInteger(x) && x >= 0 && x <= 1e5))
      throw new Error('a number is no integer in 0..100000');
    return { n, f: all.slice(0, n * n), d: all.slice(n * n) };
  },
  size: ({ n }) => n,
  init({ n }, chance) {
    const state = Uint8Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) this.apply({ n, f: [], d: [] }, state, [i, chance.below(i + 1)]);
    return state;
  },
  energy: ({ n, f, d }, p) =>
    f.reduce((sum, flow, at) => sum + flow * d[p[Math.floor(at / n)] * n + p[at % n]], 0),
  propose({ n }, _, chance) {
    const r = chance.below(n);
    return [r, (r + 1 + chance.below(n - 1)) % n];
  },
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
  apply(_, state, [r, s]) {
    [state[r], state[s]] = [state[s], state[r]];
  },
  encode: (_, state) => state,
  validate({ n }, bytes) {
    if (bytes.length !== n || new Set(bytes).size !== n || bytes.some((place) => place >= n))
      throw new Error(`no assignment of ${n} facilities to ${n} places`);
    return bytes;
  },
  sample(chance) {
    const numbers = Array.from({ length: 2 * 12 * 12 }, () => chance.below(100));
    return Uint8Array.from(`12 ${numbers.join(' ')}`, (character) => character.charCodeAt(0));
  },
});
