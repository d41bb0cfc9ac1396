/** A real router, killed under load: no event of a durable slot that was acknowledged to its publisher may be missing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';

const root = mkdtempSync(join(tmpdir(), 'lehr-slot-crash-'));
// Below node_modules, so that the built file finds `lmdb` and `ws`.
const built = resolve('node_modules/.cache', `lehr-slot-crash-${process.pid}`);
const program = join(built, 'router.mjs');
const running: ChildProcess[] = [];

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve('router-lite/index.ts'),
      outDir: built,
      rollupOptions: { output: { entryFileNames: 'lehr.mjs' } },
    },
  });
  mkdirSync(built, { recursive: true });
  writeFileSync(
    program,
    `import { createRouter, lmdbStore, startServer } from './lehr.mjs';
     const allow = { call: true, register: true, publish: true, subscribe: true };
     const roles = { guest: { rules: [{ uri: '', match: 'prefix', allow }] } };
     const facts = [{ prefix: 'fact.' }];
     const router = createRouter({ realms: { r: { roles, anonymous: 'guest', facts } }, store: lmdbStore(process.argv[2]) });
     const { port } = await startServer({ router, host: '127.0.0.1', port: 0 });
     console.log(port);`,
  );
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
});

async function start(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  for await (const line of createInterface({ input: child.stdout! })) {
    return { child, url: `ws://127.0.0.1:${line}/ws` };
  }
  throw new Error('the router ended before it was up');
}

type Tuple = readonly unknown[];

/** A client in plain JSON, joined; the router may die at any time. */
async function enter(url: string, onTuple: (tuple: Tuple) => void): Promise<(tuple: Tuple) => void> {
  const socket = new WebSocket(url, 'wamp.2.json');
  const send = (tuple: Tuple) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(tuple));
  };
  socket.on('error', () => {});
  await new Promise<void>((joined, failed) => {
    socket.on('open', () => send([1, 'r', { roles: { callee: {}, caller: {}, publisher: {} } }]));
    socket.on('close', () => failed(new Error('the router closed before it welcomed')));
    socket.on('message', (data) => {
      const tuple = JSON.parse(String(data)) as unknown[];
      if (tuple[0] === 2) joined();
      else onTuple(tuple);
    });
  });
  return send;
}

interface Account {
  sent: number;
  /** Numbers the router acknowledged. */
  readonly published: Set<number>;
  /** Number → publication id, of what members got. */
  readonly got: Map<number, unknown>;
  deliveries: number;
}

/** One life of the router: publishes as fast as it acknowledges, and dies after so many; 0: lives until all that was due came. */
async function live(
  folder: string,
  topic: string,
  acknowledgements: number,
  account: Account,
): Promise<void> {
  const { child, url } = await start(folder);
  const gone = new Promise<void>((over) => child.once('exit', () => over()));
  const numbers = new Map<number, number>();
  let request = 1;
  let left = acknowledgements;
  let publish: ((tuple: Tuple) => void) | null = null;
  const next = () => {
    request += 1;
    numbers.set(request, account.sent);
    publish?.([16, request, { acknowledge: true }, topic, [account.sent]]);
    account.sent += 1;
  };
  const missing = () => [...account.published].some((number) => !account.got.has(number));
  const done = () => {
    // Not while the publisher is still being welcomed.
    if (acknowledgements === 0 && publish && !missing()) child.kill('SIGKILL');
  };
  const serve = await enter(url, (tuple) => {
    const [code, id, , details, args] = tuple as [number, number, number, Record<string, unknown>, number[]];
    if (code !== 68) return;
    const number = args[0]!;
    account.deliveries += 1;
    // At least once, and by the publication one knows it again.
    if (account.got.has(number)) expect(details.publication).toBe(account.got.get(number));
    account.got.set(number, details.publication);
    serve([70, id, {}]);
    done();
  });
  serve([64, 1, { concurrency: 16, _slot: { topic, durable: true } }, `on.${topic}`]);
  publish = await enter(url, ([code, id]) => {
    if (code !== 17) return;
    account.published.add(numbers.get(id as number)!);
    left -= 1;
    if (left === 0) child.kill('SIGKILL');
    else next();
  });
  if (acknowledgements > 0) for (let i = 0; i < 32; i++) next();
  done();
  await gone;
}

test.each(['event', 'fact'])(
  'every acknowledged %s reaches a member, through a router that is killed under load',
  async (kind) => {
    const folder = join(root, kind);
    const account: Account = { sent: 0, published: new Set(), got: new Map(), deliveries: 0 };
    const lives = [20, 400, 1_500];
    for (const acknowledgements of lives) await live(folder, `${kind}.t`, acknowledgements, account);
    await live(folder, `${kind}.t`, 0, account);
    expect(account.published.size).toBeGreaterThanOrEqual(1_920);
    for (const number of account.published) expect(account.got.has(number)).toBe(true);
    // What was acknowledged by a member long before a crash does not come again.
    expect(account.deliveries).toBeLessThan(account.sent + 1_000);
  },
);
