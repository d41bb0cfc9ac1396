/** What is known of a log while its store is open. */
import { extentIn, type Sums, type Table } from './extents.ts';
import type { AppendedEntry } from './operations.ts';

/** Entries of one append that wait for their turn. */
export interface WaitingAppend {
  readonly entries: readonly AppendedEntry[];
  /** The lengths of what was given. */
  readonly bytes: number;
  done(first: number): void;
  failed(error: unknown): void;
}

/** An entry that is to go. */
export interface Leaving {
  readonly seq: number;
  readonly bytes: number;
  readonly marks: readonly string[];
}

/** Its sums are those of what is acknowledged. */
export interface LogState extends Sums {
  /** The oldest that is to be found. */
  first: number;
  /** Bytes of what is to be found: right at once, however long the disk takes. */
  bytes: number;
  /** From the first one on that counts in `bytes`, which is `first` unless a long trim goes on. */
  counted: number;
  /** From `gone` to `counted`: no longer counted, and still on the disk. */
  leaving: Leaving[];
  trimming: Promise<void> | null;
  writing: Promise<void> | null;
  waiting: WaitingAppend[];
}

export function logState(table: Table, log: string): LogState {
  const sums = extentIn(table, log);
  return {
    ...sums,
    first: sums.gone,
    bytes: sums.appended - sums.removed,
    counted: sums.gone,
    leaving: [],
    trimming: null,
    writing: null,
    waiting: [],
  };
}
