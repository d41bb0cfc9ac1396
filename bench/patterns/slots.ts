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
import { type Goal, median, rowOf } from '../report.ts';
import type { Row } from '../row.ts';
import { startNats } from './nats-queue.ts';
import type { QueueLoad } from './queue.ts';
import { startRabbit } from './rabbit-server.ts';

const atLeast = (limit: number): Goal => ({ sense: '>=', limit, absolute: true });
const LEVEL: Goal = { sense: '>=', limit: 1 };
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

/** Everything that is measured for a case, in the order of its turn. */
type Contender = 'slot' | 'alone' | 'unsynced slot' | 'rabbit' | 'nats';

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
    const rates = new Map<Contender, (load: QueueLoad) => Promise<number>>([
      ['slot', at('slot', port)],
      ['alone', (load) => server.ask<number>('alone', load)],
      ['unsynced slot', at('slot', unsyncedPort)],
    ]);
    if (rabbit !== null) rates.set('rabbit', at('rabbit', rabbit.port));
    if (nats !== null) rates.set('nats', at('nats', nats.port));
    for (const each of CASES) yield* rowsOf(each, rates, server);
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
  rates: ReadonlyMap<Contender, (load: QueueLoad) => Promise<number>>,
  server: Child,
): AsyncGenerator<Row> {
  const found = new Map<Contender, number[]>([...rates.keys()].map((who) => [who, []]));
  let seconds = 0;
  for (let i = 0; i <= ROUNDS; i++) {
    for (const [who, rate] of rates) {
      const before = await server.ask<number>('cpu');
      const measured = await rate(load);
      if (who === 'slot') seconds = (await server.ask<number>('cpu')) - before;
      // The first is to warm up.
      if (i > 0) found.get(who)!.push(measured);
    }
  }
  const of = (who: Contender) => median(found.get(who)!);
  const unit = 'events/s';
  yield rowOf(`slot, ${name}`, unit, atLeast(goal), of('slot'), of('alone'));
  // What the disk and the neighbours of the moment have no part in.
  if (load.window > 100)
    yield rowOf("slot, by the router's CPU", 'events/CPU s', atLeast(goal), load.count / seconds, goal);
  if (found.has('rabbit')) yield rowOf('  beside RabbitMQ', unit, LEVEL, of('slot'), of('rabbit'));
  if (found.has('nats'))
    yield rowOf('  synced later, beside JetStream', unit, LEVEL, of('unsynced slot'), of('nats'));
}
