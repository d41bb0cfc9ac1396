/** `lehr job submit`: hands problems to a running Lehr. */
import type { ImportedProblem } from '../../formats/import/imported.ts';
import { batch, given, pipe } from '../../peer/compose/compose.ts';
import { gather } from '../../peer/compose/gather.ts';
import { run as runParts } from '../../peer/compose/part.ts';
import { handIn, newKey } from '../../peer/hand-in.ts';
import type { Job } from '../../peer/procedures.ts';
import { COLUMNS_FLAG } from '../columns.ts';
import { badInput } from '../failure.ts';
import { parseFlags, type Usage } from '../flags.ts';
import type { Command } from '../lehr.ts';
import { importProblem, toSpec } from '../problem.ts';
import { endedText, endText, jobJson } from '../report.ts';
import { grouped, parseWeight } from '../units.ts';
import { WISH_FLAGS, wishesOf } from '../wishes.ts';
import { ended, tellAbsences } from './awaited.ts';
import { printOutcomes } from './outcomes.ts';
import { REMOTE_FLAGS, type Remote, TOKEN_FLAG, withRemote } from './remote.ts';

const usage: Usage = {
  name: 'job submit',
  takes: 'FILE|world:N …',
  most: 100,
  summary: 'Hands problems to a running Lehr, whose donors anneal them, and prints the jobs’ ids.',
  flags: {
    ...REMOTE_FLAGS,
    ...TOKEN_FLAG,
    budget: { value: 'T', help: 'donated time: 10s, 5m, 1h, or none: until it is cancelled (5m)' },
    ...WISH_FLAGS,
    ...COLUMNS_FLAG,
    weight: { value: 'W', help: 'share of the donors beside other jobs, 0.01..100 (1)' },
    title: { value: 'TEXT', help: 'what people are shown (the file’s own name)' },
    wait: { help: 'wait for the ends, and print each result as it comes' },
  },
  examples: [
    'lehr job submit berlin52.tsp --budget 1m --wait',
    'lehr job submit a.tsp b.tsp c.csv --wait',
    'lehr job submit world:5000 --url ws://192.168.1.20:8080 --token submit-token --weight 3',
  ],
};

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const sources = flags.positionals;
  if (sources.length === 0) throw badInput('give a problem: a file, or world:N; see: lehr job submit --help');
  const wishes = wishesOf(flags, '5m');
  const weight = parseWeight('--weight', flags.text('weight') ?? '1');
  const title = flags.text('title');
  if (title !== undefined && sources.length > 1)
    throw badInput('--title: it names one job; hand in several without it, or one by one');
  if (title !== undefined && title.length > 200) throw badInput('--title: at most 200 characters');
  // All are read before any is handed in: a file that is none stops the command while nothing has happened.
  const problems: ImportedProblem[] = [];
  for (const source of sources) problems.push(await importProblem(source, flags.text('columns') ?? null));
  return withRemote(flags, 'submitter', async (remote) => {
    const submission = pipe(
      (problem: ImportedProblem) => toSpec(problem, (bytes) => remote.putBlob(bytes), wishes),
      (spec) => ({ ...spec, title: title ?? spec.title, weight, key: newKey() }),
      (submission) => handIn((each) => remote.peer.call('lehr.job.submit', each), submission),
    );
    const all = batch(problems.map((problem) => given(submission, problem)));
    const submitted = await runParts(remote.peer, all, null);
    const named = submitted.map((outcome, i) => ({ name: sources[i]!, outcome }));
    const json = flags.has('json');
    if (!flags.has('wait'))
      return printOutcomes(named, (job) => (json ? JSON.stringify(jobJson(job)) : words(job)));
    const refused = printOutcomes(
      named.filter(({ outcome }) => !outcome.ok),
      words,
      named.length,
    );
    const handedIn = named.flatMap(({ name, outcome }, i) =>
      outcome.ok ? [{ name, job: outcome.output, unit: problems[i]!.view.unit }] : [],
    );
    return Math.max(refused, await awaitEnds(remote, handedIn, json));
  });
}

interface HandedIn {
  readonly name: string;
  readonly job: Job;
  readonly unit: string;
}

/** Prints each job's result as it ends; returns the exit code. */
async function awaitEnds(remote: Remote, handedIn: readonly HandedIn[], json: boolean): Promise<number> {
  for (const { job } of handedIn) process.stderr.write(`${words(job)}\n`);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  tellAbsences(remote.peer, say);
  const ends = handedIn.map(
    ({ job }) =>
      () =>
        ended(remote.peer, job, say),
  );
  let code = 0;
  for await (const { index, ...outcome } of gather(remote.peer, ends, {
    concurrency: Math.max(1, ends.length),
  })) {
    const { name, unit } = handedIn[index]!;
    const text = (job: Job) =>
      json ? JSON.stringify(jobJson(job)) : `${job.id}: ${job.title}: ${endedText(job)}${endText(job, unit)}`;
    code = Math.max(code, printOutcomes([{ name, outcome }], text, handedIn.length));
    if (outcome.ok && outcome.output.ended === 'failed') code = Math.max(code, 1);
  }
  return code;
}

function words({ id, title, n, state }: Job): string {
  return `${id}: ${title} (n = ${grouped(n)}), ${state}`;
}

export const command: Command = { usage, run };
