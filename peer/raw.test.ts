/** Calls and subscriptions outside the contract, with the real router between, and a callee that speaks WAMP by hand. */
import { afterEach, expect, test } from 'vitest';
import { createRouter } from '../router-lite/index.ts';
import { connect, type Peer, type RawEvent } from './client.ts';
import type { Link } from './link.ts';

const CODE = { HELLO: 1, WELCOME: 2, ERROR: 8, PUBLISH: 16, REGISTER: 64, REGISTERED: 65 } as const;
const INVOCATION = 68;
const INTERRUPT = 69;
const YIELD = 70;

const rules = [
  {
    uri: '',
    match: 'prefix',
    allow: { call: true, register: true, publish: true, subscribe: true },
    disclose: { callee: true },
  },
] as const;

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A router, a peer of ours, and a session that sends and hears tuples as they are. */
async function open(others = 0) {
  const router = createRouter({ realms: { lehr: { roles: { all: { rules } }, anonymous: 'all' } } });
  cleanups.push(() => router.close());
  const link = async (): Promise<Link> => router.link({ authid: 'test', authrole: 'all' });
  const peer = connect({ link, realm: 'lehr' });
  cleanups.push(() => peer.close());
  const instances = Array.from({ length: others }, () => connect({ link, realm: 'lehr' }));
  cleanups.push(() => Promise.all(instances.map((each) => each.close())));
  return { peer, instances, wire: new Wire(await link()) };
}

class Wire {
  readonly #link: Link;
  readonly #heard: unknown[][] = [];
  #told = () => {};

  constructor(link: Link) {
    this.#link = link;
    link.onMessage = (tuple) => {
      this.#heard.push(tuple);
      this.#told();
    };
    link.send([CODE.HELLO, 'lehr', { roles: { callee: { features: FEATURES }, publisher: {} } }]);
  }

  send(...tuple: unknown[]): void {
    this.#link.send(tuple);
  }

  /** The first tuple of this code, now or when it comes. */
  async hears(code: number): Promise<unknown[]> {
    for (;;) {
      const at = this.#heard.findIndex(([first]) => first === code);
      if (at >= 0) return this.#heard.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => {
        this.#told = resolve;
      });
    }
  }

  async registers(procedure: string): Promise<void> {
    await this.hears(CODE.WELCOME);
    this.send(CODE.REGISTER, 1, {}, procedure);
    await this.hears(CODE.REGISTERED);
  }
}
const FEATURES = { progressive_call_results: true, call_canceling: true };

test('a call carries kwargs and options, and brings parts, kwargs and details', async () => {
  const { peer, wire } = await open();
  await wire.registers('com.example.count');
  const parts: unknown[] = [];
  const call = peer.callRaw('com.example.count', [3], {
    kwargs: { by: 1 },
    options: { disclose_me: true },
    onProgress: ({ args, kwargs }) => parts.push([args, kwargs]),
  });
  const [, request, , details, args, kwargs] = await wire.hears(INVOCATION);
  expect([args, kwargs]).toEqual([[3], { by: 1 }]);
  expect(details).toMatchObject({ receive_progress: true, caller: expect.any(Number) });
  wire.send(YIELD, request, { progress: true }, [1]);
  wire.send(YIELD, request, { progress: true }, [2], { half: true });
  wire.send(YIELD, request, {}, [3, 'done'], { took: 5 });
  expect(await call).toMatchObject({ args: [3, 'done'], kwargs: { took: 5 } });
  expect(parts).toEqual([
    [[1], {}],
    [[2], { half: true }],
  ]);
});

test('who hears no progress is asked for none', async () => {
  const { peer, wire } = await open();
  await wire.registers('com.example.count');
  const call = peer.callRaw('com.example.count');
  const [, request, , details] = await wire.hears(INVOCATION);
  expect(details).not.toHaveProperty('receive_progress');
  wire.send(YIELD, request, {});
  expect(await call).toMatchObject({ args: [], kwargs: {} });
});

test('a call that was cancelled interrupts the callee and rejects with its URI', async () => {
  const { peer, wire } = await open();
  await wire.registers('com.example.long');
  const giveUp = new AbortController();
  const call = peer.callRaw('com.example.long', [], { signal: giveUp.signal, cancel: 'kill' });
  await wire.hears(INVOCATION);
  giveUp.abort();
  await expect(call).rejects.toMatchObject({ uri: 'wamp.error.canceled' });
  expect(await wire.hears(INTERRUPT)).toBeDefined();
});

test('a follow-up reaches the very instance that answered, and ends when that one has left', async () => {
  const { peer, instances } = await open(3);
  for (const [i, instance] of instances.entries())
    await instance.registerUri('com.example.talk', () => i, { invoke: 'roundrobin' });
  const first = await peer.callRaw('com.example.talk', [], { options: { _disclose_callee: true } });
  const eligible = [first.details._callee as number];
  for (let again = 0; again < 4; again++)
    expect(await peer.callUri('com.example.talk', [], { eligible })).toBe(first.args[0]);
  await instances[first.args[0] as number]!.close();
  await expect(peer.callUri('com.example.talk', [], { eligible })).rejects.toMatchObject({
    uri: 'wamp.error.no_available_callee',
  });
});

test('an error brings its args and kwargs', async () => {
  const { peer, wire } = await open();
  await wire.registers('com.example.fails');
  const call = peer.callRaw('com.example.fails');
  const [, request] = await wire.hears(INVOCATION);
  wire.send(CODE.ERROR, INVOCATION, request, {}, 'com.example.no', ['not today', 7], { until: 'noon' });
  await expect(call).rejects.toMatchObject({
    uri: 'com.example.no',
    message: 'not today',
    args: ['not today', 7],
    kwargs: { until: 'noon' },
  });
});

test('a prefix and an exact subscription of the same URI hear each what is theirs, with the topic published to', async () => {
  const { peer, wire } = await open();
  await wire.hears(CODE.WELCOME);
  const exact = listen(peer, 'com.example', 'exact');
  const prefix = listen(peer, 'com.example', 'prefix');
  const wildcard = listen(peer, 'com..b', 'wildcard');
  await Promise.all([exact.up, prefix.up, wildcard.up]);
  wire.send(CODE.PUBLISH, 1, { disclose_me: true }, 'com.example.b', [1], { k: 2 });
  wire.send(CODE.PUBLISH, 2, {}, 'com.example', [3]);
  await prefix.hears(2);
  expect(prefix.events).toMatchObject([
    { topic: 'com.example.b', args: [1], kwargs: { k: 2 }, publisher: expect.any(Number), retained: false },
    { topic: 'com.example', args: [3], kwargs: {}, publisher: null },
  ]);
  expect(exact.events.map(({ topic }) => topic)).toEqual(['com.example']);
  expect(wildcard.events.map(({ topic }) => topic)).toEqual(['com.example.b']);
  expect(prefix.events[0]?.publication).toEqual(expect.any(Number));
});

function listen(peer: Peer, uri: string, match: 'exact' | 'prefix' | 'wildcard') {
  const events: RawEvent[] = [];
  let told = () => {};
  const up = peer.subscribeRaw({ uri, match }, (event) => {
    events.push(event);
    told();
  });
  const hears = async (count: number) => {
    while (events.length < count)
      await new Promise<void>((resolve) => {
        told = resolve;
      });
  };
  return { events, up, hears };
}
