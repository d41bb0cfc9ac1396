import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { temperatureAt } from '../../anneal/cooling.ts';
import { kinds } from '../../anneal/kinds.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { importSpec } from '../../cli/import-spec.ts';
import { anneal } from './anneal.ts';
import { UNIFORM } from './goals.ts';
import { uniform } from './uniform.ts';

const USAGE = `Long anneals of one problem, for orchestrator/references.json and goals.ts: one task a seed, from greedy to cold.
  bench/anneal/reference SPEC [--moves 2500000 | --seconds S] [--seeds 8] [--first 1] [--heat 3]
SPEC is world:N, a file, or uniform: the random cities of bench/anneal; --heat multiplies the temperature a job starts at. --seconds: not one task of so many
moves, which any machine repeats, but a lone donor's search of so many CPU seconds, which finds shorter ones.`;

/** Prints the problem's hash and each seed's length, so that anyone can repeat a recorded reference exactly. */
export async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      moves: { type: 'string', default: '2500000' },
      seeds: { type: 'string', default: '8' },
      first: { type: 'string', default: '1' },
      heat: { type: 'string', default: '3' },
      seconds: { type: 'string' },
    },
  });
  if (positionals.length !== 1) {
    console.error(USAGE);
    return 2;
  }
  const [moves, seeds, first, heat] = [values.moves, values.seeds, values.first, values.heat].map(Number);
  const { kind: name, problem } = await problemOf(positionals[0]);
  const kind = kinds.get(name)!;
  console.log(`sha256 ${createHash('sha256').update(kind.encode(problem)).digest('hex')}`);
  if (values.seconds !== undefined) {
    for (let seed = first; seed < first + seeds; seed++) {
      const { state } = anneal(kind, problem, { seconds: Number(values.seconds), seed });
      console.log(`seed ${seed}  ${kind.energy(problem, state)}  ${values.seconds} s of CPU`);
    }
    return 0;
  }
  const kernel = kind.createKernel(problem);
  kernel.start({ seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: 1000 });
  kernel.run(1000);
  const from = heat * temperatureAt(0, kind.temperatureScale(problem, kernel.answer().state));
  for (let seed = first; seed < first + seeds; seed++) {
    const begin = process.cpuUsage();
    kernel.start({ seed, state: null, schedule: { from, to: 0 }, moves });
    kernel.run(moves);
    const { user, system } = process.cpuUsage(begin);
    console.log(`seed ${seed}  ${kernel.answer().energy}  ${((user + system) / 1e6).toFixed(0)} s of CPU`);
  }
  return 0;
}

async function problemOf(spec: string): Promise<{ readonly kind: string; readonly problem: unknown }> {
  if (spec !== 'uniform') return importSpec(spec);
  return { kind: tsp.name, problem: uniform(UNIFORM.cities, UNIFORM.seed) };
}
