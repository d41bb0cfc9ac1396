/** Facts over real sockets: whoever asks for the past gets all of it and goes on live, however slowly it reads. */
import { afterEach, expect, test } from 'vitest';
import { memoryStore } from '../store/memory.ts';
import type { LinkedEnd } from '../transports/linked-pair.ts';
import { type Client, OPEN_REALM, REALM, type Testbed, testbed } from './testbed.ts';

const realms = { [REALM]: { ...OPEN_REALM[REALM]!, facts: [{ prefix: 'job.' }] } };
const FACTS = 5_000;
const [PUBLISH, PUBLISHED, SUBSCRIBE, SUBSCRIBED, EVENT] = [16, 17, 32, 33, 36];
const [REGISTER, REGISTERED, INVOCATION, YIELD] = [64, 65, 68, 70];

let bed: Testbed;
afterEach(() => bed.close());

async function joined(protocol?: 'wamp.2.json' | 'wamp.2.msgpack'): Promise<Client> {
  const client = await bed.client(protocol);
  await client.join();
  return client;
}

/** A session of this process that publishes as fast as it can, in turns, so that others have theirs. */
function publisher(): { publish(count: number, size: number): Promise<void> } {
  const link: LinkedEnd = bed.router.link({ realm: REALM, authid: 'p', authrole: 'guest' });
  let published = 0;
  link.onMessage = () => {};
  link.send([1, REALM, { roles: { publisher: {} } }]);
  return {
    async publish(count, size) {
      for (let i = 0; i < count; i++) {
        published += 1;
        link.send([PUBLISH, published, {}, `job.${published % 3}`, [published, 'x'.repeat(size)]]);
        if (i % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

async function follow(client: Client, from: number): Promise<void> {
  client.send(SUBSCRIBE, 1, { match: 'prefix', _replay: { from } }, 'job.');
  await client.next(SUBSCRIBED);
}

/** Reads so many events, which must be the facts from `first` on, none missing, none twice. */
async function expectFacts(client: Client, first: number, count: number): Promise<void> {
  const wrong: unknown[] = [];
  for (let seq = first; seq < first + count; seq++) {
    const [, , , details, args] = await client.next(EVENT);
    const told = [(details as { _seq: number })._seq, (args as unknown[])[0]];
    if (told[0] !== seq || told[1] !== seq) wrong.push([seq, told]);
  }
  expect(wrong).toEqual([]);
}

test('a replay that races with publishers goes live without gap or duplicate, in every serializer', async () => {
  bed = await testbed({ realms });
  const { publish } = publisher();
  await publish(FACTS, 20);
  const [json, msgpack] = [await joined('wamp.2.json'), await joined('wamp.2.msgpack')];
  const racing = publish(FACTS, 20);
  await Promise.all([follow(json, 1), follow(msgpack, 100)]);
  await Promise.all([expectFacts(json, 1, 2 * FACTS), expectFacts(msgpack, 100, 2 * FACTS - 99), racing]);
});

test('who follows and does not read for a while misses nothing, though far more comes than is buffered', async () => {
  bed = await testbed({ realms, limits: { bufferedBytes: 256 * 1024 } });
  const { publish } = publisher();
  const client = await joined();
  await follow(client, 0);
  await publish(10, 10);
  await expectFacts(client, 1, 10);
  client.socket.pause();
  // 20 MB: more than the sockets of both ends take.
  await publish(FACTS, 4_000);
  client.socket.resume();
  await expectFacts(client, 11, FACTS);
  await publish(1, 10);
  await expectFacts(client, FACTS + 11, 1);
  expect(bed.router.stats()).toMatchObject({ droppedMessages: 0, followers: 1, holds: 0 });
});

test('who follows and never reads is no burden: nobody is held back for it, and it is not closed', async () => {
  bed = await testbed({ realms, limits: { bufferedBytes: 256 * 1024 } });
  const { publish } = publisher();
  await publish(FACTS, 4_000);
  const [stuck, reader] = [await joined(), await joined()];
  await follow(stuck, 0);
  stuck.socket.pause();
  await follow(reader, 0);
  await expectFacts(reader, 1, FACTS);
  expect(bed.router.stats()).toMatchObject({ holds: 0, slowEpisodes: 0, sessions: 3 });
});

test('a durable slot finds its own among many facts of others, while live traffic goes on', async () => {
  const store = memoryStore();
  bed = await testbed({ realms, store });
  const slot = { _slot: { topic: 'job..mine', match: 'wildcard', durable: true } };
  const definer = await joined();
  definer.send(REGISTER, 1, slot, 'app.slot');
  await definer.next(REGISTERED);
  definer.socket.terminate();
  await publisher().publish(FACTS, 20);
  const before = await joined();
  before.send(PUBLISH, 1, { acknowledge: true }, 'job.1.mine', ['found']);
  await before.next(PUBLISHED);
  await bed.close();
  bed = await testbed({ realms, store });
  const [first, other] = [await joined(), await joined()];
  first.send(REGISTER, 3, slot, 'app.slot');
  await first.next(REGISTERED);
  other.send(PUBLISH, 2, { acknowledge: true }, 'job.2.mine', ['live']);
  await other.next(PUBLISHED);
  for (const expected of ['found', 'live']) {
    const [, request, , , args] = await first.next(INVOCATION);
    expect(args).toEqual([expected]);
    first.send(YIELD, request, {});
  }
});
