/** The rows of durable slots, beside the same work with NATS JetStream where its server is installed, else with the store alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../child.ts';
import { type Goal, median, rowOf } from '../report.ts';
import type { Row } from '../row.ts';
import { startNats } from './nats-queue.ts';
import type { QueueLoad } from './queue.ts';

const atLeast = (limit: number): Goal => ({ sense: '>=', limit, absolute: true });
const ROUNDS = 3;

/** Yields each row once it is measured. */
export async function* slotRows({ argv }: { readonly argv: readonly string[] }): AsyncGenerator<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'lehr-bench-slots-'));
  const server = new Child('slot-server', argv);
  const client = new Child('slot-client', argv);
  const nats = await startNats(join(folder, 'nats'));
  try {
    const port = await server.ask<number>('open', join(folder, 'lehr'));
    const ours = (load: QueueLoad) => client.ask<number>('slot', { port, ...load });
    const theirs = (load: QueueLoad) =>
      nats === null
        ? server.ask<number>('alone', load)
        : client.ask<number>('nats', { port: nats.port, ...load });
    const beside = nats === null ? 'the store alone' : 'JetStream';
    const cases = [
      { name: '500 in flight', load: { count: 40_000, window: 500 }, goal: 20_000 },
      { name: 'each waits for the disk', load: { count: 4_000, window: 1 }, goal: 3_000 },
    ];
    for (const { name, load, goal } of cases) {
      const [mine, other]: [number[], number[]] = [[], []];
      let seconds = 0;
      for (let i = 0; i <= ROUNDS; i++) {
        const before = await server.ask<number>('cpu');
        const a = await ours(load);
        seconds = (await server.ask<number>('cpu')) - before;
        const b = await theirs(load);
        // The first is to warm up.
        if (i > 0) mine.push(a);
        if (i > 0) other.push(b);
      }
      yield rowOf(`slot beside ${beside}, ${name}`, 'events/s', atLeast(goal), median(mine), median(other));
      // What the disk and the neighbours of the moment have no part in.
      const perSecond = load.count / seconds;
      if (load.window > 1)
        yield rowOf("slot events a second of the router's CPU", 'events/s', atLeast(goal), perSecond, goal);
    }
  } finally {
    nats?.stop();
    client.stop();
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
