/** The logs of memory.ts. */
import { Deque } from '../core/deque.ts';
import { checkMark } from './names.ts';
import type { Append, Extent, LogEntry, ReadOptions } from './store.ts';

interface Log {
  /** seq of the oldest. */
  first: number;
  readonly entries: Deque<Required<Append>>;
  bytes: number;
}

export class MemoryLogs {
  readonly #logs = new Map<string, Log>();

  #log(name: string): Log {
    const log = this.#logs.get(name) ?? { first: 1, entries: new Deque(), bytes: 0 };
    this.#logs.set(name, log);
    return log;
  }

  append(name: string, entries: readonly Append[]): number {
    if (entries.length === 0) throw new RangeError('nothing to append');
    const kept = entries.map(({ bytes, marks = [] }) => ({
      bytes: bytes.slice(),
      marks: marks.map(checkMark),
    }));
    const log = this.#log(name);
    const seq = log.first + log.entries.length;
    for (const entry of kept) {
      log.entries.push(entry);
      log.bytes += entry.bytes.length;
    }
    return seq;
  }

  *read(
    name: string,
    { from = 1, until = Number.POSITIVE_INFINITY, mark, reverse = false }: ReadOptions,
  ): Iterable<LogEntry> {
    const log = this.#log(name);
    const newest = () => Math.min(until, log.first + log.entries.length - 1);
    let seq = reverse ? newest() : Math.max(from, log.first);
    while (seq >= Math.max(from, log.first) && seq <= newest()) {
      const { bytes, marks } = log.entries.at(seq - log.first)!;
      if (mark === undefined || marks.includes(mark)) yield { seq, bytes: bytes.slice() };
      // A trim while somebody reads must not shift what comes next.
      seq = reverse ? seq - 1 : Math.max(seq + 1, log.first);
    }
  }

  entry(name: string, seq: number): Uint8Array | undefined {
    const { first, entries } = this.#log(name);
    return entries.at(seq - first)?.bytes.slice();
  }

  extent(name: string): Extent {
    const { first, entries, bytes } = this.#log(name);
    return { first, last: first + entries.length - 1, bytes };
  }

  trim(name: string, before: number): void {
    const log = this.#log(name);
    for (; log.first < before && log.entries.length > 0; log.first++)
      log.bytes -= log.entries.shift()!.bytes.length;
  }
}
