/** A subscriber that stops reading, and a router in a process of its own whose memory can be told from ours. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { mailbox } from '../transports/transport.suite.ts';

const MIB = 2 ** 20;
const EVENTS = 20_000;
const PAYLOAD = 'x'.repeat(4096);
/**
 * MiB: what the router may hold more than before, of the 80 that pass. Each of three subscribers has 8 at most by the limits,
 * and 7 are seen in all; what else is in flight differs from machine to machine.
 */
const HELD = 32;

/** What the child says: its port, then what it is asked for. */
interface Report {
  readonly port: number;
  readonly live: number;
  readonly peak: number;
  readonly metrics: string;
}

const CHILD = `
import { createRouter, startServer } from './index.js';
const allow = { call: true, register: true, publish: true, subscribe: true };
const realm = { roles: { guest: { rules: [{ uri: '', match: 'prefix', allow }] } }, anonymous: 'guest' };
// Patience with a reader is longer than by default: on a busy machine it is not the router that makes it wait.
const router = createRouter({ realms: { r: realm }, limits: { holdMillis: 8_000 } });
const { port } = await startServer({ router, host: '127.0.0.1', port: 0 });
// What is alive: the garbage collector's own leeway is not what a slow consumer costs.
const live = () => { gc(); const { heapUsed, external } = process.memoryUsage(); return heapUsed + external; };
let peak = 0;
let collecting;
process.on('message', async (what) => {
  if (what === 'collect') collecting ??= setInterval(() => { peak = Math.max(peak, live()); }, 50);
  const metrics = await (await fetch('http://127.0.0.1:' + port + '/metrics')).text();
  process.send({ port, live: collecting ? live() : 0, peak, metrics });
  peak = 0;
});
process.send({ port, live: 0, peak: 0, metrics: '' });
`;

let folder = '';
let child: ChildProcess;
let port = 0;
const reports = mailbox<Report>();
const sockets: WebSocket[] = [];

beforeAll(async () => {
  // Within the checkout: that is where the packages are found.
  folder = mkdtempSync(resolve('node_modules/.lehr-slow-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: resolve('router-lite/index.ts'), outDir: folder, target: 'node20', minify: false },
  });
  writeFileSync(join(folder, 'child.mjs'), CHILD);
  child = fork(join(folder, 'child.mjs'), { execArgv: ['--expose-gc'] });
  child.on('message', (report) => reports.put(report as Report));
  port = (await reports.take()).port;
  await warm();
});

afterAll(() => {
  for (const socket of sockets) socket.terminate();
  child?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** `collect`: from now on garbage is collected all the time, so that what is alive can be told. */
const ask = (what: 'report' | 'collect' = 'report') => {
  child.send(what);
  return reports.take();
};

async function joined() {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, 'wamp.2.json');
  sockets.push(socket);
  const box = mailbox<unknown[]>();
  const onMessage = (data: Buffer) => box.put(JSON.parse(String(data)) as unknown[]);
  socket.on('message', onMessage);
  await new Promise((open) => socket.once('open', open));
  socket.send('[1,"r",{"roles":{"publisher":{},"subscriber":{}}}]');
  expect((await box.take())[0]).toBe(2);
  return { socket, take: box.take, mute: () => socket.off('message', onMessage) };
}

async function subscriber(topic: string) {
  const client = await joined();
  client.socket.send(JSON.stringify([32, 1, {}, topic]));
  expect((await client.take())[0]).toBe(33);
  return client;
}

/** Counts what comes, so that the test itself holds nothing; resolves at the last of the flood. */
function counted({ socket, mute }: Awaited<ReturnType<typeof subscriber>>) {
  mute();
  let expected = 0;
  let inOrder = true;
  let done = () => {};
  socket.on('message', (data: Buffer) => {
    const at = data.indexOf(',[');
    inOrder &&= data.toString('latin1', at + 2, data.indexOf(',"x')) === String(expected);
    if (++expected === EVENTS) done();
  });
  return {
    all: () =>
      new Promise<boolean>((resolve) => {
        done = () => {
          expected = 0;
          resolve(inOrder);
        };
      }),
  };
}

/** Reads, but with a pause after every few messages: a client with little of its machine's time. */
function sluggish({ socket }: { socket: WebSocket }): void {
  let count = 0;
  socket.on('message', () => {
    if (++count % 50 > 0) return;
    socket.pause();
    setTimeout(() => socket.resume(), 5);
  });
}

const metricOf = (metrics: string, name: string) =>
  Number(new RegExp(`^${name.replaceAll(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(metrics)?.[1] ?? 0);

async function flood(publisher: WebSocket): Promise<void> {
  for (let i = 0; i < EVENTS; i++) {
    publisher.send(JSON.stringify([16, i + 1, {}, 'a.flood', [i, PAYLOAD]]));
    if (i % 100 === 0) await new Promise((turn) => setImmediate(turn));
  }
}

/** What the heap of a busy router needs anyway is there before anything is measured, and what it takes to ask. */
async function warm(): Promise<void> {
  const publisher = await joined();
  const readers = [await subscriber('a.flood'), await subscriber('a.flood')];
  const all = readers.map(counted);
  await ask();
  for (let round = 0; round < 2; round++) {
    const everything = Promise.all(all.map((each) => each.all()));
    await flood(publisher.socket);
    expect(await everything).toEqual([true, true]);
  }
  for (const { socket } of [publisher, ...readers]) socket.terminate();
}

describe('a subscriber that stops reading', () => {
  it('is dropped for and ended, so that of 80 MiB that pass little is kept for it, and costs the others nothing', async () => {
    const publisher = await joined();
    const others = [counted(await subscriber('a.flood')), counted(await subscriber('a.flood'))];
    const watcher = await subscriber('wamp.session._on_slow_consumer');
    const told = async () =>
      ((await watcher.take())[4] as { session: number; dropped_messages: number }[])[0]!;
    const { live } = await ask('collect');
    (await subscriber('a.flood')).socket.pause();
    const rest = Promise.all(others.map(({ all }) => all()));
    await flood(publisher.socket);
    expect(await rest).toEqual([true, true]);
    const { peak, metrics } = await ask();
    expect((peak - live) / MIB).toBeLessThan(HELD);
    expect(metrics).toMatch(/lehr_connections_closed_total\{cause="slow consumer"\} 1\n/);
    expect(metrics).toMatch(/lehr_limit_reached_total\{limit="bufferedBytes"\} 1\n/);
    expect(metrics).toContain('lehr_slow_consumers_total 1\n');
    const missed = Number(/lehr_dropped_messages_total (\d+)/.exec(metrics)?.[1] ?? 0);
    // Half of the 8 MiB it may have, before it was given up.
    expect(missed * PAYLOAD.length).toBeGreaterThan(3 * MIB);
    // Told when it began, and at the end.
    const [first, last] = [await told(), await told()];
    expect(first.dropped_messages).toBeGreaterThan(0);
    expect(last.session).toBe(first.session);
    expect(last.dropped_messages).toBeGreaterThan(first.dropped_messages);
    expect(last.dropped_messages).toBeLessThanOrEqual(missed);
  });
});

describe('a publisher that does not wait', () => {
  it('is held back for those that read slowly, for one that is frozen only a moment, and nobody else is', async () => {
    const publisher = await joined();
    const alive = [await subscriber('a.flood'), await subscriber('a.flood')];
    const everything = Promise.all(alive.map((each) => counted(each).all()));
    for (const each of alive) sluggish(each);
    // What waits is kept long enough to grow old, and V8 collects what is old when it likes: counted is what is alive.
    const before = await ask('collect');
    (await subscriber('a.flood')).socket.pause();
    const [callee, caller] = [await joined(), await joined()];
    callee.socket.send('[64,1,{},"a.echo"]');
    expect((await callee.take())[0]).toBe(65);
    callee.mute();
    callee.socket.on('message', (data: Buffer) =>
      callee.socket.send(JSON.stringify([70, (JSON.parse(String(data)) as unknown[])[1], {}])),
    );

    let isOver = false;
    const calls = (async () => {
      let count = 0;
      for (; !isOver; count++) {
        caller.socket.send(JSON.stringify([48, count + 1, {}, 'a.echo']));
        expect(await caller.take()).toEqual([50, count + 1, {}]);
      }
      return count;
    })();
    await flood(publisher.socket);
    expect(await everything).toEqual([true, true]);
    isOver = true;
    expect(await calls).toBeGreaterThan(4);

    const { peak, metrics } = await ask();
    expect((peak - before.live) / MIB).toBeLessThan(HELD);
    const since = (name: string) => metricOf(metrics, name) - metricOf(before.metrics, name);
    // The frozen one alone misses events, and ends; it cost a moment, and the sluggish ones as long as they took.
    expect(since('lehr_slow_consumers_total')).toBe(1);
    expect(since('lehr_connections_closed_total{cause="slow consumer"}')).toBe(1);
    expect(since('lehr_limit_reached_total{limit="holdMillis"}')).toBe(1);
    expect(since('lehr_holds_total')).toBeGreaterThan(0);
    expect(since('lehr_held_seconds_total')).toBeGreaterThan(0);
    expect(metricOf(metrics, 'lehr_held_connections')).toBe(0);
    publisher.socket.send('[16,99999,{"acknowledge":true},"a.flood",[-1]]');
    expect((await publisher.take()).slice(0, 2)).toEqual([17, 99999]);
  });
});
