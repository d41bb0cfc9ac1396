/** A real `lehr orchestrator` in its own process, beside a `lehr serve --no-orchestrator`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LehrProcess } from './lehr-process.ts';

export class OrchestratorProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves when it has printed what is awaited of it: that it leads, or stands by. */
  static async start(lehr: LehrProcess, name: string, awaited: string): Promise<OrchestratorProcess> {
    const token = join(lehr.data, 'orchestrator-token');
    const args = ['cli/bin.mjs', 'orchestrator', '--router', lehr.url, '--token', token, '--name', name];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    await new Promise<void>((said, failed) => {
      const read = (chunk: Buffer) => {
        log += chunk;
        if (log.includes(awaited)) said();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => failed(new Error(`lehr orchestrator ended with ${code}:\n${log}`)));
    });
    child.removeAllListeners('exit');
    return new OrchestratorProcess(child);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
