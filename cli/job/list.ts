/** `lehr job list`: the jobs of a running Lehr. */
import { spinUnitOf } from '../../formats/spin-unit.ts';
import type { Job, JobList } from '../../peer/procedures.ts';
import { parseFlags, type Usage } from '../flags.ts';
import type { Command } from '../lehr.ts';
import { jobGap, jobJson } from '../report.ts';
import { asClock, asGap, asQuality, grouped } from '../units.ts';
import { REMOTE_FLAGS, type Remote, withRemote } from './remote.ts';

const usage: Usage = {
  name: 'job list',
  summary: 'Lists the jobs of a running Lehr, newest first; * marks the one that its pages show.',
  flags: REMOTE_FLAGS,
  examples: ['lehr job list', 'lehr job list --url http://192.168.1.20:8080 --json'],
};

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const text = await withRemote(flags, 'viewer', async (remote) => {
    const list = await remote.peer.call('lehr.job.list', {});
    const { current, jobs } = list;
    return flags.has('json')
      ? JSON.stringify({ current, jobs: jobs.map(jobJson) })
      : table(list, await unitsOfSpins(jobs, remote));
  });
  process.stdout.write(`${text}\n`);
  return 0;
}

/** By their views: what energies of spins mean to people is said there. A tour's view has all cities, and is not asked for. */
async function unitsOfSpins(jobs: readonly Job[], { unit }: Remote): Promise<ReadonlyMap<string, string>> {
  const spins = new Map(jobs.filter(({ kind }) => kind === 'maxcut').map((job) => [job.view, job]));
  return new Map(await Promise.all([...spins].map(async ([view, job]) => [view, await unit(job)] as const)));
}

function table({ jobs, current }: JobList, units: ReadonlyMap<string, string>): string {
  if (jobs.length === 0) return 'No jobs.';
  const rows = [
    ['', 'ID', 'STATE', 'WEIGHT', 'TIME', 'BEST', 'GAP', 'TITLE'],
    ...jobs.map((job) => [job.id === current ? '*' : '', ...row(job, units.get(job.view) ?? '')]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

function row(job: Job, unit: string): string[] {
  const gap = jobGap(job);
  return [
    job.id,
    job.state === 'done' ? `done (${job.ended})` : job.state,
    String(job.weight),
    asClock(job.elapsed),
    job.best ? bestText(job.best.energy, unit) : '–',
    gap === null ? '–' : asGap(gap),
    // A title is a stranger's: no control character of it reaches the terminal.
    job.title.replaceAll(/\p{Cc}+/gu, ' '),
  ];
}

function bestText(energy: number, unit: string): string {
  return spinUnitOf(unit) ? asQuality(energy, unit) : grouped(energy);
}

export const command: Command = { usage, run };
