/** What Chromium's trace says of how busy a page was. */

export interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Of all tasks of threads of this name, in milliseconds of processor time: how busy the machine is besides does not count. */
export function longest(events: readonly TraceEvent[], name: string): number {
  const threads = events.filter((event) => event.name === 'thread_name' && event.args.name === name);
  const tasks = events.filter(
    ({ pid, tid, tdur }) => tdur && threads.some((thread) => thread.pid === pid && thread.tid === tid),
  );
  return Math.max(0, ...tasks.map(({ tdur }) => (tdur ?? 0) / 1000));
}
