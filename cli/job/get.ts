/** `lehr job get ID`: one job of a running Lehr. */
import type { Job } from '../../peer/procedures.ts';
import { badInput } from '../failure.ts';
import { parseFlags, type Usage } from '../flags.ts';
import type { Command } from '../lehr.ts';
import { endText, jobJson } from '../report.ts';
import { asClock, grouped, rounded } from '../units.ts';
import { REMOTE_FLAGS, withRemote } from './remote.ts';
import { writeResultOf } from './result.ts';

const usage: Usage = {
  name: 'job get',
  takes: 'ID',
  summary: 'Shows one job of a running Lehr: how it stands, and who found what.',
  flags: {
    ...REMOTE_FLAGS,
    out: {
      value: 'FILE',
      help: 'write its best, by the name’s ending: .tour (TSPLIB), .csv, .geojson, .gpx, .svg (poster); of spins .txt, .json',
    },
  },
  examples: ['lehr job get jmwqwe9re1oaze2m', 'lehr job get jmwqwe9re1oaze2m --out best.tour'],
};

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const [id] = flags.positionals;
  if (id === undefined) throw badInput('give the id of a job; see: lehr job list');
  const out = flags.text('out');
  const text = await withRemote(flags, 'viewer', async (remote) => {
    const job = await remote.peer.call('lehr.job.get', { id });
    if (out !== undefined) await writeResultOf(job, out, remote);
    if (flags.has('json')) return JSON.stringify(jobJson(job));
    return [textOf(job, await remote.unit(job)), ...(out === undefined ? [] : [`Written to ${out}`])].join(
      '\n',
    );
  });
  process.stdout.write(`${text}\n`);
  return 0;
}

function textOf(job: Job, unit: string): string {
  const { stats, finders } = job;
  const budget = job.budget === null ? '' : ` of ${asClock(job.budget)}`;
  const lines = [
    `${job.id}: ${job.title} (${job.kind}, n = ${grouped(job.n)})`,
    `${job.ended ?? job.state}${job.failure ? ` (${job.failure})` : ''}, weight ${job.weight}, ${asClock(job.elapsed)}${budget} of donated time`,
    endText(job, unit),
    `${rounded(stats.moves)} moves in ${grouped(stats.tasks)} tasks, ${grouped(stats.reissued)} given out again`,
    ...finders.donors
      .slice(0, 10)
      .map(
        ({ name, improvements }) =>
          `  ${name}: ${grouped(improvements)} improvement${improvements === 1 ? '' : 's'}`,
      ),
  ];
  return lines.map((line) => line.replaceAll(/\p{Cc}+/gu, ' ')).join('\n');
}

export const command: Command = { usage, run };
