/** `lehr job submit`: hands a problem to a running Lehr. */
import type { Job } from '../../peer/procedures.ts';
import { badInput } from '../failure.ts';
import { parseFlags, type Usage } from '../flags.ts';
import type { Command } from '../lehr.ts';
import { importProblem, toSpec } from '../problem.ts';
import { endText, jobJson } from '../report.ts';
import { grouped, parseWeight } from '../units.ts';
import { WISH_FLAGS, wishesOf } from '../wishes.ts';
import { REMOTE_FLAGS, type Remote, TOKEN_FLAG, withRemote } from './remote.ts';

const usage: Usage = {
  name: 'job submit',
  takes: 'FILE|world:N',
  summary: 'Hands a problem to a running Lehr, whose donors anneal it, and prints the job’s id.',
  flags: {
    ...REMOTE_FLAGS,
    ...TOKEN_FLAG,
    budget: { value: 'T', help: 'donated time: 10s, 5m, 1h, or none: until it is cancelled (5m)' },
    ...WISH_FLAGS,
    weight: { value: 'W', help: 'share of the donors beside other jobs, 0.01..100 (1)' },
    title: { value: 'TEXT', help: 'what people are shown (the file’s own name)' },
    wait: { help: 'wait for the end, and print the result' },
  },
  examples: [
    'lehr job submit berlin52.tsp --budget 1m --wait',
    'lehr job submit world:5000 --url ws://192.168.1.20:8080 --token submit-token --weight 3',
  ],
};

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const [source] = flags.positionals;
  if (source === undefined) throw badInput('give a problem: a file, or world:N; see: lehr job submit --help');
  const wishes = wishesOf(flags, '5m');
  const json = flags.has('json');
  const weight = parseWeight('--weight', flags.text('weight') ?? '1');
  const imported = await importProblem(source);
  const title = flags.text('title') ?? imported.title;
  if (title.length > 200) throw badInput('--title: at most 200 characters');
  const text = await withRemote(flags, 'submitter', async (remote) => {
    const spec = await toSpec(imported, (bytes) => remote.putBlob(bytes), wishes);
    const submitted = await remote.peer.call('lehr.job.submit', { ...spec, title, weight });
    if (!flags.has('wait')) return json ? JSON.stringify(jobJson(submitted)) : words(submitted);
    process.stderr.write(`${words(submitted)}\n`);
    const job = await ended(remote, submitted);
    return json
      ? JSON.stringify(jobJson(job))
      : `${job.id}: ${job.title}: ${endText(job, imported.view.unit)}`;
  });
  process.stdout.write(`${text}\n`);
  return 0;
}

/** Resolves with the job as it ended. */
async function ended({ peer }: Remote, { id }: Job): Promise<Job> {
  const over = new Promise<void>((resolve, reject) => {
    const look = async () => {
      const { state } = await peer.call('lehr.job.get', { id });
      if (state === 'done' || state === 'cancelled') resolve();
    };
    // Events are missed while the router is away: who comes back asks.
    peer.onState(({ is }) => {
      if (is === 'joined') look().catch(() => {});
      if (is === 'closed') reject(new Error('the connection was closed'));
    });
    peer
      .subscribe(`lehr.job.${id}.state`, ({ state }) => {
        if (state === 'done' || state === 'cancelled') resolve();
      })
      .then(look)
      .catch(reject);
  });
  await over;
  return peer.call('lehr.job.get', { id });
}

function words({ id, title, n, state }: Job): string {
  return `${id}: ${title} (n = ${grouped(n)}), ${state}`;
}

export const command: Command = { usage, run };
