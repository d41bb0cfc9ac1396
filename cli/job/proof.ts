/** `lehr job proof ID --out FILE`: a result of a running Lehr with how it came to be, for `lehr replay`. */
import { given, parallel } from '../../peer/compose/compose.ts';
import { outputsOf } from '../../peer/compose/outcome.ts';
import { run as runParts } from '../../peer/compose/part.ts';
import { badInput } from '../failure.ts';
import { parseFlags, type Usage } from '../flags.ts';
import type { Command } from '../lehr.ts';
import { endText } from '../report.ts';
import { writeProof } from '../result-out.ts';
import { checkWritable } from '../tour-file.ts';
import { counted } from '../units.ts';
import { REMOTE_FLAGS, withRemote } from './remote.ts';

const usage: Usage = {
  name: 'job proof',
  takes: 'ID',
  summary:
    'Writes the best of a job and every task that led to it into a file: lehr replay computes it again.',
  flags: { ...REMOTE_FLAGS, out: { value: 'FILE', help: 'file to write (ID.json)' } },
  examples: ['lehr job proof jmwqwe9re1oaze2m --out result.json', 'lehr replay result.json'],
};

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const [id] = flags.positionals;
  if (id === undefined) throw badInput('give the id of a job; see: lehr job list');
  const out = flags.text('out') ?? `${id}.json`;
  await checkWritable(out);
  const { job, steps, unit } = await withRemote(flags, 'viewer', async (remote) => {
    const { peer, blob } = remote;
    const job = await peer.call('lehr.job.get', { id });
    const unit = await remote.unit(job);
    const both = parallel([given('lehr.job.proof', { id }), () => blob(job.problem)]);
    const [result, problem] = outputsOf(await runParts(peer, both, null));
    await writeProof(out, job, result, { problem, unit });
    // The best may be a better one by now.
    return { job: { ...job, best: result.best }, steps: result.proof!.steps.length, unit };
  });
  const text = `${id}: ${endText(job, unit)}, in ${counted(steps, 'step')}, written to ${out}`;
  const energy = job.best!.energy;
  process.stdout.write(`${flags.has('json') ? JSON.stringify({ id, energy, steps, file: out }) : text}\n`);
  return 0;
}

export const command: Command = { usage, run };
