/** The rows of facts. Each figure stands beside the same work without router-lite: the disk, the store or the socket alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../child.ts';
import { type Goal, median, rowOf } from '../report.ts';
import type { Row } from '../row.ts';

interface Plan {
  /** How many are in the log that is replayed. */
  readonly facts: number;
  readonly argv: readonly string[];
}

const atLeast = (limit: number): Goal => ({ sense: '>=', limit, absolute: true });
/** Acknowledged publications that are on their way at once. */
const WINDOW = 500;
const WARM = 20_000;
/** Pairs: odd, so the median is one of them; and short, so what else the machine does falls on both of one. */
const ROUNDS = 31;
const MILLIS = 300;

/** Yields each row once it is measured. */
export async function* factRows({ facts, argv }: Plan): AsyncGenerator<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'lehr-bench-facts-'));
  const client = new Child('client', argv);
  // On a machine of its own it would cost the others nothing: here it has a process of its own, which has only what the others leave.
  const follower = new Child('client', argv);
  let router = new Child('router', argv);
  const rate = (ask: string, about?: unknown) => router.ask<number>(ask, about);
  try {
    await router.ask('open', folder);
    // Code that has run before, as a router's has.
    await rate('append', { count: WARM, window: WINDOW, clock: 'cpu' });
    const alone = await rate('append alone', { count: facts / 10, window: WINDOW, clock: 'cpu' });
    const many = await rate('append', { count: facts / 10, window: WINDOW, clock: 'cpu' });
    yield rowOf(`facts acknowledged, ${WINDOW} in flight`, 'facts/CPU s', atLeast(20_000), many, alone);
    const synced = await rate('append alone', { count: 1_000, window: 1, clock: 'wall' });
    const one = await rate('append', { count: 1_000, window: 1, clock: 'wall' });
    yield rowOf('facts acknowledged, each waits for the disk', 'facts/s', atLeast(3_000), one, synced);

    await rate('append', { count: facts, window: 10 * WINDOW, clock: 'cpu' });
    const reading = await rate('read alone', facts);
    await rate('replay', facts / 10);
    const inside = await rate('replay', facts);
    yield rowOf(
      `${facts} facts replayed inside the process`,
      'facts/CPU s',
      atLeast(150_000),
      inside,
      reading,
    );

    const port = await rate('port');
    const raw = await client.ask<number>('count', {
      url: `ws://127.0.0.1:${await rate('raw', facts)}`,
      facts,
    });
    const outside = await client.ask<number>('count', { url: `ws://127.0.0.1:${port}/ws`, facts });
    yield rowOf(`${facts} facts replayed to a socket`, 'facts/s', { sense: '>=', limit: 0.5 }, outside, raw);

    for (const window of [1, 32]) yield* slowDown({ client, follower }, { port, window, outside });

    const { pid } = await router.ask<{ pid: number }>('pid');
    process.kill(pid, 'SIGKILL');
    router.stop();
    router = new Child('router', argv);
    const millis = await rate('open', folder);
    const goal: Goal = { sense: '<=', limit: 2_000, absolute: true };
    yield rowOf(`start after SIGKILL with ${facts} facts`, 'ms', goal, millis, 2_000);
  } finally {
    client.stop();
    follower.stop();
    router.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Events between two others, round trips of a window each, with and without a replay that goes on meanwhile: in pairs, each in the other
 * order than the one before. The share of its pair's rate without, the median of all.
 */
async function* slowDown(
  { client, follower }: { readonly client: Child; readonly follower: Child },
  { port, window, outside }: { readonly port: number; readonly window: number; readonly outside: number },
): AsyncGenerator<Row> {
  const about = { url: `ws://127.0.0.1:${port}/ws`, window, millis: MILLIS };
  const shares: number[] = [];
  const replayed: number[] = [];
  const quiet = () => client.ask<number>('live', about);
  const beside = async () => {
    await follower.ask('follow', about);
    const before = await follower.ask<number>('followed');
    const rate = await client.ask<number>('live', about);
    replayed.push(((await follower.ask<number>('followed')) - before) / (MILLIS / 1000));
    await follower.ask('stop following');
    return rate;
  };
  // To warm up.
  await quiet();
  for (let i = 0; i < ROUNDS; i++) {
    const first = i % 2 === 0 ? await quiet() : await beside();
    const second = i % 2 === 0 ? await beside() : await quiet();
    shares.push(i % 2 === 0 ? second / first : first / second);
  }
  const name = `live events beside a replay, ${window} in flight`;
  yield rowOf(name, 'of the rate', { sense: '>=', limit: 0.9 }, median(shares), 1);
  // That there is one, beside what it has when nobody else sends anything.
  yield rowOf('  what the replay has meanwhile', 'facts/s', null, median(replayed), outside);
}
