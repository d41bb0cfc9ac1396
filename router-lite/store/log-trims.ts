/**
 * Trims: nobody finds what was trimmed from that moment on; it goes from the disk in steps, each with a checkpoint. A trim that LMDB refuses
 * is gone on with by the next one. Trims are in no write-ahead log: their promises resolve when LMDB has done them.
 */
import type { Checkpoints } from './checkpoints.ts';
import { putTrimmed } from './extents.ts';
import type { LogPages } from './log-pages.ts';
import { bytesOf, entryKey, markKey, marksOf } from './log-rows.ts';
import type { Leaving, LogState } from './log-state.ts';
import type { Tables, Written } from './rows.ts';

/** Entries trimmed in one go. */
const TRIM = 4096;

/** What one step takes. */
interface Step {
  readonly some: readonly Leaving[];
  readonly gone: number;
  readonly removed: number;
}

export class LogTrims {
  readonly #tables: Tables;
  readonly #checkpoints: Checkpoints;
  readonly #pages: LogPages;

  constructor(tables: Tables, checkpoints: Checkpoints, pages: LogPages) {
    this.#tables = tables;
    this.#checkpoints = checkpoints;
    this.#pages = pages;
  }

  /** Rejects where the disk refuses; what is left there goes with the next trim. */
  trim(log: string, state: LogState, before: number): Promise<void> {
    // From now on nobody finds them, whenever they are gone.
    state.first = Math.max(state.first, Math.min(before, state.last + 1));
    this.#discount(log, state);
    if (state.gone === state.first) return Promise.resolve();
    state.trimming ??= this.#trimAll(log, state);
    return state.trimming;
  }

  async #trimAll(log: string, state: LogState): Promise<void> {
    try {
      while (state.gone < state.first) await this.#trimSome(log, state);
    } finally {
      // In one step with the last look: who trims from here on begins anew.
      state.trimming = null;
    }
  }

  /** Takes the next of those that nobody finds any more out of the count. */
  #discount(log: string, state: LogState): void {
    const until = Math.min(state.counted + TRIM, state.first);
    for (let at = state.counted; at < until; ) {
      const { rows, rest } = this.#pages.page(log, { at, until, mark: undefined, reverse: false }, TRIM);
      for (const { seq, value } of rows) {
        const bytes = bytesOf(value).length;
        state.bytes -= bytes;
        state.leaving.push({ seq, bytes, marks: marksOf(value) });
      }
      at = rest;
    }
    state.counted = until;
  }

  /** What goes is off the books once it is known to have gone. */
  async #trimSome(log: string, state: LogState): Promise<void> {
    if (state.gone === state.counted) this.#discount(log, state);
    let step: Step = { some: [], gone: state.gone, removed: state.removed };
    await this.#checkpoints.join(
      (written) => {
        step = this.#stepOf(log, state);
        this.#remove(log, step, written);
      },
      Math.min(state.leaving.length, TRIM),
    );
    state.gone = step.gone;
    state.removed = step.removed;
    state.leaving.splice(0, step.some.length);
  }

  /** Of what LMDB is told of by now: a row that comes there behind its removal would stay. */
  #stepOf(log: string, { leaving, counted, removed }: LogState): Step {
    const told = this.#checkpoints.memtables.active.logs.get(log)?.first ?? Number.POSITIVE_INFINITY;
    const some = leaving.slice(0, TRIM).filter(({ seq }) => seq < told);
    const gone = some.length === leaving.length ? Math.min(counted, told) : leaving[some.length]!.seq;
    return { some, gone, removed: some.reduce((sum, { bytes }) => sum + bytes, removed) };
  }

  #remove(log: string, { some, gone, removed }: Step, written: Written): void {
    const { entries, marks: table, extents } = this.#tables;
    for (const { seq, marks } of some) {
      written(entries.remove(entryKey(log, seq)));
      for (const mark of marks) written(table.remove(markKey(log, mark, seq)));
    }
    written(putTrimmed(extents, log, { gone, removed }));
  }
}
