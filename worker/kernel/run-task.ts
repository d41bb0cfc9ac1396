/**
 * Runs tasks in slices, the same way in a browser's Worker and in a Node thread. The length of a slice follows the clock;
 * the answer does not: a kernel gives the same answer however its run was cut (anneal/kind.ts).
 */
import { type Kernel, type KernelKind, ProblemError } from '../../anneal/kind.ts';
import { advance, type Steps } from '../../anneal/steps.ts';
import { besideOf, unpacked } from '../../anneal/unpacked.ts';
import { ERRORS } from '../../peer/errors.ts';
import type { AnnealAnswer, AnnealTask } from '../../peer/procedures.ts';
import type { KernelReply } from './protocol.ts';
import { Rhythm } from './rhythm.ts';

export interface Thread {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Lets the thread hear its messages; resolves as soon as they were heard. */
  breathe(): Promise<void>;
  /** As breathe(), and leaves the core to others for so many milliseconds. Without it the share counts for nothing. */
  rest?(millis: number): Promise<void>;
}

export interface RunHooks {
  stopped(): boolean;
  /** Called after each slice with the moves it did and the milliseconds it took; the first took what making ready did, too. */
  onMoves(moves: number, took: number): void;
}

const SLICE_MILLIS = 20;
/** A rest is cut too, so that who tells it to stop is heard. */
const LONGEST_REST_MILLIS = 100;
const FIRST_SLICE_MOVES = 250;
/** Looks at the clock in a slice: the moves after may be ten times as slow as those before. */
const LOOKS = 32;
/** Making ready and packing go in steps of some milliseconds: so many of them together that a slower device is not long about it either. */
const STEPS_MILLIS = 10;
/**
 * Problems kept ready: as many as jobs run at once, whose tasks come in turn, so that none is prepared anew at each task; of
 * large ones fewer, since a phone has to hold them. Bytes are those on the wire.
 */
const MOST_PREPARED = 8;
const MOST_BYTES = 4_000_000;

/** A kernel that has just begun a task. */
interface Begun {
  readonly kernel: Kernel;
  /** Its states unpacked. */
  readonly task: AnnealTask;
}

/** What steps came to, and the milliseconds they took. */
interface Done<Result> {
  readonly result: Result;
  readonly took: number;
}

const STOPPED: KernelReply = { is: 'error', uri: ERRORS.stopped, message: 'the task was stopped' };

/** A problem, and the kernel for the whole of it once a task asked for that. */
interface Prepared {
  readonly problem: unknown;
  readonly bytes: number;
  kernel: Kernel | null;
  /** Of a kernel that is half made: who was stopped there goes on with the next task. */
  making: Steps<Kernel> | null;
}

export class TaskRunner {
  /** Part of the time to work, above 0 up to 1; may change in the middle of a task. Task limits stay kernel time. */
  readonly rhythm = new Rhythm();
  readonly #kinds: ReadonlyMap<string, KernelKind<unknown>>;
  readonly #thread: Thread;
  /** By kind and problem hash, the latest used last. */
  readonly #prepared = new Map<string, Prepared>();

  constructor(kinds: ReadonlyMap<string, KernelKind<unknown>>, thread: Thread) {
    this.#kinds = kinds;
    this.#thread = thread;
  }

  /** Never rejects. The task's fields are checked; what its bytes mean is the kind's to say. */
  async run(task: AnnealTask, problem: Uint8Array | null, hooks: RunHooks): Promise<KernelReply> {
    const kind = this.#kinds.get(task.kind);
    if (kind?.kernelVersion !== task.kernel) {
      return { is: 'error', uri: ERRORS.kernelUnknown, message: `there is no kernel ${task.kernel} here` };
    }
    if (task.until !== null && task.until > task.moves) {
      const message = `a replay of ${task.moves} moves cannot stop at move ${task.until}`;
      return { is: 'error', uri: ERRORS.invalidInput, message };
    }
    try {
      // What the task before it left owing.
      if (!(await this.#rest(hooks))) return STOPPED;
      const from = this.#thread.now();
      const ready = this.#problem(kind, task.problem, problem);
      if (!ready) return { is: 'needs problem' };
      if (this.#workedSince(from) >= STEPS_MILLIS) await this.#thread.breathe();
      const begun = await this.#through(begin(kind, ready, task), hooks);
      if (!begun || !(await this.#slices(begun, hooks))) return STOPPED;
      const answer = await this.#through(answerOf(kind, ready, begun.result), hooks);
      return answer ? { is: 'answer', answer: answer.result } : STOPPED;
    } catch (error) {
      const uri = error instanceof ProblemError ? ERRORS.invalidInput : ERRORS.runtime;
      return { is: 'error', uri, message: error instanceof Error ? error.message : String(error) };
    }
  }

  /**
   * False when stopped. Ends at the task's last move, a replay at the move it is to stop at, or at the first slice's end past
   * `millis` of kernel time.
   */
  async #slices({ result, took: prepared }: Done<Begun>, hooks: RunHooks): Promise<boolean> {
    const { kernel, task } = result;
    const last = task.until ?? task.moves;
    let done = 0;
    let spent = 0;
    let slice = FIRST_SLICE_MOVES;
    while (done < last && spent < task.millis) {
      const room = Math.max(1, Math.min(SLICE_MILLIS, task.millis - spent));
      const begin = this.#thread.now();
      const before = done;
      const end = Math.min(last, done + slice);
      do {
        done = kernel.run(Math.min(Math.ceil(slice / LOOKS), end - done));
      } while (done < end && this.#thread.now() - begin < room);
      const took = this.#workedSince(begin);
      hooks.onMoves(done - before, before === 0 ? took + prepared : took);
      spent += took;
      slice = nextSlice(done - before, took, room);
      await this.#thread.breathe();
      if (hooks.stopped()) return false;
      // After the last slice the answer goes first.
      if (done < last && spent < task.millis && !(await this.#rest(hooks))) return false;
    }
    return true;
  }

  /** Null when stopped. Rests for it come after it, bounded: a preparation at a quarter of the time would be four times as long. */
  async #through<Result>(steps: Steps<Result>, hooks: RunHooks): Promise<Done<Result> | null> {
    const thread = this.#thread;
    for (let took = 0; ; ) {
      const begin = thread.now();
      const step = advance(steps, () => thread.now() - begin >= STEPS_MILLIS);
      const end = thread.now();
      took += end - begin;
      if (!step.done) await thread.breathe();
      const isStopped = !step.done && hooks.stopped();
      if (step.done || isStopped) this.rhythm.worked(end - took, end);
      if (step.done) return { result: step.value, took };
      if (isStopped) return null;
    }
  }

  /** @returns milliseconds */
  #workedSince(begin: number): number {
    const end = this.#thread.now();
    this.rhythm.worked(begin, end);
    return end - begin;
  }

  /** False when stopped meanwhile. */
  async #rest(hooks: RunHooks): Promise<boolean> {
    const thread = this.#thread;
    while (thread.rest) {
      const owed = this.rhythm.rest(thread.now());
      if (owed <= 0) return true;
      await thread.rest(Math.min(owed, LONGEST_REST_MILLIS));
      if (hooks.stopped()) return false;
    }
    return true;
  }

  /** Null: the bytes are needed. */
  #problem(kind: KernelKind<unknown>, hash: string, bytes: Uint8Array | null): Prepared | null {
    const key = `${kind.name} ${hash}`;
    let prepared = this.#prepared.get(key);
    if (!prepared) {
      if (!bytes) return null;
      this.#makeRoom(bytes.length);
      prepared = { problem: kind.decode(bytes), bytes: bytes.length, kernel: null, making: null };
    }
    this.#prepared.delete(key);
    this.#prepared.set(key, prepared);
    return prepared;
  }

  /** Before the next one is made: a large problem twice may be more than a phone has. */
  #makeRoom(next: number): void {
    let bytes = next;
    for (const prepared of this.#prepared.values()) bytes += prepared.bytes;
    for (const [key, prepared] of this.#prepared) {
      if (this.#prepared.size < MOST_PREPARED && bytes <= MOST_BYTES) return;
      this.#prepared.delete(key);
      bytes -= prepared.bytes;
    }
  }
}

function* begin(kind: KernelKind<unknown>, prepared: Prepared, task: AnnealTask): Steps<Begun> {
  const kernel = yield* kernelFor(kind, prepared, task);
  const given = yield* unpacked(kind, prepared.problem, task);
  if (kernel.begin) yield* kernel.begin(given);
  else kernel.start(given);
  return { kernel, task: given };
}

function* answerOf(
  { packing }: KernelKind<unknown>,
  { problem }: Prepared,
  { kernel, task }: Begun,
): Steps<AnnealAnswer> {
  const answer = { task: task.task, ...kernel.answer() };
  if (!task.packed) return answer;
  yield;
  if (task.quick) return { ...answer, state: packing!.packQuick(problem, answer.state), packed: true };
  const state = yield* packing!.packSteps(problem, answer.state, task.beside ? besideOf(task) : []);
  return { ...answer, state, packed: true };
}

/** The kernel for a task: the whole problem's is kept, a part's made anew. */
function* kernelFor(kind: KernelKind<unknown>, prepared: Prepared, { scope }: AnnealTask): Steps<Kernel> {
  const { parts, kernelSteps, createKernel } = kind;
  const { problem } = prepared;
  if (scope !== null) {
    if (!parts) throw new ProblemError(`A problem of kind ${kind.name} has no parts: scope must be null.`);
    return yield* parts.kernelSteps(problem, scope);
  }
  if (prepared.kernel) return prepared.kernel;
  if (!kernelSteps) prepared.kernel = createKernel(problem);
  else {
    prepared.making ??= kernelSteps(problem);
    try {
      prepared.kernel = yield* prepared.making;
    } finally {
      prepared.making = null;
    }
  }
  return prepared.kernel;
}

/** Moves that should take `room` milliseconds when `moves` took `took`; at most doubles, since a short slice says little. */
function nextSlice(moves: number, took: number, room: number): number {
  const fitting = took > 0 ? Math.floor((moves * room) / took) : moves * 2;
  return Math.max(1, Math.min(fitting, moves * 2, 2 ** 31));
}
