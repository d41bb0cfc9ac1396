import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { REALM } from './testbed.ts';
import {
  bed,
  counted,
  errors,
  hook,
  killHooks,
  posts,
  publish,
  start,
  turn,
  waits,
} from './webhook.test-world.ts';
import { startWebhook } from './webhook.ts';

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
