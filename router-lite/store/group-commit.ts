/**
 * Group commit: what is written while the log writes is its next record, so all of it shares one sync. A write is acknowledged, and can be
 * read, once its record is written; one that is too long for the log, once LMDB has it. All in the order in which they were asked for.
 */
import type { Checkpoints } from './checkpoints.ts';
import { Memtable } from './memtable.ts';
import { lengthOf, type Operation, recordOf } from './operations.ts';
import { HEADER, type WriteAheadLog } from './write-ahead-log.ts';

/** Payload of a record, unless its first write alone has more. */
const MOST_BYTES = 256 * 1024;

interface Waiting {
  readonly operation: Operation;
  readonly length: number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
  /** What it was decided by; null once this is settled: what hangs on it shall not keep all that it hung on. */
  basis: Waiting | null;
  written: Promise<void> | null;
  failure: { readonly error: unknown } | null;
}

/** A value that is not acknowledged yet; undefined: that there is none. */
export interface Submitted {
  readonly value: Buffer | undefined;
  readonly written: Promise<void>;
  readonly waiting: Waiting;
}

interface Group {
  readonly writes: readonly Waiting[];
  readonly length: number;
}

export class GroupCommit {
  readonly #log: WriteAheadLog;
  readonly #checkpoints: Checkpoints;
  #waiting: Waiting[] = [];
  readonly #submitted = new Map<string, Waiting>();
  #running: Promise<void> | null = null;

  constructor(log: WriteAheadLog, checkpoints: Checkpoints) {
    this.#log = log;
    this.#checkpoints = checkpoints;
  }

  /** Nothing of the operation may change from now on. `basis`: what it was decided by; where that fails this fails too. */
  write(operation: Operation, basis: Submitted | undefined = undefined): Promise<void> {
    const written = new Promise<void>((done, failed) => {
      const waiting: Waiting = {
        operation,
        length: lengthOf(operation),
        done,
        failed,
        basis: basis?.waiting ?? null,
        written: null,
        failure: null,
      };
      this.#waiting.push(waiting);
      if (operation.kind !== 'append') this.#submitted.set(operation.key, waiting);
    });
    this.#waiting.at(-1)!.written = written;
    // What else this step of the program writes goes along.
    this.#running ??= Promise.resolve().then(() => this.#run());
    return written;
  }

  /** The newest write of a key that is not acknowledged yet. */
  submitted(key: string): Submitted | undefined {
    const waiting = this.#submitted.get(key);
    if (waiting === undefined) return undefined;
    const { operation, written } = waiting;
    return { value: operation.kind === 'put' ? operation.value : undefined, written: written!, waiting };
  }

  /** Resolves when nothing waits. */
  async finish(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#next();
      let failure: Waiting['failure'] = null;
      try {
        await this.#persist(group);
      } catch (error) {
        failure = { error };
      }
      for (const waiting of group.writes) this.#settle(waiting, failure);
      if (failure !== null) this.#refuseUnfounded();
    }
    this.#running = null;
  }

  #settle(waiting: Waiting, failure: Waiting['failure']): void {
    const { operation, done, failed } = waiting;
    waiting.basis = null;
    waiting.failure = failure;
    if (operation.kind !== 'append' && this.#submitted.get(operation.key) === waiting)
      this.#submitted.delete(operation.key);
    if (failure === null) done();
    else failed(failure.error);
  }

  /** What was decided by a write that failed. In their order: others may have been decided by it. */
  #refuseUnfounded(): void {
    this.#waiting = this.#waiting.filter((waiting) => {
      const failure = waiting.basis?.failure ?? null;
      if (failure !== null) this.#settle(waiting, failure);
      return failure === null;
    });
  }

  #next(): Group {
    let [count, length] = [1, this.#waiting[0]!.length];
    for (; count < this.#waiting.length; count++) {
      const next = length + this.#waiting[count]!.length;
      if (next > MOST_BYTES) break;
      length = next;
    }
    const writes = count === this.#waiting.length ? this.#waiting : this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return { writes, length };
  }

  async #persist({ writes, length }: Group): Promise<void> {
    const operations = writes.map(({ operation }) => operation);
    const whole = HEADER + length;
    // What LMDB got now might be undone by the record that failed, at the next start.
    this.#log.check();
    if (!this.#log.takes(whole)) {
      const memtable = new Memtable();
      for (const operation of operations) memtable.apply(operation);
      return this.#checkpoints.write(memtable);
    }
    while (!this.#log.hasRoom(whole)) await this.#checkpoints.run();
    this.#checkpoints.apply(operations, await this.#log.append(recordOf(operations, length)));
  }
}
