/** What another process has used, of whatever make. */
import { readFileSync } from 'node:fs';
import type { Usage } from './child.ts';

/** What Linux says of a process and those it started: CPU in steps of 10 ms, memory in pages of 4 KiB. Zero elsewhere. */
export function processUsage(pid: number): Usage {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    const started = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean);
    const own = { cpu: (Number(fields[11]) + Number(fields[12])) * 10_000, rss: Number(fields[21]) * 4096 };
    return started
      .map((child) => processUsage(Number(child)))
      .reduce((sum, each) => ({ cpu: sum.cpu + each.cpu, rss: sum.rss + each.rss }), own);
  } catch {
    return { cpu: 0, rss: 0 };
  }
}
