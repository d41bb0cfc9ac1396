/**
 * The conformance kit: what must hold of a problem kind so that its tasks can be given to strangers and replayed. Pure; run by
 * `lehr problem test`, and by the tests of our own kinds. Each check tries many cases and tells of the first that fails. What must
 * hold of a definition's moves besides is in check-definition.ts.
 */
import type { KernelAnswer, ProblemKind } from '../kind.ts';
import { type Check, type Effort, FULL_EFFORT, runAll, same, whole } from './check.ts';
import { refusesDamage } from './damage.ts';
import { fingerprintOf } from './fingerprint.ts';
import { runTask, tasksOf } from './tasks.ts';

export interface KindReport {
  readonly checks: readonly Check[];
  /** 16 hex digits over the answers of fixed tasks: another engine must come to the same; null where no task could be run. */
  readonly fingerprint: string | null;
}

/** What holds of every kind: its bytes, its states, and that an answer hangs on nothing but its task. */
export function checkKind<Problem>(
  kind: ProblemKind<Problem>,
  bytes: Uint8Array,
  effort: Effort = FULL_EFFORT,
): KindReport {
  let fingerprint: string | null = null;
  const checks = runAll([
    ['instances survive their bytes', () => instanceRoundTrip(kind, bytes)],
    ['answers are what they say', () => honestAnswers(kind, bytes, effort)],
    [
      'a task gives one answer',
      () => {
        const answers = sameHoweverSliced(kind, bytes, effort);
        fingerprint = fingerprintOf(answers);
        return `${answers.length} tasks, whole, in slices of 1, 7 and 997, and again in the same kernel`;
      },
    ],
    ['damaged states are refused', () => refusesDamage(kind, bytes, effort)],
    ['the temperature scale is sound', () => soundScale(kind, bytes)],
  ]);
  return { checks, fingerprint };
}

function instanceRoundTrip<Problem>(kind: ProblemKind<Problem>, bytes: Uint8Array): string {
  const problem = kind.decode(bytes.slice());
  const again = kind.encode(problem);
  same(again, bytes, 'an instance comes back as other bytes');
  const n = kind.size(kind.decode(again));
  if (!Number.isSafeInteger(n) || n < 1) throw new Error(`the size is ${n}; it is a whole number from 1`);
  return `${bytes.length} bytes, n = ${n}`;
}

function honestAnswers<Problem>(kind: ProblemKind<Problem>, bytes: Uint8Array, effort: Effort): string {
  const problem = kind.decode(bytes);
  const energies = tasksOf(kind, bytes, effort).map((task) => {
    const start = task.state?.slice();
    const { state, energy, moves } = runTask(kind, problem, task);
    if (start) same(task.state!, start, 'the kernel changed the bytes it was given to start from');
    if (moves !== task.moves) throw new Error(`a task of ${task.moves} moves did ${moves}`);
    const real = whole(kind.energy(problem, state), 'energy');
    if (whole(energy, 'energy') !== real)
      throw new Error(`an answer says energy ${energy}, and its state has ${real}`);
    return energy;
  });
  same(kind.encode(problem), bytes, 'the kernel changed the instance');
  return `${energies.length} tasks, energies ${Math.min(...energies)} to ${Math.max(...energies)}`;
}

function sameHoweverSliced<Problem>(
  kind: ProblemKind<Problem>,
  bytes: Uint8Array,
  effort: Effort,
): KernelAnswer[] {
  const problem = kind.decode(bytes);
  const used = kind.createKernel(problem);
  return tasksOf(kind, bytes, effort).map((task, i) => {
    const answer = runTask(kind, kind.decode(bytes.slice()), task);
    for (const slice of [task.moves, 1, 7, 997]) {
      used.start(task);
      for (let done = 0; done < task.moves; ) done = used.run(slice);
      const other = used.answer();
      const where = `task ${i + 1}, in slices of ${slice} in a kernel that worked before`;
      if (other.energy !== answer.energy)
        throw new Error(
          `${where}: energy ${other.energy}, not ${answer.energy}: an answer may hang on its task alone`,
        );
      same(other.state, answer.state, `${where}: another state of the same energy`);
    }
    return answer;
  });
}

function soundScale<Problem>(kind: ProblemKind<Problem>, bytes: Uint8Array): string {
  const problem = kind.decode(bytes);
  const task = { seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: 100 };
  const { state } = runTask(kind, problem, task);
  const [first, second] = [kind.temperatureScale(problem, state), kind.temperatureScale(problem, state)];
  if (!(Number.isFinite(first) && first >= 0)) throw new Error(`the scale is ${first}`);
  if (first !== second) throw new Error(`the same state has the scales ${first} and ${second}`);
  return `${(first / 256).toPrecision(4)} energy units`;
}
