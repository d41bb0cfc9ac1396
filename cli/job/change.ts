/** `lehr job pause · resume · cancel ID`. */
import { badInput } from '../failure.ts';
import { parseFlags, type Usage } from '../flags.ts';
import type { Command } from '../lehr.ts';
import { jobJson } from '../report.ts';
import { REMOTE_FLAGS, TOKEN_FLAG, withRemote } from './remote.ts';

type Change = 'pause' | 'resume' | 'cancel';

function changing(change: Change, summary: string): Command {
  const usage: Usage = {
    name: `job ${change}`,
    takes: 'ID',
    summary,
    flags: { ...REMOTE_FLAGS, ...TOKEN_FLAG },
    examples: [`lehr job ${change} jmwqwe9re1oaze2m`],
  };
  return {
    usage,
    async run(argv) {
      const flags = parseFlags(usage, argv);
      const [id] = flags.positionals;
      if (id === undefined) throw badInput('give the id of a job; see: lehr job list');
      const job = await withRemote(flags, 'submitter', ({ peer }) => peer.call(`lehr.job.${change}`, { id }));
      const text = `${job.id}: ${job.state}`;
      process.stdout.write(`${flags.has('json') ? JSON.stringify(jobJson(job)) : text}\n`);
      return 0;
    },
  };
}

export const pause = changing(
  'pause',
  'Takes a job from work until it is resumed; its best stays, its clock stands.',
);
export const resume = changing(
  'resume',
  'Lets a paused job go on from its best, as soon as there is room for it.',
);
export const cancel = changing('cancel', 'Ends a job; its best stays.');
