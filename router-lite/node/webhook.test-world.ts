import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect } from 'vitest';
import { linkSession } from '../link-session.ts';
import { mailbox } from '../transports/transport.suite.ts';
import { type Client, REALM, type Testbed, testbed } from './testbed.ts';
import { startWebhook, type Webhook, type WebhookWorld } from './webhook.ts';
import type { WebhookOptions } from './webhook-options.ts';

export const NOW = 1_700_000_000_123;

export interface Post {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  answer(status: number, headers?: Record<string, string>): void;
}

/** A receiver whose answers the test gives. */
export async function receiver() {
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

export const turn = () => new Promise((resolve) => setImmediate(resolve));

export let bed: Testbed;
export let server: Server;
export let hook: Webhook;
export let posts: ReturnType<typeof mailbox<Post>>;
export let publisher: Client;
export let waits: number[];
export let errors: unknown[];

/** As an operator does. */
export async function killHooks(): Promise<void> {
  const operator = linkSession(bed.router.link({ realm: REALM, authid: 'op', authrole: 'guest' }), REALM);
  const call = async (uri: string, ...args: unknown[]) =>
    (await operator.call(uri, { args, kwargs: {} }, {})).args[0];
  for (const id of (await call('wamp.session.list')) as number[]) {
    const { authid } = (await call('wamp.session.get', id)) as { authid: string };
    if (authid === 'webhook') await call('wamp.session.kill', id);
  }
  operator.close();
}

export async function start(
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
export async function publish(topic: string, ...args: unknown[]): Promise<number> {
  publisher.send(16, ++request, { acknowledge: true }, topic, args);
  return (await publisher.next(17))[2] as number;
}

/** Resolves when the hook has counted so. */
export async function counted(wanted: object): Promise<void> {
  for (;;) {
    try {
      expect(hook.counts()).toMatchObject(wanted);
      return;
    } catch {
      await turn();
    }
  }
}
