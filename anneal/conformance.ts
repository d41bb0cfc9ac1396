/**
 * The conformance kit: what must hold of a problem kind so that its tasks can be given to strangers and replayed. Pure; run by
 * `lehr problem test`, and by the tests of our own kinds. Each check tries many cases and tells of the first that fails.
 */
import type { DefinedInstance, DefinedKind } from './define-problem.ts';
import type { KernelAnswer, KernelTask, ProblemKind } from './kind.ts';
import { Random } from './random.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was tried, or what went wrong, with the numbers. */
  readonly detail: string;
}

export interface KindReport {
  readonly checks: readonly Check[];
  /** 16 hex digits over the answers of fixed tasks: another engine must come to the same; null where no task could be run. */
  readonly fingerprint: string | null;
}

export interface Effort {
  /** Moves of a definition whose delta is compared with the energy's difference. */
  readonly moves: number;
  /** Damaged states that are tried. */
  readonly mutants: number;
  /** Moves of the tasks that are run whole and in slices. */
  readonly taskMoves: number;
}

export const FULL_EFFORT: Effort = { moves: 100_000, mutants: 400, taskMoves: 3_000 };

/** A check ends with what it tried, or throws what went wrong. */
type Trial = () => string;

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

/** What holds of a definition besides: its moves. */
export function checkDefinition<Instance, State, Move>(
  kind: DefinedKind<Instance, State, Move>,
  bytes: Uint8Array,
  effort: Effort = FULL_EFFORT,
): Check[] {
  const walk = () => new Walk(kind, bytes);
  return runAll([
    ['delta is the energy’s difference', () => walk().compareDeltas(effort.moves)],
    ['delta and propose change nothing', () => walk().changeNothing(Math.min(1_000, effort.moves))],
    ['propose hangs on its chance alone', () => walk().repeatProposals(Math.min(1_000, effort.moves))],
    ['states survive their bytes', () => walk().roundTrips(Math.min(1_000, effort.moves))],
    ['init hangs on its chance alone', () => walk().repeatInit()],
    ['a state has one encoding', () => walk().oneEncoding(effort.mutants)],
  ]);
}

function runAll(trials: readonly (readonly [string, Trial])[]): Check[] {
  return trials.map(([name, trial]) => {
    try {
      return { name, ok: true, detail: trial() };
    } catch (error) {
      return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
  });
}

/** A random walk over the states of a definition. */
class Walk<Instance, State, Move> {
  private readonly definition;
  private readonly instance: Instance;
  private readonly chance = new Random();
  private state: State;

  constructor(kind: DefinedKind<Instance, State, Move>, bytes: Uint8Array) {
    this.definition = kind.definition;
    this.instance = (kind.decode(bytes) satisfies DefinedInstance<Instance>).instance;
    this.chance.seed(1);
    this.state = this.definition.init(this.instance, this.chance);
  }

  /** Half of the moves that go up are taken, so that low states are seen as well as high ones. */
  compareDeltas(moves: number): string {
    const { definition, instance, chance } = this;
    let before = whole(definition.energy(instance, this.state), 'energy');
    let rises = 0;
    for (let tried = 0, taken = 0; taken < moves; tried++) {
      if (tried > 20 * moves)
        throw new Error(`only ${taken} of ${tried} moves do not go up; ${moves} were wanted`);
      const move = definition.propose(instance, this.state, chance);
      const delta = whole(definition.delta(instance, this.state, move), 'delta');
      if (delta > 0 && chance.below(2) === 0) continue;
      definition.apply(instance, this.state, move);
      const after = whole(definition.energy(instance, this.state), 'energy');
      taken++;
      if (delta > 0) rises++;
      if (after - before !== delta)
        throw new Error(
          `move ${taken}, ${shown(move)}: delta says ${delta}, but the energy went from ${before} to ${after} (${after - before})`,
        );
      before = after;
    }
    return `${moves} moves, ${rises} of them upwards`;
  }

  changeNothing(moves: number): string {
    const { definition, instance, chance } = this;
    for (let i = 0; i < moves; i++) {
      const before = definition.encode(instance, this.state).slice();
      const move = definition.propose(instance, this.state, chance);
      same(definition.encode(instance, this.state), before, `propose changed the state (move ${i + 1})`);
      const delta = definition.delta(instance, this.state, move);
      same(
        definition.encode(instance, this.state),
        before,
        `delta changed the state (move ${i + 1}, ${shown(move)})`,
      );
      if (!Object.is(definition.delta(instance, this.state, move), delta))
        throw new Error(`delta of the same move gave ${delta} and then another number (${shown(move)})`);
      definition.apply(instance, this.state, move);
    }
    return `${moves} moves`;
  }

  /** What is kept between calls, outside the state, no task knows of, and no replay. */
  repeatProposals(moves: number): string {
    const { definition, instance } = this;
    const propose = (seed: number) => {
      const chance = new Random();
      chance.seed(seed);
      return definition.propose(instance, this.state, chance);
    };
    for (let seed = 0; seed < moves; seed++) {
      const first = spelled(propose(seed));
      const move = propose(seed);
      if (spelled(move) !== first)
        throw new Error(
          `the same state and chance gave the moves ${shown(first)} and ${shown(spelled(move))}: keep nothing between calls`,
        );
      definition.apply(instance, this.state, move);
    }
    return `${moves} moves, each proposed twice`;
  }

  roundTrips(moves: number): string {
    const { definition, instance, chance } = this;
    for (let i = 0; i < moves; i++) {
      const bytes = definition.encode(instance, this.state).slice();
      const copy = definition.validate(instance, bytes.slice());
      same(definition.encode(instance, copy), bytes, `state ${i + 1} comes back as other bytes`);
      const [mine, its] = [definition.energy(instance, this.state), definition.energy(instance, copy)];
      if (mine !== its)
        throw new Error(`state ${i + 1} has energy ${mine}, and ${its} once it went through its bytes`);
      definition.apply(instance, this.state, definition.propose(instance, this.state, chance));
    }
    return `${moves} states`;
  }

  /** Bytes that `validate` takes are those that `encode` writes: else a stranger could answer one state in two ways. */
  oneEncoding(mutants: number): string {
    const { definition, instance, chance } = this;
    const bytes = definition.encode(instance, this.state).slice();
    let refused = 0;
    for (let i = 0; i < mutants && bytes.length > 0; i++) {
      const mutant = bytes.slice();
      mutant[chance.below(mutant.length)] ^= 1 << chance.below(8);
      let state: State;
      try {
        state = definition.validate(instance, mutant.slice());
      } catch {
        refused++;
        continue;
      }
      same(definition.encode(instance, state), mutant, 'validate takes bytes that encode does not write');
    }
    return `${mutants} damaged states, ${refused} refused, the others as encode writes them`;
  }

  repeatInit(): string {
    const { definition, instance } = this;
    const start = (seed: number) => {
      const chance = new Random();
      chance.seed(seed);
      return definition.encode(instance, definition.init(instance, chance)).slice();
    };
    for (let seed = 0; seed < 20; seed++)
      same(start(seed), start(seed), `seed ${seed} gives two start states`);
    return '20 seeds, each twice';
  }
}

function instanceRoundTrip<Problem>(kind: ProblemKind<Problem>, bytes: Uint8Array): string {
  const problem = kind.decode(bytes.slice());
  const again = kind.encode(problem);
  same(again, bytes, 'an instance comes back as other bytes');
  const n = kind.size(kind.decode(again));
  if (!Number.isSafeInteger(n) || n < 1) throw new Error(`the size is ${n}; it is a whole number from 1`);
  return `${bytes.length} bytes, n = ${n}`;
}

function tasksOf<Problem>(
  kind: ProblemKind<Problem>,
  bytes: Uint8Array,
  { taskMoves: moves }: Effort,
): KernelTask[] {
  const problem = kind.decode(bytes);
  const first: KernelTask = { seed: 1, state: null, schedule: { from: 0, to: 0 }, moves };
  const { state } = runTask(kind, problem, first);
  const heat = 8 * kind.temperatureScale(problem, state);
  return [
    first,
    { seed: 2, state: null, schedule: { from: heat, to: 0 }, moves },
    { seed: 3, state, schedule: { from: heat, to: heat / 2 }, moves },
    { seed: 0xffffffff, state, schedule: { from: heat / 8, to: 0 }, moves },
  ];
}

function runTask<Problem>(kind: ProblemKind<Problem>, problem: Problem, task: KernelTask): KernelAnswer {
  const kernel = kind.createKernel(problem);
  kernel.start(task);
  kernel.run(task.moves);
  return kernel.answer();
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

/** A damaged state is refused, or is one that the kind itself would write: two bytes for one state would be two answers. */
function refusesDamage<Problem>(kind: ProblemKind<Problem>, bytes: Uint8Array, { mutants }: Effort): string {
  const problem = kind.decode(bytes);
  const [task] = tasksOf(kind, bytes, { moves: 1, mutants: 1, taskMoves: 100 });
  const { state } = runTask(kind, problem, task);
  const random = new Random();
  random.seed(7);
  const longer = new Uint8Array(state.length + 1);
  longer.set(state);
  mustRefuse(kind, problem, longer, 'a state with a byte too many');
  if (state.length > 0) mustRefuse(kind, problem, state.slice(0, -1), 'a state with a byte too few');
  let refused = 2;
  for (let i = 0; i < mutants && state.length > 0; i++) {
    const mutant = state.slice();
    mutant[random.below(mutant.length)] ^= 1 << random.below(8);
    try {
      whole(kind.energy(problem, mutant), `energy of a state with one bit changed`);
      const kept = kind.createKernel(problem);
      kept.start({ ...task, state: mutant, moves: 1 });
      kept.answer();
    } catch (error) {
      if (!isProblemError(error)) throw error;
      refused++;
    }
  }
  return `${refused} of ${mutants + 2} refused, the others are states`;
}

function mustRefuse<Problem>(
  kind: ProblemKind<Problem>,
  problem: Problem,
  state: Uint8Array,
  what: string,
): void {
  try {
    kind.energy(problem, state);
  } catch (error) {
    if (isProblemError(error)) return;
    throw error;
  }
  throw new Error(`${what} is accepted; refuse it, or one state has two encodings`);
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

/** By name: a user's bundle has a copy of the class. */
function isProblemError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ProblemError';
}

function whole(value: number, what: string): number {
  if (!Number.isSafeInteger(value))
    throw new Error(`${what} is ${value}; energies are integers of at most 2^53: scale and round them`);
  return value;
}

function same(a: Uint8Array, b: Uint8Array, what: string): void {
  if (a.length !== b.length) throw new Error(`${what}: ${a.length} bytes, not ${b.length}`);
  for (let i = 0; i < a.length; i++)
    if (a[i] !== b[i]) throw new Error(`${what}: byte ${i} is ${a[i]}, not ${b[i]}`);
}

/** In full; BigInts, which JSON has not, with their n. */
function spelled(move: unknown): string {
  return JSON.stringify(move, (_, each) => (typeof each === 'bigint' ? `${each}n` : each)) ?? String(move);
}

function shown(move: unknown): string {
  const text = typeof move === 'string' ? move : spelled(move);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** FNV-1a twice, 32 bits each, from two bases: to compare engines, not to resist anybody. */
function fingerprintOf(answers: readonly KernelAnswer[]): string {
  const hashes = [0x811c9dc5, 0x050c5d1f];
  const add = (byte: number) => {
    for (let h = 0; h < 2; h++) hashes[h] = Math.imul(hashes[h] ^ byte, 0x01000193);
  };
  for (const { state, energy } of answers) {
    for (const byte of state) add(byte);
    for (const character of `;${energy};`) add(character.charCodeAt(0));
  }
  return hashes.map((hash) => (hash >>> 0).toString(16).padStart(8, '0')).join('');
}
