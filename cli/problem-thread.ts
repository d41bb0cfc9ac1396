/** The thread that runs a user's problem for `lehr problem test`: what never returns there, or ends its process, ends no more. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Check, FULL_EFFORT } from '../anneal/conformance/check.ts';
import { checkDefinition } from '../anneal/conformance/check-definition.ts';
import { checkKind } from '../anneal/conformance/check-kind.ts';
import { defineProblem } from '../anneal/define-problem.ts';
import { Failure } from './failure.ts';
import { whileTrapped } from './forbidden.ts';
import { type AnyKind, importKind, instanceBytes } from './problem-module.ts';
import { alive, type Board, watched } from './watched.ts';

export interface ProblemRun {
  /** The built script. */
  readonly script: string;
  /** What the user calls it. */
  readonly file: string;
  readonly instance: string | null;
  /** Whose delta is compared. */
  readonly moves: number;
  readonly board: Board;
}

/** What the thread says, in this order; or a fault in place of what is left. */
export type ProblemNews =
  | { readonly is: 'named'; readonly problem: string }
  | { readonly is: 'done'; readonly found: Found }
  | { readonly is: 'fault'; readonly message: string };

export interface Found {
  readonly checks: readonly Check[];
  /** Same in every engine; null where no task could be run. */
  readonly fingerprint: string | null;
  /** Null where something failed. */
  readonly movesPerSecond: number | null;
}

async function work({ script, file, instance, moves, board }: ProblemRun): Promise<void> {
  const say = (news: ProblemNews) => parentPort!.postMessage(news);
  try {
    const own = await importKind(script, file);
    say({ is: 'named', problem: own.kernelVersion });
    const kind = defineProblem(watched(own.definition, board));
    const bytes = await instanceBytes(kind, file, instance);
    const effort = { ...FULL_EFFORT, moves };
    const { whole, checks } = whileTrapped(() => ({
      whole: checkKind(kind, bytes, effort),
      checks: checkDefinition(kind, bytes, effort),
    }));
    const all = [...whole.checks, ...checks];
    const ok = all.every((check) => check.ok);
    const { fingerprint } = whole;
    say({
      is: 'done',
      found: { checks: all, fingerprint, movesPerSecond: ok ? speedOf(own, bytes, board) : null },
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say({ is: 'fault', message: error.message });
  }
}

/** Measured over half a second of CPU after as much to warm up, of the problem as it is: nobody watches its functions. */
function speedOf(kind: AnyKind, bytes: Uint8Array, board: Board): number {
  const problem = kind.decode(bytes);
  const kernel = kind.createKernel(problem);
  const task = { seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: Number.MAX_SAFE_INTEGER };
  kernel.start(task);
  kernel.run(1_000);
  const heat = 2 * kind.temperatureScale(problem, kernel.answer().state);
  kernel.start({ ...task, schedule: { from: heat, to: heat } });
  let speed = 0;
  for (let phase = 0, done = 0; phase < 2; phase++) {
    const begin = process.cpuUsage();
    const first = done;
    let seconds = 0;
    for (let slice = 100; seconds < 0.5; slice *= 2) {
      done = kernel.run(slice);
      alive(board);
      const { user, system } = process.cpuUsage(begin);
      seconds = (user + system) / 1e6;
    }
    speed = (done - first) / seconds;
  }
  return Math.round(speed);
}

await work(workerData as ProblemRun);
