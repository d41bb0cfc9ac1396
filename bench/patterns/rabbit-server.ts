/** Debian's rabbitmq-server for one benchmark: ports of its own, data and logs in a folder that goes with it, no plugins. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface RabbitServer {
  readonly port: number;
  /** Of the script; Erlang is below it. */
  readonly pid: number;
  stop(): Promise<void>;
}

const LIBRARY = '/usr/lib/rabbitmq/lib';
/** Of Erlang: finds its nodes, and outlives them. */
const PORT_MAPPER = '/usr/bin/epmd';

/** Null where it is not installed. */
export async function startRabbit(folder: string): Promise<RabbitServer | null> {
  // Not /usr/sbin/rabbitmq-server, which changes the user.
  const found = existsSync(LIBRARY)
    ? readdirSync(LIBRARY).filter((name) => name.startsWith('rabbitmq_server-'))
    : [];
  const [version] = found;
  if (version === undefined) return null;
  mkdirSync(folder, { recursive: true });
  const plugins = join(folder, 'enabled_plugins');
  writeFileSync(plugins, '[].\n');
  const [port, distribution, daemon] = await Promise.all([freePort(), freePort(), freePort()]);
  const env = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_PORT: String(daemon),
    RABBITMQ_NODENAME: `bench${process.pid}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_CONFIG_FILE: join(folder, 'none'),
  };
  const child = spawn(join(LIBRARY, version, 'sbin/rabbitmq-server'), {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    // Its whole group: the script, and Erlang below it.
    process.kill(-child.pid!, 'SIGTERM');
    await ended;
    execFileSync(PORT_MAPPER, ['-port', String(daemon), '-kill'], { stdio: 'ignore' });
  };
  // Neither belongs to this process's group, so a Ctrl-C passes them by.
  const cutShort = () => void stop().finally(() => process.exit(1));
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, cutShort);
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`rabbitmq-server ended with ${code}: ${said}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('completed with')) resolve();
    });
  });
  return {
    port,
    pid: child.pid!,
    async stop() {
      for (const signal of signals) process.off(signal, cutShort);
      await stop();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
