import type { DefinedInstance, DefinedKind } from '../define-problem.ts';
import { Random } from '../random.ts';
import { type Check, type Effort, FULL_EFFORT, runAll, same, shown, spelled, whole } from './check.ts';

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
      same(
        mutant,
        definition.encode(instance, state),
        'validate takes bytes that encode does not write for that state: refuse them',
      );
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
