/** `lehr job list`: the jobs of a running Lehr. */
import type { Job, JobList } from '../../peer/procedures.ts';
import { parseFlags, type Usage } from '../flags.ts';
import type { Command } from '../lehr.ts';
import { jobGap, jobJson } from '../report.ts';
import { asClock, asGap, grouped } from '../units.ts';
import { REMOTE_FLAGS, withRemote } from './remote.ts';

const usage: Usage = {
  name: 'job list',
  summary: 'Lists the jobs of a running Lehr, newest first; * marks the one that its pages show.',
  flags: REMOTE_FLAGS,
  examples: ['lehr job list', 'lehr job list --url http://192.168.1.20:8080 --json'],
};

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const list = await withRemote(flags, 'viewer', ({ peer }) => peer.call('lehr.job.list', {}));
  const { current, jobs } = list;
  const text = flags.has('json') ? JSON.stringify({ current, jobs: jobs.map(jobJson) }) : table(list);
  process.stdout.write(`${text}\n`);
  return 0;
}

function table({ jobs, current }: JobList): string {
  if (jobs.length === 0) return 'No jobs.';
  const rows = [
    ['', 'ID', 'STATE', 'WEIGHT', 'TIME', 'ENERGY', 'GAP', 'TITLE'],
    ...jobs.map((job) => [job.id === current ? '*' : '', ...row(job)]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

function row(job: Job): string[] {
  const gap = jobGap(job);
  return [
    job.id,
    job.state === 'done' ? `done (${job.ended})` : job.state,
    String(job.weight),
    asClock(job.elapsed),
    job.best ? grouped(job.best.energy) : '–',
    gap === null ? '–' : asGap(gap),
    // A title is a stranger's: no control character of it reaches the terminal.
    job.title.replaceAll(/\p{Cc}+/gu, ' '),
  ];
}

export const command: Command = { usage, run };
