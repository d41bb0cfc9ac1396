import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { temperatureAt } from '../../anneal/cooling.ts';
import { ProblemError, type ProblemKind } from '../../anneal/kind.ts';
import { kinds } from '../../anneal/kinds.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { importSpec } from '../../cli/import-spec.ts';
import { optionsOrUsage } from '../command.ts';
import { anneal } from './anneal.ts';
import { UNIFORM } from './goals.ts';
import { uniform } from './uniform.ts';

const USAGE = `Long anneals of one problem, for orchestrator/references.json and goals.ts: one task a seed, from greedy to cold.
  bench/anneal/reference SPEC [--moves 2500000 | --seconds S] [--seeds 8] [--first 1] [--heat 3]
SPEC is world:N, a file, or uniform: the random cities of bench/anneal; --heat multiplies the temperature a job starts at. --seconds: not one task of so many
moves, which any machine repeats, but a lone donor's search of so many CPU seconds, which finds shorter ones.`;

/** Prints the problem's hash and each seed's length, so that anyone can repeat a recorded reference exactly. */
export async function main(argv: string[]): Promise<number> {
  const options = optionsOrUsage(USAGE, () => parse(argv));
  if (options === null) return 2;
  let named: Named;
  try {
    named = await problemOf(options.spec);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    console.error(error.message);
    return 2;
  }
  const kind = kinds.get(named.kind)!;
  console.log(`sha256 ${createHash('sha256').update(kind.encode(named.problem)).digest('hex')}`);
  const { seconds } = options;
  if (seconds === null) anneals(kind, named.problem, options);
  else searches(kind, named.problem, { ...options, seconds });
  return 0;
}

interface Options {
  readonly spec: string;
  readonly moves: number;
  /** Null: one task of so many moves. */
  readonly seconds: number | null;
  readonly seeds: number;
  readonly first: number;
  readonly heat: number;
}

function parse(argv: string[]): Options {
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
  const [spec] = positionals;
  if (spec === undefined || positionals.length > 1) throw new Error('Give one problem.');
  const [moves, seeds, first, heat] = [values.moves, values.seeds, values.first, values.heat].map(Number);
  const seconds = values.seconds === undefined ? null : Number(values.seconds);
  if (![moves, seeds, first].every((value) => Number.isInteger(value) && value! > 0))
    throw new Error('--moves, --seeds and --first are whole numbers from 1 on.');
  if (!(heat! > 0) || (seconds !== null && !(seconds > 0)))
    throw new Error('--heat and --seconds are numbers above 0.');
  return { spec, moves: moves!, seconds, seeds: seeds!, first: first!, heat: heat! };
}

interface Named {
  readonly kind: string;
  readonly problem: unknown;
}

async function problemOf(spec: string): Promise<Named> {
  if (spec !== 'uniform') return importSpec(spec);
  return { kind: tsp.name, problem: uniform(UNIFORM.cities, UNIFORM.seed) };
}

/** One task a seed, from greedy to cold: the same length on any machine. */
function anneals<Problem>(kind: ProblemKind<Problem>, problem: Problem, options: Options): void {
  const { moves, seeds, first, heat } = options;
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
}

/** A lone donor's search a seed. */
function searches<Problem>(
  kind: ProblemKind<Problem>,
  problem: Problem,
  { seconds, seeds, first }: Options & { readonly seconds: number },
): void {
  for (let seed = first; seed < first + seeds; seed++) {
    const { state } = anneal(kind, problem, { seconds, seed });
    console.log(`seed ${seed}  ${kind.energy(problem, state)}  ${seconds} s of CPU`);
  }
}
