/**
 * A job's states on their way to donors and back, packed where its kind has a packing. States that came packed are sent on as
 * they came, so that nothing is packed here but a given start; but large ones, while few are out, travel beside each other, and
 * are packed for each task anew. While many are out, answers are asked for in the quick form, where everybody here reads it: who came
 * with an earlier program is sent those states packed anew. Everything else in this folder sees states as they are.
 */
import { type Packing, ProblemError, type Unpacked } from '../anneal/kind.ts';
import type { Steps } from '../anneal/steps.ts';
import { besideOf } from '../anneal/unpacked.ts';
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';
import type { CallEnd } from './dispatch.ts';

const NO_STATE = new Uint8Array();

export class Parcels {
  private readonly packed = new WeakMap<Uint8Array, Uint8Array>();
  /** What was unpacked last: whoever asks of it asks at once. */
  private latest: Unpacked | null = null;
  /** What the answers to tasks that were sent so may be packed beside. */
  private readonly known = new WeakMap<AnnealTask, readonly Uint8Array[]>();
  private ready = false;
  private preparation: Steps<void> | null = null;

  /**
   * @param packing none: everything goes as it is
   * @param tasksOut how many there are now
   */
  constructor(
    private readonly packing: Packing<unknown> | undefined,
    private readonly problem: unknown,
    private readonly tasksOut: () => number,
  ) {}

  /** Goes on for some milliseconds with what packing needs; until it returns true, tasks go as they are. */
  prepare(): boolean {
    if (this.ready || !this.packing) return true;
    this.preparation ??= this.packing.prepare(this.problem);
    if (this.preparation.next().done) this.ready = true;
    return this.ready;
  }

  /** As it goes over the wire. @param areQuick whoever may get it reads the quick form */
  send(input: AnnealTask, areQuick = false): AnnealTask {
    if (!this.ready || input.scope !== null) return input;
    const state = input.state && this.alone(input.state, areQuick);
    const isBeside = this.packing!.paysBeside(this.problem, this.tasksOut());
    const known = isBeside ? besideOf(input) : [];
    const mates = input.mates.map((mate, i) =>
      isBeside
        ? this.packing!.pack(this.problem, mate, known.slice(0, known.length - input.mates.length + i))
        : this.alone(mate, areQuick),
    );
    const quick = areQuick && this.packing!.paysQuick(this.problem, this.tasksOut());
    const sent = packedTask(input, { state, mates, beside: isBeside, quick });
    if (isBeside) this.known.set(sent, known);
    return sent;
  }

  /** The end of a call that was sent so; a state that cannot be unpacked becomes none. */
  receive(sent: AnnealTask, end: CallEnd): CallEnd {
    if (!sent.packed || end.is !== 'answer' || typeof end.output !== 'object' || end.output === null)
      return end;
    const { task, state: bytes, packed, energy, moves, lead } = end.output as Partial<AnnealAnswer>;
    if (!packed || !(bytes instanceof Uint8Array)) return end;
    const state = this.unpack(bytes, this.known.get(sent) ?? []);
    return { is: 'answer', output: { task, state, energy, moves, lead }, callee: end.callee };
  }

  /** Of a state that was just unpacked, and so measured; null of any other. */
  energyOf(state: Uint8Array): number | null {
    return this.latest?.state === state ? this.latest.energy : null;
  }

  private alone(state: Uint8Array, areQuick: boolean): Uint8Array {
    let packed = this.packed.get(state);
    if (!packed || (!areQuick && this.packing!.isQuick(packed))) {
      packed = this.packing!.pack(this.problem, state);
      this.packed.set(state, packed);
    }
    return packed;
  }

  private unpack(bytes: Uint8Array, beside: readonly Uint8Array[]): Uint8Array {
    try {
      const { packing, problem } = this;
      this.latest = packing!.unpack(problem, bytes, beside);
      const { state } = this.latest;
      // The bytes may be a window on a whole network frame: keep them, not the frame.
      if (packing!.standsAlone(bytes)) this.packed.set(state, bytes.slice());
      return state;
    } catch (error) {
      if (error instanceof ProblemError) return NO_STATE;
      throw error;
    }
  }
}

/** The task with these states. Written out, since fields behind a spread take V8 some 14 µs together (docs/decisions/orchestrator-load.md). */
function packedTask(
  { job, task, kind, kernel, problem, seed, scope, schedule, moves, millis, until }: AnnealTask,
  { state, mates, beside, quick }: Required<Pick<AnnealTask, 'state' | 'mates' | 'beside' | 'quick'>>,
): AnnealTask {
  return {
    job,
    task,
    kind,
    kernel,
    problem,
    seed,
    scope,
    state,
    mates,
    packed: true,
    beside,
    quick,
    schedule,
    moves,
    millis,
    until,
  };
}
