/** `lehr COMMAND …`: picks the command, turns a Failure into one line and its exit code. */
import { codeOf, Failure, inOneLine } from './failure.ts';
import { helpText, type Usage } from './flags.ts';

export interface Command {
  readonly usage: Usage;
  /** Resolves with the exit code when the command has ended. */
  run(argv: readonly string[]): Promise<number>;
}

type Loader = () => Promise<{ readonly command: Command }>;

/** Commands that belong together: `lehr job list`. */
interface Group {
  readonly help: string;
  readonly commands: Readonly<Record<string, Loader>>;
}

const JOB: Group = {
  help: `lehr job COMMAND [flags]

The jobs of a running Lehr.

  submit   hand in problems to anneal
  list     all jobs, newest first
  get      one job: its best, who found what
  pause    take jobs from work until they are resumed
  resume   let paused jobs go on from their bests
  cancel   end jobs; their bests stay
  proof    write a job's best and how it came to be, for lehr replay

  lehr job COMMAND --help explains each.`,
  commands: {
    submit: () => import('./job/submit.ts'),
    list: () => import('./job/list.ts'),
    get: () => import('./job/get.ts'),
    proof: () => import('./job/proof.ts'),
    pause: async () => ({ command: (await import('./job/change.ts')).pause }),
    resume: async () => ({ command: (await import('./job/change.ts')).resume }),
    cancel: async () => ({ command: (await import('./job/change.ts')).cancel }),
  },
};

/** Each is loaded when it is asked for: `--help` answers at once. */
const COMMANDS: Readonly<Record<string, Loader | Group>> = {
  serve: () => import('./serve.ts'),
  orchestrator: () => import('./orchestrator.ts'),
  solve: () => import('./solve.ts'),
  donate: () => import('./donate.ts'),
  job: JOB,
  replay: () => import('./replay.ts'),
  router: () => import('./router.ts'),
  problem: () => import('./problem-test.ts'),
};

const HELP = `lehr COMMAND [flags]

Lehr anneals hard problems in borrowed kilns: browsers and machines that donate cycles.

  serve         router, orchestrator and pages: the whole house, for browsers to join
  orchestrator  lead the jobs of a lehr serve --no-orchestrator, or stand by
  solve         anneal one problem on this machine and print the best tour
  donate        join a running Lehr with threads of this machine
  job           submit, list, get, pause, resume, cancel or prove jobs of a running Lehr
  replay        compute a result again, bit for bit, and say whether it holds
  router        a WAMP router that stands alone
  problem       check a problem of your own: lehr problem test FILE

  lehr COMMAND --help explains each.`;

export async function main(argv: readonly string[]): Promise<number> {
  for (const out of [process.stdout, process.stderr]) out.on('error', ignoreGone);
  const [name = '--help', ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  try {
    const found = find(name, rest);
    if ('help' in found) {
      process.stdout.write(`${found.help}\n`);
      return 0;
    }
    const { command } = await found.load();
    if (found.rest.includes('--help') || found.rest.includes('-h')) {
      process.stdout.write(`${helpText(command.usage)}\n`);
      return 0;
    }
    return await command.run(found.rest);
  } catch (error) {
    process.stderr.write(`lehr: ${inOneLine(error)}\n`);
    if (!(error instanceof Failure) && process.env.LEHR_DEBUG)
      process.stderr.write(`${(error as Error).stack}\n`);
    return error instanceof Failure ? error.code : 1;
  }
}

type Found = { readonly help: string } | { readonly load: Loader; readonly rest: readonly string[] };

function find(name: string, rest: readonly string[]): Found {
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!found) throw new Failure(`there is no command "${name}"; see: lehr --help`, 2);
  if (typeof found === 'function') return { load: found, rest };
  const [second = '--help', ...others] = rest;
  if (second === '--help' || second === '-h' || second === 'help') return { help: found.help };
  if (!Object.hasOwn(found.commands, second))
    throw new Failure(`there is no command "${name} ${second}"; see: lehr ${name} --help`, 2);
  return { load: found.commands[second]!, rest: others };
}

/** Whoever read what we say has gone (`| head`): no reason to take a house down or to lose a tour. */
function ignoreGone(error: Error): void {
  if (codeOf(error) !== 'EPIPE') throw error;
}
