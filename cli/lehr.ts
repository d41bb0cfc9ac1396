/** `lehr COMMAND …`: picks the command, turns a Failure into one line and its exit code. */
import { codeOf, Failure, inOneLine } from './failure.ts';
import { helpText, type Usage } from './flags.ts';

export interface Command {
  readonly usage: Usage;
  /** Resolves with the exit code when the command has ended. */
  run(argv: readonly string[]): Promise<number>;
}

/** Each is loaded when it is asked for: `--help` answers at once. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  serve: () => import('./serve.ts'),
  solve: () => import('./solve.ts'),
  donate: () => import('./donate.ts'),
  replay: () => import('./replay.ts'),
  router: () => import('./router.ts'),
};

const HELP = `lehr COMMAND [flags]

Lehr anneals hard problems in borrowed kilns: browsers and machines that donate cycles.

  serve    router, orchestrator and pages: the whole house, for browsers to join
  solve    anneal one problem on this machine and print the best tour
  donate   join a running Lehr with threads of this machine
  replay   compute a result again, bit for bit, and say whether it holds
  router   a WAMP router that stands alone

  lehr COMMAND --help explains each.`;

export async function main(argv: readonly string[]): Promise<number> {
  for (const out of [process.stdout, process.stderr]) out.on('error', ignoreGone);
  const [name = '--help', ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  try {
    if (!Object.hasOwn(COMMANDS, name)) {
      throw new Failure(`there is no command "${name}"; see: lehr --help`, 2);
    }
    const { command } = await COMMANDS[name]!();
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(`${helpText(command.usage)}\n`);
      return 0;
    }
    return await command.run(rest);
  } catch (error) {
    process.stderr.write(`lehr: ${inOneLine(error)}\n`);
    if (!(error instanceof Failure) && process.env.LEHR_DEBUG)
      process.stderr.write(`${(error as Error).stack}\n`);
    return error instanceof Failure ? error.code : 1;
  }
}

/** Whoever read what we say has gone (`| head`): no reason to take a house down or to lose a tour. */
function ignoreGone(error: Error): void {
  if (codeOf(error) !== 'EPIPE') throw error;
}
