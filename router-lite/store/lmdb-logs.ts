/**
 * Logs: what is appended goes through the write-ahead log to LMDB, where it is three tables (rows.ts). What one append writes is one
 * operation there. One that fails leaves no gap: those of a log are written in groups, one after another, and numbered when their
 * group's turn comes.
 */
import type { Checkpoints } from './checkpoints.ts';
import type { GroupCommit } from './group-commit.ts';
import { LogPages } from './log-pages.ts';
import { bytesOf, withMarks } from './log-rows.ts';
import { type LogState, logState } from './log-state.ts';
import { LogTrims } from './log-trims.ts';
import { checkMark } from './names.ts';
import type { Tables } from './rows.ts';
import type { Append, Extent, LogEntry, ReadOptions } from './store.ts';

/** Rows read in one go: no read transaction stays open while a reader takes its time. Short reads shall cost little. */
const FIRST_PAGE = 64;
const PAGE = 256;

interface LmdbLogsOptions {
  readonly tables: Tables;
  readonly checkpoints: Checkpoints;
  readonly commit: GroupCommit;
  /** Told when a group is written, in its turn. */
  readonly onWrite: () => void;
}

export class LmdbLogs {
  readonly #options: LmdbLogsOptions;
  readonly #pages: LogPages;
  readonly #trims: LogTrims;
  readonly #states = new Map<string, LogState>();

  constructor(options: LmdbLogsOptions) {
    const { tables, checkpoints } = options;
    this.#options = options;
    this.#pages = new LogPages(tables, checkpoints.memtables);
    this.#trims = new LogTrims(tables, checkpoints, this.#pages);
  }

  /** LMDB alone is asked: nothing of a log may be in the memtables before. */
  #state(log: string): LogState {
    let state = this.#states.get(log);
    if (state === undefined) {
      state = logState(this.#options.tables.extents, log);
      this.#states.set(log, state);
    }
    return state;
  }

  extent(log: string): Extent {
    const { first, last, bytes } = this.#state(log);
    return { first, last, bytes };
  }

  /** Takes a copy of the bytes now. */
  append(log: string, entries: readonly Append[]): Promise<number> {
    if (entries.length === 0) return Promise.reject(new RangeError('nothing to append'));
    let length = 0;
    const copies = entries.map(({ bytes, marks = [] }) => {
      const names = marks.map(checkMark);
      length += bytes.length;
      return { value: withMarks(bytes, names), marks: names };
    });
    const state = this.#state(log);
    return new Promise((done, failed) => {
      state.waiting.push({ entries: copies, bytes: length, done, failed });
      // At the end of this step: what is appended in it makes up one group.
      state.writing ??= Promise.resolve().then(() => this.#write(log, state));
    });
  }

  /** Resolves when nothing waits to be appended. */
  async finish(): Promise<void> {
    for (const state of this.#states.values()) while (state.writing !== null) await state.writing;
  }

  async #write(log: string, state: LogState): Promise<void> {
    while (state.waiting.length > 0) {
      this.#options.onWrite();
      const group = state.waiting;
      state.waiting = [];
      const entries = group.flatMap((each) => each.entries);
      const bytes = group.reduce((sum, each) => sum + each.bytes, 0);
      const [first, appended] = [state.last + 1, state.appended + bytes];
      try {
        const { gone } = state;
        await this.#options.commit.write({ kind: 'append', log, first, gone, appended, entries });
        state.last += entries.length;
        state.appended = appended;
        state.bytes += bytes;
      } catch (error) {
        for (const { failed } of group) failed(error);
        continue;
      }
      let next = first;
      for (const each of group) {
        each.done(next);
        next += each.entries.length;
      }
    }
    state.writing = null;
  }

  *read(
    log: string,
    { from = 1, until: wanted = Number.POSITIVE_INFINITY, mark: named, reverse = false }: ReadOptions,
  ): Iterable<LogEntry> {
    const state = this.#state(log);
    const mark = named === undefined ? undefined : checkMark(named);
    let at = Math.max(from, state.first);
    let until = Math.min(wanted, state.last) + 1;
    for (let limit = FIRST_PAGE; at < until; limit = PAGE) {
      const { rows, rest } = this.#pages.page(log, { at, until, mark, reverse }, limit);
      for (const { seq, value } of rows) {
        if (seq < state.first) {
          if (reverse) return;
          continue;
        }
        const found = mark === undefined ? bytesOf(value) : this.entry(log, seq);
        if (found !== undefined) yield { seq, bytes: found };
      }
      if (reverse) until = rest;
      // What was appended meanwhile is seen too.
      else [at, until] = [rest, Math.min(wanted, state.last) + 1];
    }
  }

  entry(log: string, seq: number): Uint8Array | undefined {
    const { first, last } = this.#state(log);
    if (seq < first || seq > last) return undefined;
    const value = this.#pages.value(log, seq);
    return value && bytesOf(value);
  }

  /** Rejects where the disk refuses; what is left there goes with the next trim. */
  trim(log: string, before: number): Promise<void> {
    return this.#trims.trim(log, this.#state(log), before);
  }
}
