import { afterEach, expect, test } from 'vitest';
import { ROLES } from '../../orchestrator/realm.ts';
import { createRouter, type Router } from '../../router-lite/index.ts';
import { connect, type Peer } from '../client.ts';
import type { HealthBulletin, ServiceHealth } from './bulletin.ts';
import { declareService } from './declare.ts';
import {
  FORGET_AFTER,
  type Monitor,
  type MonitorClock,
  openMonitor,
  PERIOD,
  REPORT_EVERY,
} from './monitor.ts';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Moved by hand: a look begins when its time has come. */
class Clock implements MonitorClock {
  #now = 1_000_000;
  #timers = new Map<object, { at: number; run: () => void }>();

  wall(): number {
    return this.#now;
  }

  after(millis: number, run: () => void): () => void {
    const key = {};
    this.#timers.set(key, { at: this.#now + millis, run });
    return () => this.#timers.delete(key);
  }

  /** Moves on to the next look and begins it; waits until one is set. Returns the milliseconds that took. */
  async next(): Promise<number> {
    while (this.#timers.size === 0) await new Promise((resolve) => setImmediate(resolve));
    const [[key, { at, run }]] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at) as [
      [object, { at: number; run: () => void }],
    ];
    const took = at - this.#now;
    this.#timers.delete(key);
    this.#now = at;
    run();
    return took;
  }

  skip(millis: number): void {
    this.#now += millis;
  }

  /** Resolves when a look is set for so soon: the monitor has heard of something. */
  async isDue(within: number): Promise<void> {
    while (![...this.#timers.values()].some(({ at }) => at - this.#now <= within)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

interface World {
  readonly router: Router;
  readonly clock: Clock;
  readonly monitor: Monitor;
  readonly told: HealthBulletin[];
  join(): Peer;
  /** Looks until the bulletin fits; the milliseconds of the clock that passed. */
  lookUntil(fits: (bulletin: HealthBulletin) => boolean): Promise<number>;
}

async function open(): Promise<World> {
  const router = createRouter({ realms: { lehr: { roles: ROLES, anonymous: 'donor' } } });
  cleanups.push(() => router.close());
  const join = (authrole = 'orchestrator') => {
    const link = async () => router.link({ realm: 'lehr', authid: authrole, authrole });
    const peer = connect({ link, realm: 'lehr', reconnect: { first: 1, longest: 5 } });
    cleanups.push(() => peer.close());
    return peer;
  };
  const clock = new Clock();
  const monitor = await openMonitor({
    peer: join('monitor'),
    clock,
    log: (line) => {
      throw new Error(line);
    },
  });
  cleanups.push(() => monitor.close());
  const told: HealthBulletin[] = [];
  await join().subscribe('lehr.health', (bulletin) => void told.push(bulletin));
  return {
    router,
    clock,
    monitor,
    told,
    join,
    async lookUntil(fits) {
      let passed = 0;
      while (!fits(monitor.bulletin)) passed += await clock.next();
      return passed;
    },
  };
}

const service = ({ services }: HealthBulletin, name = 'shop'): ServiceHealth | undefined =>
  services.find((each) => each.name === name);
const state = (bulletin: HealthBulletin) => service(bulletin)?.state;

async function openShop(peer: Peer): Promise<() => Promise<void>> {
  await peer.registerUri('lehr.shop.price', () => 10, { concurrency: 4, invoke: 'roundrobin' });
  await peer.subscribeUri('lehr.shop.orders', () => {});
  return declareService(peer, {
    name: 'shop',
    procedures: ['lehr.shop.price'],
    topics: ['lehr.shop.orders'],
    pingWithin: 50,
  });
}

test('a service that said hello and keeps its promises is ok; goodbye ends what is expected of it', async () => {
  const world = await open();
  const close = await openShop(world.join());
  await world.lookUntil((bulletin) => state(bulletin) === 'ok');
  expect(service(world.monitor.bulletin)).toMatchObject({ instances: 1, spare: 4, waiting: 0, faults: [] });
  const seen = await world.join().call('lehr.health.get', {});
  expect(seen.status).toBe('ok');
  await close();
  await world.lookUntil((bulletin) => service(bulletin) === undefined);
  expect(world.told.map(state)).toContain('ok');
});

test('a service that stops answering is told of by name within two periods, with what was expected and seen', async () => {
  const world = await open();
  const peer = world.join();
  let frozen = false;
  await declareService(peer, {
    name: 'shop',
    pingWithin: 20,
    probe: () => (frozen ? new Promise(() => {}) : null),
  });
  await world.lookUntil((bulletin) => state(bulletin) === 'ok');
  frozen = true;
  const passed = await world.lookUntil((bulletin) => state(bulletin) === 'failing');
  expect(passed).toBeLessThanOrEqual(2 * PERIOD);
  expect(service(world.monitor.bulletin)?.faults).toMatchObject([{ of: 'ping', expected: 20, seen: null }]);
  expect(world.monitor.bulletin.status).toBe('failing');
  frozen = false;
  await world.lookUntil((bulletin) => state(bulletin) === 'ok');
});

test('a service that says what is wrong with it is failing, in its words', async () => {
  const world = await open();
  await declareService(world.join(), {
    name: 'shop',
    probe: () => {
      throw new Error('the disk is full');
    },
  });
  await world.lookUntil((bulletin) => state(bulletin) === 'failing');
  expect(service(world.monitor.bulletin)?.faults[0]?.text).toContain('the disk is full');
});

test('a procedure and a topic that are given up are missed at once', async () => {
  const world = await open();
  const peer = world.join();
  const unregister = await peer.registerUri('lehr.shop.price', () => 10);
  const unsubscribe = await peer.subscribeUri('lehr.shop.orders', () => {});
  const [procedures, topics] = [['lehr.shop.price'], ['lehr.shop.orders']];
  await declareService(peer, { name: 'shop', procedures, topics });
  await world.lookUntil((bulletin) => state(bulletin) === 'ok');
  const settled = world.monitor.bulletin.at + PERIOD;
  // Who listens to everything is no subscriber of the service.
  await world.join().subscribeRaw({ uri: 'lehr.', match: 'prefix' }, () => {});
  await world.lookUntil((bulletin) => bulletin.at > settled);
  await unregister();
  await unsubscribe();
  await world.clock.isDue(100);
  await world.lookUntil((bulletin) => service(bulletin)?.faults.length === 2);
  expect(service(world.monitor.bulletin)?.faults.map((fault) => [fault.of, fault.name])).toEqual([
    ['callee', 'lehr.shop.price'],
    ['subscriber', 'lehr.shop.orders'],
  ]);
});

test('one of two instances that falls silent makes the service degraded, and no more', async () => {
  const world = await open();
  let frozen = false;
  const probe = () => (frozen ? new Promise(() => {}) : null);
  await declareService(world.join(), { name: 'shop', pingWithin: 20 });
  await declareService(world.join(), { name: 'shop', pingWithin: 20, probe });
  await world.lookUntil((bulletin) => service(bulletin)?.instances === 2);
  frozen = true;
  await world.lookUntil((bulletin) => state(bulletin) === 'degraded');
  expect(service(world.monitor.bulletin)?.faults).toHaveLength(1);
});

test('a service that is lost is failing until it is forgotten', async () => {
  const world = await open();
  const peer = world.join();
  await openShop(peer);
  await world.lookUntil((bulletin) => state(bulletin) === 'ok');
  await peer.close();
  await world.lookUntil((bulletin) => service(bulletin)?.instances === 0);
  expect(state(world.monitor.bulletin)).toBe('failing');
  expect(service(world.monitor.bulletin)?.faults[0]).toMatchObject({ of: 'instance', seen: 0 });
  world.clock.skip(FORGET_AFTER);
  await world.lookUntil((bulletin) => service(bulletin) === undefined);
  expect(world.monitor.bulletin.status).toBe('ok');
});

test('a service whose session is ended says hello again, and is ok again', async () => {
  const world = await open();
  const peer = world.join();
  await openShop(peer);
  await world.lookUntil((bulletin) => state(bulletin) === 'ok');
  const first = peer.state.is === 'joined' ? peer.state.session : 0;
  await world.join().callUri('wamp.session.kill', [first]);
  await new Promise<void>((resolve) => {
    peer.onState((now) => {
      if (now.is === 'joined' && now.session !== first) resolve();
    });
  });
  const back = world.monitor.bulletin.at;
  await world.lookUntil((bulletin) => bulletin.at > back && state(bulletin) === 'ok');
  expect(service(world.monitor.bulletin)).toMatchObject({ instances: 1, faults: [] });
});

test('a bulletin goes out when something changed, and otherwise after 30 seconds', async () => {
  const world = await open();
  await openShop(world.join());
  await world.lookUntil((bulletin) => state(bulletin) === 'ok');
  const before = world.told.length;
  let passed = 0;
  while (world.told.length === before) passed += await world.clock.next();
  expect(passed).toBeGreaterThan(REPORT_EVERY - PERIOD);
  expect(passed).toBeLessThanOrEqual(REPORT_EVERY + 2 * PERIOD);
});

test('a donor may not say hello, and learns nothing', async () => {
  const world = await open();
  const link = async () => world.router.link({ realm: 'lehr', authid: 'eve', authrole: 'donor' });
  const peer = connect({ link, realm: 'lehr' });
  cleanups.push(() => peer.close());
  const denied = { uri: 'wamp.error.not_authorized' };
  const declared = { name: 'shop', procedures: [], topics: [], pingWithin: 100 };
  await expect(peer.call('lehr.service.hello', declared)).rejects.toMatchObject(denied);
  await expect(peer.call('lehr.health.get', {})).rejects.toMatchObject(denied);
});
