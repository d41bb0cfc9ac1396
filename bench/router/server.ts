/** The servers that are measured, each in a process of its own: the relay, ours, and other routers given as commands. */
import { spawn } from 'node:child_process';
import { Child, type Usage } from '../child.ts';
import { processUsage } from '../process-usage.ts';
import type { Target } from './peer.ts';

export interface Server {
  readonly target: Target;
  /** `collect`: let the process throw away its garbage first, where it can. */
  usage(collect?: boolean): Promise<Usage>;
  stop(): void;
}

/** One of our own roles. */
export async function startRole(role: 'relay' | 'ours', argv: readonly string[]): Promise<Server> {
  const child = new Child(role, argv);
  const port = await child.ask<number>('port');
  return {
    target: { name: role, kind: role === 'relay' ? 'relay' : 'wamp', port, path: '/ws' },
    usage: (collect = false) => child.ask<Usage>('usage', collect),
    stop: () => child.stop(),
  };
}

/** Another router: a command that serves realm1 to anybody on 127.0.0.1 and prints its port on a line of its own. */
export async function startPeer(name: string, command: string): Promise<Server> {
  const [file = '', ...args] = command.split(' ');
  const process = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const port = await new Promise<number>((resolve, reject) => {
    process.once('error', reject);
    process.once('exit', (code) =>
      reject(new Error(`${name} ended with ${code}; try its command: ${command}`)),
    );
    let said = '';
    process.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /^(\d+)$/m.exec(said);
      if (found !== null) resolve(Number(found[1]));
    });
  });
  return {
    target: { name, kind: 'wamp', port, path: '/' },
    usage: async () => processUsage(process.pid ?? 0),
    stop: () => process.kill(),
  };
}
