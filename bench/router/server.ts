/** The servers that are measured, each in a process of its own: the relay, ours, and other routers given as commands. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Child, type Usage } from '../child.ts';
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
    usage: async () => procUsage(process.pid ?? 0),
    stop: () => process.kill(),
  };
}

/** What Linux says of a process and those it started: CPU in steps of 10 ms, memory in pages of 4 KiB. Zero elsewhere. */
function procUsage(pid: number): Usage {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    const started = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean);
    const own = { cpu: (Number(fields[11]) + Number(fields[12])) * 10_000, rss: Number(fields[21]) * 4096 };
    return started
      .map((child) => procUsage(Number(child)))
      .reduce((sum, each) => ({ cpu: sum.cpu + each.cpu, rss: sum.rss + each.rss }), own);
  } catch {
    return { cpu: 0, rss: 0 };
  }
}
