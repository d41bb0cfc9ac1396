/** `lehr job pause · resume · cancel ID …`. */
import { batch, given } from '../../peer/compose/compose.ts';
import { run } from '../../peer/compose/part.ts';
import { badInput } from '../failure.ts';
import { parseFlags, type Usage } from '../flags.ts';
import type { Command } from '../lehr.ts';
import { jobJson } from '../report.ts';
import { printOutcomes } from './outcomes.ts';
import { REMOTE_FLAGS, TOKEN_FLAG, withRemote } from './remote.ts';

type Change = 'pause' | 'resume' | 'cancel';

function changing(change: Change, summary: string): Command {
  const usage: Usage = {
    name: `job ${change}`,
    takes: 'ID …',
    most: 100,
    summary,
    flags: { ...REMOTE_FLAGS, ...TOKEN_FLAG },
    examples: [`lehr job ${change} jmwqwe9re1oaze2m`],
  };
  return {
    usage,
    async run(argv) {
      const flags = parseFlags(usage, argv);
      const ids = flags.positionals;
      if (ids.length === 0) throw badInput('give the id of a job; see: lehr job list');
      const changes = batch(ids.map((id) => given(`lehr.job.${change}`, { id })));
      const outcomes = await withRemote(flags, 'submitter', ({ peer }) => run(peer, changes, null));
      const json = flags.has('json');
      return printOutcomes(
        outcomes.map((outcome, i) => ({ name: ids[i]!, outcome })),
        (job) => (json ? JSON.stringify(jobJson(job)) : `${job.id}: ${job.state}`),
      );
    },
  };
}

export const pause = changing(
  'pause',
  'Takes jobs from work until they are resumed; their bests stay, their clocks stand.',
);
export const resume = changing(
  'resume',
  'Lets paused jobs go on from their bests, as soon as there is room for them.',
);
export const cancel = changing('cancel', 'Ends jobs; their bests stay.');
