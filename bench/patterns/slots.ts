/**
 * The rows of durable slots: how many events a second go in, are confirmed, come out and are acknowledged, beside the store alone, and
 * beside RabbitMQ and NATS JetStream where Debian's packages are installed. All brokers run in turn, with one client of the same make.
 *
 * Who promises what is not the same. A slot confirms what is on disk and synced (`commit`), or what a SIGKILL of the router
 * leaves alone (`background`); JetStream 2.9 promises the latter, so it stands beside that. RabbitMQ confirms what is synced, or was
 * acknowledged by its consumer before it had to be. None promises that a consumer's acknowledgement survives a crash.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../child.ts';
import { processUsage } from '../process-usage.ts';
import { type Goal, median, rowOf } from '../report.ts';
import type { Row } from '../row.ts';
import { startNats } from './nats-queue.ts';
import type { QueueLoad } from './queue.ts';
import { startRabbit } from './rabbit-server.ts';

const atLeast = (limit: number): Goal => ({ sense: '>=', limit, absolute: true });
const LEVEL: Goal = { sense: '>=', limit: 1 };
const NO_MORE: Goal = { sense: '<=', limit: 1 };
const ROUNDS = 3;

interface Case {
  readonly name: string;
  readonly load: QueueLoad;
  readonly goal: number;
}

const CASES: readonly Case[] = [
  { name: '500 in flight', load: { count: 40_000, window: 500 }, goal: 20_000 },
  { name: '32 wait for their sync', load: { count: 6_000, window: 32 }, goal: 3_000 },
  { name: '1 waits for its sync', load: { count: 500, window: 1 }, goal: 3_000 },
];

type Name = 'slot' | 'alone' | 'unsynced slot' | 'rabbit' | 'nats';

/** What is measured for a case, each in its turn. */
interface Contender {
  /** Events a second. */
  rate(load: QueueLoad): Promise<number>;
  /** Of its server, all threads and processes of which count. */
  readonly pid: number;
}

/** Whom each of ours stands beside, and what it does as they do. */
const OTHERS: readonly (readonly [who: Name, brand: string, ours: Name, how: string])[] = [
  ['rabbit', 'RabbitMQ', 'slot', ''],
  ['nats', 'JetStream', 'unsynced slot', 'synced later, '],
];

/** Yields each row once it is measured. */
export async function* slotRows({ argv }: { readonly argv: readonly string[] }): AsyncGenerator<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'lehr-bench-slots-'));
  const [server, unsynced] = [new Child('slot-server', argv), new Child('slot-server', argv)];
  const client = new Child('slot-client', argv);
  const nats = await startNats(join(folder, 'nats'));
  const rabbit = await startRabbit(join(folder, 'rabbit'));
  try {
    const open = (child: Child, name: string, fsync: string) =>
      child.ask<number>('open', { folder: join(folder, name), fsync });
    const port = await open(server, 'synced', 'commit');
    const unsyncedPort = await open(unsynced, 'unsynced', 'background');
    const at = (queue: string, place: number) => (load: QueueLoad) =>
      client.ask<number>(queue, { port: place, ...load });
    const contenders = new Map<Name, Contender>([
      ['slot', { rate: at('slot', port), pid: server.pid }],
      ['alone', { rate: (load) => server.ask<number>('alone', load), pid: server.pid }],
      ['unsynced slot', { rate: at('slot', unsyncedPort), pid: unsynced.pid }],
    ]);
    if (rabbit !== null) contenders.set('rabbit', { rate: at('rabbit', rabbit.port), pid: rabbit.pid });
    if (nats !== null) contenders.set('nats', { rate: at('nats', nats.port), pid: nats.pid });
    for (const each of CASES) yield* rowsOf(each, contenders);
  } finally {
    nats?.stop();
    await rabbit?.stop();
    client.stop();
    server.stop();
    unsynced.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* rowsOf(
  { name, load, goal }: Case,
  contenders: ReadonlyMap<Name, Contender>,
): AsyncGenerator<Row> {
  const rates = new Map<Name, number[]>([...contenders.keys()].map((who) => [who, []]));
  const costs = new Map<Name, number[]>([...contenders.keys()].map((who) => [who, []]));
  for (let i = 0; i <= ROUNDS; i++) {
    for (const [who, { rate, pid }] of contenders) {
      const before = processUsage(pid).cpu;
      const measured = await rate(load);
      // The first is to warm up.
      if (i === 0) continue;
      rates.get(who)!.push(measured);
      costs.get(who)!.push((processUsage(pid).cpu - before) / load.count);
    }
  }
  const rateOf = (who: Name) => median(rates.get(who)!);
  const costOf = (who: Name) => median(costs.get(who)!);
  const unit = 'events/s';
  // Steps of 10 ms say little of fewer events.
  const showsCost = load.count >= 10_000;
  yield rowOf(`slot, ${name}`, unit, atLeast(goal), rateOf('slot'), rateOf('alone'));
  // What the disk and the neighbours of the moment have no part in.
  if (showsCost)
    yield rowOf("slot, by the router's CPU", 'events/CPU s', atLeast(goal), 1e6 / costOf('slot'), goal);
  for (const [who, brand, ours, how] of OTHERS) {
    if (!contenders.has(who)) continue;
    yield rowOf(`  ${how}beside ${brand}`, unit, LEVEL, rateOf(ours), rateOf(who));
    if (showsCost) {
      const cost = `  CPU of the server's process, beside ${brand}`;
      yield rowOf(cost, 'µs/event', NO_MORE, costOf(ours), costOf(who));
    }
  }
}
