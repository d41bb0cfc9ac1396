/** `lehr router`: a WAMP router that stands alone: open to all for tests and demos, or from a configuration file. */
import { fileURLToPath } from 'node:url';
import { OptionsError } from '../router-lite/checks.ts';
import { ConfigError, loadConfig, type RouterConfig } from '../router-lite/node/config.ts';
import { startConfigured } from '../router-lite/node/configured.ts';
import { fsyncOf } from './data-folder.ts';
import { badInput, codeOf, inOneLine } from './failure.ts';
import { type Parsed, parseFlags, type Usage } from './flags.ts';
import type { Command } from './lehr.ts';
import { stopSignal } from './stop-signal.ts';
import { parseCount } from './units.ts';

const usage: Usage = {
  name: 'router',
  summary: 'Starts a WAMP router by itself: --open for tests and demos, --config for everything else.',
  flags: {
    open: { help: 'anonymous peers may do everything' },
    realm: { value: 'NAME', help: 'with --open: the realm (realm1)' },
    port: {
      value: 'N',
      help: 'with --open: TCP port of ws://…/ws, /healthz and /metrics (8080; 0 picks a free one)',
    },
    host: { value: 'ADDRESS', help: 'with --open: address to listen on (127.0.0.1; 0.0.0.0: all)' },
    tcp: { value: 'N', help: 'with --open: TCP port for RawSocket besides (0 picks a free one)' },
    unix: { value: 'PATH', help: 'with --open: Unix socket for RawSocket besides' },
    store: {
      value: 'FOLDER',
      help: 'with --open: keep there what is to survive the router, such as durable slots',
    },
    fsync: {
      value: 'commit|background',
      help: 'with --store: acknowledged means on the disk, or on its way there (commit): see router-lite/README.md',
    },
    inspect: {
      help: 'serve the inspector at /inspect: sessions, registrations, subscriptions, events, calls',
    },
    config: { value: 'FILE', help: 'realms, roles, limits and addresses from this JSON file' },
  },
  examples: ['lehr router --port 8080 --realm realm1 --open --inspect', 'lehr router --config router.json'],
};

const LISTEN_FAULTS = new Set(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'ELOCKED']);
const RED = ['\u001b[31;1m', '\u001b[0m'] as const;
const WARNING = 'OPEN: whoever reaches this port may call, register, publish and subscribe to everything.';

function openConfig(flags: Parsed): RouterConfig {
  const realm = flags.text('realm') ?? 'realm1';
  const host = flags.text('host') ?? '127.0.0.1';
  if (realm === '') throw badInput('--realm: give a name, such as realm1');
  if (host === '') throw badInput('--host: give an address, such as 127.0.0.1');
  const tcp = flags.text('tcp');
  const unix = flags.text('unix');
  const allow = { call: true, register: true, publish: true, subscribe: true, revoke: true };
  const rules = [{ uri: '', match: 'prefix' as const, allow }];
  return {
    router: {
      realms: { [realm]: { roles: { anonymous: { rules } }, anonymous: 'anonymous' } },
      // Tests and benchmarks come from one address.
      limits: { sessions: 100_000, sessionsPerAddress: 100_000 },
    },
    server: { host, port: parseCount('--port', flags.text('port') ?? '8080', [0, 65_535]), origins: ['*'] },
    sockets: [
      ...(tcp === undefined ? [] : [{ tcp: parseCount('--tcp', tcp, [0, 65_535]), host }]),
      ...(unix === undefined ? [] : [{ unix }]),
    ],
    webhooks: [],
    store: storeOf(flags),
    blobs: null,
  };
}

function storeOf(flags: Parsed): RouterConfig['store'] {
  const path = flags.text('store');
  if (path === undefined && flags.has('fsync'))
    throw badInput('--fsync is about a store: add --store FOLDER');
  const policy = fsyncOf(flags);
  return path === undefined ? null : { path, ...policy };
}

function configOf(flags: Parsed): RouterConfig {
  const config = flags.text('config');
  if (config === undefined) {
    if (!flags.has('open')) throw badInput('give --open or --config FILE; see: lehr router --help');
    return openConfig(flags);
  }
  const other = ['open', 'realm', 'port', 'host', 'tcp', 'unix', 'store', 'fsync'].find((flag) =>
    flags.has(flag),
  );
  if (other !== undefined) throw badInput(`--${other} is for --open: with --config, write it into the file`);
  try {
    const loaded = loadConfig(config);
    if (loaded.server !== null || loaded.sockets.length > 0) return loaded;
    throw badInput(`${config}: has neither server nor sockets, so nobody could connect: add "server": {}`);
  } catch (error) {
    if (error instanceof ConfigError) throw badInput(inOneLine(error));
    throw error;
  }
}

/** The inspector's page and what it loads, and no other page of ours: it knows `/ws` and no other path. */
function withInspector(config: RouterConfig): RouterConfig {
  const { server } = config;
  if (server === null) throw badInput('--inspect serves a page: add "server": {} to the configuration');
  if ((server.wsPath ?? '/ws') !== '/ws')
    throw badInput('--inspect needs the WebSocket at /ws: leave out wsPath');
  if (server.staticDir !== undefined)
    throw badInput('--inspect serves pages of its own: leave out server.staticDir, or --inspect');
  const staticDir = fileURLToPath(new URL('../web', import.meta.url));
  const onlyPages = (path: string) => /^\/(inspect(\/|\/index\.html)?$|assets\/)/.test(path);
  return { ...config, server: { ...server, staticDir, onlyPages } };
}

async function start(config: RouterConfig) {
  try {
    return await startConfigured(config);
  } catch (error) {
    // The router's words say what to do for each of these.
    if (LISTEN_FAULTS.has(codeOf(error)) || error instanceof OptionsError) throw badInput(inOneLine(error));
    throw error;
  }
}

async function run(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(usage, argv);
  const given = configOf(flags);
  const config = flags.has('inspect') ? withInspector(given) : given;
  const stop = stopSignal();
  try {
    const { server, sockets, close } = await start(config);
    const say = (line: string) => process.stdout.write(`${line}\n`);
    if (flags.has('open')) say(process.stdout.isTTY ? RED.join(WARNING) : WARNING);
    const realms = Object.keys(config.router.realms).join(', ');
    if (server !== null) {
      const path = config.server?.wsPath ?? '/ws';
      const scheme = config.server?.tls === undefined ? 'ws' : 'wss';
      say(`Router is up: ${scheme}://${urlHost(server.host)}:${server.port}${path} (realm ${realms})`);
      if (flags.has('inspect')) {
        const [realm] = Object.keys(config.router.realms);
        // Of a realm that lets in whom it does not know; else the page asks for a name and a ticket.
        const known = flags.has('open') ? `#realm=${encodeURIComponent(realm!)}` : '';
        const site = `${scheme.replace('ws', 'http')}://${urlHost(server.host)}:${server.port}`;
        say(`Inspector: ${site}/inspect${known}`);
      }
    }
    for (const { address } of sockets) {
      say(`RawSocket at ${typeof address === 'number' ? `TCP port ${address}` : address} (realm ${realms})`);
    }
    await stop.asked;
    await close();
    return 0;
  } finally {
    stop.release();
  }
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

export const command: Command = { usage, run };
