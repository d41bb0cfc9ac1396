/** A router that is killed again and again while facts are published: none that was acknowledged is lost, none is there twice. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';

/** SIGKILLs; the whole suite of issue 6 has LEHR_CRASHES=200. */
const CRASHES = Number(process.env.LEHR_CRASHES ?? 6);
/** Publications on their way at once. */
const WINDOW = 40;
const [PUBLISHED, SUBSCRIBED, EVENT] = [17, 33, 36];

const CHILD = `
import { createRouter, startServer } from './index.js';
import { lmdbStore } from './lmdb.js';
const allow = { publish: true, subscribe: true };
const roles = { guest: { rules: [{ uri: '', match: 'prefix', allow }] } };
const realms = { r: { roles, anonymous: 'guest', facts: [{ prefix: 'f.' }] } };
const router = createRouter({ realms, store: lmdbStore(process.argv[2]) });
console.log((await startServer({ router, host: '127.0.0.1', port: 0 })).port);
`;

const data = mkdtempSync(join(tmpdir(), 'lehr-fact-crash-'));
let built = '';
let child: ChildProcess;

beforeAll(async () => {
  // Within the checkout: that is where the packages are found.
  built = mkdtempSync(resolve('node_modules/.lehr-fact-crash-'));
  const input = { index: resolve('router-lite/index.ts'), lmdb: resolve('router-lite/store/lmdb.ts') };
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: true, rollupOptions: { input }, outDir: built, target: 'node20', minify: false },
  });
  writeFileSync(join(built, 'child.mjs'), CHILD);
});

afterAll(() => {
  child?.kill('SIGKILL');
  for (const folder of [data, built]) rmSync(folder, { recursive: true, force: true });
});

/** Starts the router and joins it. */
async function joined(): Promise<WebSocket> {
  child = spawn(process.execPath, [join(built, 'child.mjs'), data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! });
  const [port] = (await once(lines, 'line')) as [string];
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, 'wamp.2.json');
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send('[1,"r",{"roles":{"publisher":{},"subscriber":{}}}]');
  await once(socket, 'message');
  return socket;
}

/** Key → publication id of those that were acknowledged. */
const acknowledged = new Map<string, number>();
let published = 0;

/** Publishes, first again what was not acknowledged, and kills the router after so many acknowledgements. */
async function killedAfter(acks: number): Promise<void> {
  const socket = await joined();
  const gone = once(child, 'exit');
  const again = Array.from({ length: published }, (_, i) => `k${i + 1}`).filter(
    (key) => !acknowledged.has(key),
  );
  const keys = new Map<number, string>();
  let [request, left] = [0, acks];
  const publish = () => {
    const key = again.shift() ?? `k${++published}`;
    keys.set(++request, key);
    socket.send(JSON.stringify([16, request, { acknowledge: true, _key: key }, `f.${key.length}`, [key]]));
  };
  socket.on('message', (message) => {
    const [code, of, publication] = JSON.parse(String(message)) as [number, number, number];
    expect(code).toBe(PUBLISHED);
    const key = keys.get(of)!;
    expect(acknowledged.get(key) ?? publication).toBe(publication);
    acknowledged.set(key, publication);
    if (--left === 0) child.kill('SIGKILL');
    else if (socket.readyState === socket.OPEN) publish();
  });
  for (let i = 0; i < WINDOW; i++) publish();
  await gone;
  socket.terminate();
}

/** All facts there are: [seq, key, publication]. */
async function replayed(): Promise<[number, string, number][]> {
  const socket = await joined();
  // The last word: when it comes back, all before it has come.
  socket.send('[16,1,{"exclude_me":false},"f.end",["end"]]');
  socket.send('[32,2,{"match":"prefix","_replay":{"from":1}},"f."]');
  const facts: [number, string, number][] = [];
  await new Promise<void>((done) => {
    socket.on('message', (message) => {
      const [code, , publication, details, args] = JSON.parse(String(message)) as [
        number,
        number,
        number,
        { _seq: number },
        [string],
      ];
      if (code === SUBSCRIBED) return;
      expect(code).toBe(EVENT);
      facts.push([details._seq, args[0], publication]);
      if (args[0] === 'end') done();
    });
  });
  socket.terminate();
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  return facts.slice(0, -1);
}

test(
  `${CRASHES} SIGKILLs under load lose nothing that was acknowledged, and a publication again is no second fact`,
  async () => {
    for (let i = 0; i < CRASHES; i++)
      await killedAfter(1 + Math.floor(Math.random() * (i % 2 === 0 ? 30 : 600)));
    const facts = await replayed();
    expect(facts.map(([seq]) => seq)).toEqual(facts.map((_, i) => i + 1));
    const kept = new Map(facts.map(([, key, publication]) => [key, publication]));
    expect(kept.size).toBe(facts.length);
    for (const [key, publication] of acknowledged) expect(kept.get(key)).toBe(publication);
    expect(acknowledged.size).toBeGreaterThan(CRASHES);
  },
  60_000 + CRASHES * 20_000,
);
