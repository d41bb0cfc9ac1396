/** A real `lehr serve` in its own process: what the specs open, kill and start again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Health {
  readonly status: string;
  readonly donors: number;
  readonly job: {
    readonly id: string;
    readonly state: string;
    readonly energy: number | null;
    readonly tasks: number;
    readonly reissued: number;
    readonly rejected: number;
  } | null;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export class LehrProcess {
  private child: ChildProcess | null = null;
  private log = '';

  private constructor(
    readonly port: number,
    readonly data: string,
    private readonly flags: readonly string[],
  ) {}

  static async start(...flags: string[]): Promise<LehrProcess> {
    const lehr = new LehrProcess(await freePort(), await mkdtemp(join(tmpdir(), 'lehr-e2e-')), flags);
    await lehr.start();
    return lehr;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts on the same port and data folder; resolves when the address was printed. */
  async start(): Promise<void> {
    const args = ['cli/bin.mjs', 'serve', '--port', `${this.port}`, '--data', this.data, ...this.flags];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    await new Promise<void>((up, failed) => {
      const read = (chunk: Buffer) => {
        this.log += chunk;
        if (this.log.includes('Lehr is up')) up();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => failed(new Error(`lehr serve ended with ${code}:\n${this.log}`)));
    });
    child.removeAllListeners('exit');
  }

  /** The address of a page for who has the token, as `lehr serve` prints it on a terminal. */
  async signedIn(page: string, holder: 'submit' | 'operator'): Promise<string> {
    return `${this.url}/${page}#token=${await this.token(holder)}`;
  }

  async token(holder: 'submit' | 'operator'): Promise<string> {
    return (await readFile(join(this.data, `${holder}-token`), 'utf8')).trim();
  }

  async health(): Promise<Health> {
    const response = await fetch(`${this.url}/healthz`);
    return (await response.json()) as Health;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
    this.log = '';
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }
}
