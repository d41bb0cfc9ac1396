/**
 * Checkpoints: what the write-ahead log has goes to LMDB, many writes in one transaction, together with the place in the log that is so
 * reached. Nobody waits for that, but where the log is full.
 *
 * 1. What LMDB has is what the log had at the place LMDB names: after a crash the log is read on from there.
 * 2. What is not in LMDB is in the memtables, and is read there.
 * 3. A transaction that LMDB refuses is tried again; until then what it has is safe in the log, which fills.
 */
import { withCause } from './lmdb-rejections.ts';
import { type Memtable, Memtables } from './memtable.ts';
import type { Operation } from './operations.ts';
import { type Tables, type Written, writeRows } from './rows.ts';
import type { LogPosition, WriteAheadLog } from './write-ahead-log.ts';

/** One begins so long after the first write that it is to take, in milliseconds, */
const LONGEST_WAIT = 100;
/** or where this waits for it: more would hold up the event loop, and fill the log. */
const MOST_ROWS = 1024;
const MOST_BYTES = 512 * 1024;

const CLOSED = 'the store is closed';

/** What else is written in the transaction of a checkpoint. */
interface Joined {
  write(written: Written): void;
  done(): void;
  failed(error: unknown): void;
}

export class Checkpoints {
  readonly memtables = new Memtables();
  readonly #tables: Tables;
  readonly #log: WriteAheadLog;
  #joined: Joined[] = [];
  #joinedRows = 0;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #wasRefused = false;
  #isOver = false;

  constructor(tables: Tables, log: WriteAheadLog) {
    this.#tables = tables;
    this.#log = log;
  }

  /** What the log has up to there. */
  apply(operations: readonly Operation[], position: LogPosition): void {
    this.memtables.apply(operations, position);
    this.#schedule();
  }

  /** Has `write` called with the next checkpoint, behind all that is in the memtables; of so many rows. Resolves when LMDB has it. */
  join(write: (written: Written) => void, rows: number): Promise<void> {
    if (this.#isOver) return Promise.reject(new Error(CLOSED));
    return new Promise((done, failed) => {
      this.#joined.push({ write, done, failed });
      this.#joinedRows += rows;
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#running !== null || this.#isOver) return;
    const { rows, bytes } = this.memtables.active;
    const isMuch = rows + this.#joinedRows >= MOST_ROWS || bytes >= MOST_BYTES;
    // What was just acknowledged is told first.
    if (isMuch && !this.#wasRefused) this.#immediate ??= setImmediate(() => this.#begin());
    else this.#timer ??= setTimeout(() => this.#begin(), LONGEST_WAIT);
  }

  /** Where LMDB refuses there is a next time. */
  #begin(): void {
    this.run().catch(() => {});
  }

  /** The checkpoint that is under way, or one that begins now. Rejects where LMDB refuses. */
  run(): Promise<void> {
    return this.#running ?? this.#start(this.memtables.freeze());
  }

  #start(memtable: Memtable): Promise<void> {
    this.#running = this.#write(memtable).finally(() => {
      this.#running = null;
      if (!this.memtables.isEmpty || this.#joined.length > 0) this.#schedule();
    });
    return this.#running;
  }

  /** Until nothing is left to be written. */
  async finish(): Promise<void> {
    while (this.#running !== null || !this.memtables.isEmpty || this.#joined.length > 0) await this.run();
    this.#unschedule();
  }

  /** For what is too long for the log: behind all that is in it. Resolves when LMDB has it. */
  async write(made: Memtable): Promise<void> {
    await this.finish();
    await this.#start(made);
  }

  /** Nothing is tried again. */
  end(): void {
    this.#isOver = true;
    this.#unschedule();
    for (const { failed } of this.#joined.splice(0)) failed(new Error(CLOSED));
  }

  #unschedule(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
  }

  async #write(memtable: Memtable): Promise<void> {
    this.#unschedule();
    const joined = this.#joined;
    this.#joined = [];
    this.#joinedRows = 0;
    const rows = new Set<Promise<boolean>>();
    const written: Written = (row) => void rows.add(row);
    try {
      writeRows(this.#tables, memtable, written);
      for (const { write } of joined) write(written);
      await withCause(Promise.all(rows));
    } catch (error) {
      this.#wasRefused = true;
      for (const { failed } of joined) failed(error);
      throw error;
    }
    this.#wasRefused = false;
    this.memtables.thaw();
    if (memtable.position !== null) this.#log.release(memtable.position);
    for (const { done } of joined) done();
  }
}
