/**
 * Runs `node cli/bin.mjs …` as users do, in a process of its own. Where a checkout has to be built first, the launcher says so
 * on stderr; `err` is what the command itself said.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../bin.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class Command {
  private readonly child: ChildProcess;
  private readonly exited: Promise<Ended>;
  private out = '';
  private err = '';

  constructor(args: readonly string[], cwd: string, given: NodeJS.ProcessEnv = process.env) {
    // Its own state folder: a test must not touch the donor token of whoever runs it.
    const env = { ...given, XDG_STATE_HOME: cwd };
    this.child = spawn(process.execPath, [BIN, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout!.on('data', (chunk) => {
      this.out += chunk;
    });
    this.child.stderr!.on('data', (chunk) => {
      this.err += chunk;
    });
    this.exited = once(this.child, 'close').then(([code]) => ({
      code,
      out: this.out,
      err: this.err.replaceAll(/^Building Lehr \(\w+\) …\n/gm, ''),
    }));
  }

  /** Resolves with the first match in what it prints on either output; rejects when it ends without. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.out + this.err);
      if (match) return match;
      const { stdout, stderr } = this.child;
      const more = Promise.race([once(stdout!, 'data'), once(stderr!, 'data')]).then(() => null);
      const ended = await Promise.race([more, this.exited]);
      if (ended && !pattern.test(this.out + this.err)) {
        throw new Error(`ended with ${ended.code}: ${this.out}${this.err}`);
      }
    }
  }

  /** One that it lives on after: SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.exited;
  }

  ended(): Promise<Ended> {
    return this.exited;
  }
}

export function run(args: readonly string[], cwd: string): Promise<Ended> {
  return new Command(args, cwd).ended();
}
