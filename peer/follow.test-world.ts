import { afterEach } from 'vitest';
import { createRouter, type Router, type RouterOptions } from '../router-lite/index.ts';
import { connect, type Peer } from './client.ts';
import type { Fact, FollowOptions } from './following.ts';
import type { Link, LinkFactory } from './link.ts';

export const allow = { call: true, register: true, publish: true, subscribe: true };
export const realms: RouterOptions['realms'] = {
  r: {
    roles: { all: { rules: [{ uri: '', match: 'prefix', allow }] } },
    anonymous: 'all',
    facts: [{ prefix: 'log.' }, { prefix: 'lehr.credit.' }],
  },
};
export const LOG = { uri: 'log.', match: 'prefix' } as const;

export const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export function joined(link: LinkFactory): Peer {
  const peer = connect({ link, realm: 'r', reconnect: { first: 1, longest: 10 } });
  closing.push(() => peer.close());
  return peer;
}

export function newRouter(): Router {
  const router = createRouter({ realms });
  closing.push(() => router.close());
  return router;
}

/** A peer whose connection can be cut. */
export function linked(router: Pick<Router, 'link'>) {
  const links: Link[] = [];
  const peer = joined(async () => {
    const link = router.link({ realm: 'r', authid: 'a', authrole: 'all' });
    links.push(link);
    return link;
  });
  return { peer, cut: () => links.at(-1)?.close() };
}

/** Who follows, what it heard, and how to wait for more of it. */
export async function followed(peer: Peer, options?: FollowOptions) {
  const facts: Fact[] = [];
  let told = () => {};
  const following = await peer.followRaw(
    LOG,
    (fact) => {
      facts.push(fact);
      told();
    },
    options,
  );
  const heard = async (isEnough: () => boolean) => {
    while (!isEnough())
      await new Promise<void>((resolve) => {
        told = resolve;
      });
  };
  const numbers = () => facts.map(({ args }) => args[0]);
  return { facts, following, numbers, until: (count: number) => heard(() => facts.length >= count) };
}

export const publish = (peer: Peer, topic: string, value: unknown, options: Record<string, unknown> = {}) =>
  peer.publishRaw(topic, [value], { options });
export const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
