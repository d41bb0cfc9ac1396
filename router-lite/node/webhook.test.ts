import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { linkSession } from '../link-session.ts';
import { mailbox } from '../transports/transport.suite.ts';
import { type Client, REALM, type Testbed, testbed } from './testbed.ts';
import { startWebhook, type Webhook, type WebhookWorld } from './webhook.ts';
import type { WebhookOptions } from './webhook-options.ts';

const NOW = 1_700_000_000_123;

interface Post {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  answer(status: number, headers?: Record<string, string>): void;
}

/** A receiver whose answers the test gives. */
async function receiver() {
  const posts = mailbox<Post>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () =>
      posts.put({
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
        answer: (status, headers = {}) => response.writeHead(status, headers).end('thanks'),
      }),
    );
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const { port } = server.address() as AddressInfo;
  return { server, posts, url: `http://127.0.0.1:${port}/hook` };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

let bed: Testbed;
let server: Server;
let hook: Webhook;
let posts: ReturnType<typeof mailbox<Post>>;
let publisher: Client;
let waits: number[];
let errors: unknown[];

/** As an operator does. */
async function killHooks(): Promise<void> {
  const operator = linkSession(bed.router.link({ realm: REALM, authid: 'op', authrole: 'guest' }), REALM);
  const call = async (uri: string, ...args: unknown[]) =>
    (await operator.call(uri, { args, kwargs: {} }, {})).args[0];
  for (const id of (await call('wamp.session.list')) as number[]) {
    const { authid } = (await call('wamp.session.get', id)) as { authid: string };
    if (authid === 'webhook') await call('wamp.session.kill', id);
  }
  operator.close();
}

async function start(
  options: Partial<WebhookOptions> = {},
  world: Partial<WebhookWorld> = {},
  link: Testbed['router']['link'] = (options) => bed.router.link(options),
): Promise<void> {
  bed = await testbed();
  const made = await receiver();
  ({ server, posts } = made);
  waits = [];
  errors = [];
  hook = startWebhook(
    { link },
    {
      realm: REALM,
      role: 'guest',
      topics: [{ topic: 'shop.', match: 'prefix' }, { topic: 'lamp' }],
      url: made.url,
      secret: 'whsec_a2lsbg==',
      ...options,
    },
    {
      clock: () => NOW,
      wait: (millis) => {
        waits.push(millis);
        return Promise.resolve();
      },
      onError: (error) => errors.push(error),
      ...world,
    },
  );
  expect(await hook.ready).toBeNull();
  publisher = await bed.client();
  await publisher.join();
}
afterEach(async () => {
  await hook.close();
  await bed.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

let request = 0;
async function publish(topic: string, ...args: unknown[]): Promise<number> {
  publisher.send(16, ++request, { acknowledge: true }, topic, args);
  return (await publisher.next(17))[2] as number;
}

/** Resolves when the hook has counted so. */
async function counted(wanted: object): Promise<void> {
  for (;;) {
    try {
      expect(hook.counts()).toMatchObject(wanted);
      return;
    } catch {
      await turn();
    }
  }
}

describe('a webhook', () => {
  it('posts each event with a signature that its receiver can verify', async () => {
    await start();
    const publication = await publish('shop.order', 'tea', new Uint8Array([1, 2]));
    const { headers, body, answer } = await posts.take();
    expect(JSON.parse(body)).toEqual({
      topic: 'shop.order',
      publication,
      args: ['tea', '\0AQI='],
      kwargs: {},
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': `msg_${publication}`,
      'webhook-timestamp': '1700000000',
    });
    const signed = createHmac('sha256', 'kiln')
      .update(`msg_${publication}.1700000000.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signed}`);
    answer(204);
    await counted({ delivered: 1, failed: 0, retried: 0, dropped: 0, queued: 0 });
  });

  it('tells the topic of an exact subscription too, and posts one after another, in order', async () => {
    await start();
    for (const n of [1, 2, 3]) await publish('lamp', n);
    for (const n of [1, 2, 3]) {
      const { body, answer } = await posts.take();
      expect(JSON.parse(body)).toMatchObject({ topic: 'lamp', args: [n] });
      await counted({ queued: 3 - n, delivered: n - 1 });
      answer(200);
    }
    await counted({ delivered: 3 });
  });

  it('tries again with growing waits, with the same id, and gives up after its attempts', async () => {
    await start({ attempts: 4, firstWaitMillis: 100 });
    await publish('lamp', 'fails');
    const ids = new Set<unknown>();
    for (const status of [500, 429, 302, 503]) {
      const { headers, answer } = await posts.take();
      ids.add(headers['webhook-id']);
      answer(status, status === 302 ? { Location: '/elsewhere' } : {});
    }
    await counted({ failed: 1, delivered: 0, retried: 3 });
    expect(ids.size).toBe(1);
    expect(waits).toEqual([100, 200, 400]);
    await publish('lamp', 'works');
    (await posts.take()).answer(200);
    await counted({ failed: 1, delivered: 1 });
  });

  it('does not try again what its receiver will never want', async () => {
    await start();
    await publish('lamp');
    (await posts.take()).answer(410);
    await counted({ failed: 1, retried: 0 });
  });

  it('never waits longer than five minutes', async () => {
    await start({ attempts: 12 }, { fetch: () => Promise.reject(new Error('unreachable')) });
    await publish('lamp');
    await counted({ failed: 1, retried: 11 });
    expect(waits.slice(0, 3)).toEqual([1000, 2000, 4000]);
    expect(waits.slice(-2)).toEqual([300_000, 300_000]);
  });

  it('gives up the oldest that waits when its queue is full', async () => {
    await start({ queueLimit: 2 });
    await publish('lamp', 0);
    const first = await posts.take();
    for (const n of [1, 2, 3, 4]) await publish('lamp', n);
    await counted({ dropped: 2, queued: 2 });
    first.answer(200);
    for (const n of [3, 4]) {
      const { body, answer } = await posts.take();
      expect(JSON.parse(body).args).toEqual([n]);
      answer(200);
    }
    await counted({ delivered: 3, dropped: 2, queued: 0 });
  });

  it('ends an attempt that takes too long', async () => {
    await start({ timeoutMillis: 20, attempts: 1 });
    await publish('lamp');
    await counted({ failed: 1 });
  });

  it('breaks off what it does when it is closed', async () => {
    await start();
    await publish('lamp', 1);
    await publish('lamp', 2);
    await posts.take();
    await hook.close();
    expect(hook.counts()).toMatchObject({ delivered: 0, failed: 0, queued: 0 });
    expect(errors).toEqual([]);
  });

  it('posts an event once, however many of its topics match', async () => {
    await start({
      topics: [{ topic: 'lamp' }, { topic: 'la', match: 'prefix' }, { topic: 'l', match: 'prefix' }],
    });
    await publish('lamp', 1);
    await publish('lamp', 2);
    for (const n of [1, 2]) {
      const { body, answer } = await posts.take();
      expect(JSON.parse(body).args).toEqual([n]);
      answer(200);
    }
    await counted({ delivered: 2, queued: 0 });
  });

  it('comes back when its session was killed', async () => {
    await start();
    await killHooks();
    while (errors.length === 0 || bed.router.stats().subscriptions < 2) await turn();
    expect(String(errors[0])).toContain('lost its session: wamp.close.');
    await publish('lamp', 'again');
    const { body, answer } = await posts.take();
    expect(JSON.parse(body).args).toEqual(['again']);
    answer(200);
    await counted({ delivered: 1 });
  });

  it('tries again to come back, less and less often, while it is refused', async () => {
    let refusals = 0;
    await start(
      {},
      {},
      // Twice it comes back as somebody who may not subscribe.
      ({ authrole, ...rest }) =>
        bed.router.link({ ...rest, authrole: refusals > 0 && refusals-- ? 'none' : authrole }),
    );
    refusals = 2;
    await killHooks();
    while (errors.length < 3 || bed.router.stats().subscriptions < 2) await turn();
    expect(errors.slice(1).map(String)).toEqual(Array(2).fill(expect.stringContaining('may not subscribe')));
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    await publish('lamp', 'again');
    (await posts.take()).answer(200);
    await counted({ delivered: 1 });
  });

  it('says what it may not subscribe to', async () => {
    await start();
    const options = {
      realm: REALM,
      role: 'none',
      topics: [{ topic: 'lamp' }],
      url: 'http://x.invalid',
      secret: 'x',
    };
    const forbidden = startWebhook(bed.router, options);
    expect(String(await forbidden.ready)).toContain('may not subscribe to lamp: wamp.error.not_authorized');
    await forbidden.close();
  });

  it.each([
    [{ url: 'ftp://x' }, 'webhook.url must be an address'],
    [{ url: 'x' }, 'webhook.url must be an address'],
    [{ secret: '' }, 'webhook.secret must be a secret'],
    [{ attempts: 0 }, 'webhook.attempts must be a positive integer'],
    [{ slot: 'hook' }, 'webhook.topics must be one topic'],
  ])('refuses the options %j', async (wrong, message) => {
    await start();
    const options = {
      realm: REALM,
      role: 'guest',
      topics: [],
      url: 'http://x.invalid',
      secret: 'x',
      ...wrong,
    };
    expect(() => startWebhook(bed.router, options)).toThrow(message);
  });
});
