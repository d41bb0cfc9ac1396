/** Other people's clients for JavaScript against our router, and against each other through it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, EVERY, plain } from './interop-clients.ts';
import { type Peer, PRIVATE, sour, start, stop } from './interop-testbed.ts';
import { mailbox } from './transports/transport.suite.ts';

beforeAll(start);
afterAll(stop);

describe('clients of all kinds over all serializers', () => {
  const peers: { peer: Peer; name: string; uri: string }[] = [];
  const heard = mailbox<unknown[]>();
  beforeAll(async () => {
    for (const { name, wire, open } of EVERY) {
      const peer = await open(wire);
      const uri = `interop.${name.replace('-', '_')}.${wire}`;
      peers.push({ peer, name, uri });
      await peer.register(`${uri}.echo`, ([value]) => value);
      await peer.register(`${uri}.sour`, () => sour);
      await peer.register(`${uri}.count`, () => 'counted');
      await peer.register(`${uri}.never`, () => new Promise(() => {}));
      await peer.subscribe('interop.news', (args) => heard.put([uri, ...args]), 'prefix');
    }
  });
  afterAll(() => Promise.all(peers.map(({ peer }) => peer.close())));

  it('call each other, whatever they speak', async () => {
    const value = {
      text: 'é\u{1F600}',
      big: 2 ** 40,
      half: -1.5,
      none: null,
      yes: true,
      deep: [[1], { a: [] }],
    };
    for (const { peer } of peers) {
      for (const { uri } of peers) expect(plain(await peer.call(`${uri}.echo`, [value]))).toEqual(value);
    }
  });

  it('get each other’s errors, and the router’s', async () => {
    for (const { peer } of peers) {
      for (const { uri } of peers) await expect(peer.call(`${uri}.sour`, [])).rejects.toBe(sour.error);
      await expect(peer.call('interop.nobody', [])).rejects.toBe('wamp.error.no_such_procedure');
      await expect(peer.register(`${peers[0]!.uri}.echo`, () => 0)).rejects.toBeDefined();
    }
  });

  it('get each other’s progressive results', async () => {
    for (const { peer } of peers) {
      for (const { uri } of peers) {
        const steps: unknown[] = [];
        expect(await peer.call(`${uri}.count`, ['count'], (step) => steps.push(step))).toBe('counted');
        expect(steps).toEqual([0, 1]);
      }
    }
  });

  it('cancel calls', async () => {
    for (const { peer } of peers)
      expect(await peer.canceled(`${peers[0]!.uri}.never`)).toBe('wamp.error.canceled');
  });

  it('hear each other’s events, but not their own', async () => {
    for (const { peer, uri } of peers) {
      await peer.publish(`interop.news.${uri}`, ['hot', uri]);
      const others = peers.filter((other) => other.peer !== peer).map((other) => [other.uri, 'hot', uri]);
      const events: unknown[][] = [];
      while (events.length < others.length) events.push(await heard.take());
      expect(events.sort()).toEqual(others.sort());
    }
  });
});

describe.each(Object.entries(CLIENTS))('%s', (_, open) => {
  it.each([
    { method: 'ticket', authid: 'tom', secret: 'open' },
    { method: 'wampcra', authid: 'peter', secret: 'secret1' },
    { method: 'wampcra', authid: 'anna', secret: 'secret2' },
    { method: 'cryptosign', authid: 'client01', secret: PRIVATE },
  ])('authenticates with $method as $authid', async (auth) => {
    const peer = await open('json', auth);
    expect(peer.welcome).toMatchObject({ authid: auth.authid, authmethod: auth.method, authrole: 'user' });
    await peer.close();
  });

  it('is refused with a wrong secret', async () => {
    await expect(open('json', { method: 'wampcra', authid: 'peter', secret: 'guess' })).rejects.toBeDefined();
  });
});
