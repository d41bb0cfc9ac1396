/** Facts: kept in order, acknowledged when stored, told to those who come later (FEATURES.md S4). */
import { describe, expect, test } from 'vitest';
import { memoryFactLog } from './fact-log.ts';
import type { Message } from './messages.ts';
import type { RealmConfig } from './realm-config.ts';
import type { RouterOptions } from './router.ts';
import type { SlotStore } from './slot.ts';
import { type Client, Testbed } from './testbed.ts';

const facts = [{ prefix: 'job.' }];

/** A world whose driver hands on at once what anybody lags behind. */
function world(config: Partial<RealmConfig> = {}) {
  const bed: Testbed = new Testbed({ facts, ...config });
  return { bed, ann: bed.join('all', {}, 'ann'), bob: bed.join('all', {}, 'bob') };
}

/** Subscribes, and takes what there is to replay: [_seq, args] of each event. */
function follow(client: Client, topic: string, options: object = {}): unknown[] {
  client.send({
    type: 'SUBSCRIBE',
    request: client.next(),
    options: { _replay: { from: 0 }, ...options },
    topic,
  });
  client.bed.replay();
  const [subscribed, ...events] = client.take();
  if (subscribed?.type === 'ERROR') return [subscribed.error, subscribed.payload.args?.[0]];
  expect(subscribed?.type).toBe('SUBSCRIBED');
  return events.map(told);
}

function told(message: Message): unknown {
  if (message.type !== 'EVENT') return message.type;
  return [message.details._seq, ...(message.payload.args ?? [])];
}

const prefix = { match: 'prefix' };

describe('a fact', () => {
  test('has a number that counts all topics of its prefix, told to everybody who gets it', () => {
    const { ann, bob } = world();
    bob.subscribe('job.', prefix);
    for (const topic of ['job.a', 'job.b', 'other', 'job.a']) ann.publish(topic, {}, [topic]);
    expect(bob.take().map(told)).toEqual([
      [1, 'job.a'],
      [2, 'job.b'],
      [3, 'job.a'],
    ]);
  });

  test('is an event in all else: disclosure, trust, passthru, lists, exclusion, acknowledgement after the events', () => {
    const { bed, ann, bob } = world();
    const cid = bed.join('all', {}, 'cid');
    for (const client of [ann, bob, cid]) client.subscribe('job.a');
    ann.publish('job.a', { acknowledge: true, disclose_me: true, exclude_authid: ['cid'] }, ['x']);
    expect(bob.takeOne('EVENT').details).toEqual({
      _seq: 1,
      publisher: ann.session.id,
      publisher_authid: 'ann',
      publisher_authrole: 'all',
    });
    expect(cid.take()).toEqual([]);
    expect(ann.takeOne('PUBLISHED').request).toBe(2);
  });

  test('outlives its publisher, and cannot be for sessions that it will outlive', () => {
    const { bed, ann, bob } = world();
    const { session } = bob;
    ann.publish('job.a', { acknowledge: true, eligible: [session.id] });
    expect(ann.takeOne('ERROR')).toMatchObject({ error: 'wamp.error.invalid_argument' });
    ann.publish('job.a', {}, ['kept']);
    ann.disconnect();
    expect(follow(bed.join(), 'job.a')).toEqual([[1, 'kept']]);
  });

  test('may correct one of its topic that is kept, and no other', () => {
    const { ann, bob } = world();
    bob.subscribe('job.a');
    ann.publish('job.a');
    ann.publish('job.b');
    ann.publish('job.a', { _corrects: 1 });
    expect(bob.take().map((m) => m.type === 'EVENT' && m.details)).toEqual([
      { _seq: 1 },
      { _seq: 3, _corrects: 1 },
    ]);
    for (const old of [2, 4]) {
      ann.publish('job.a', { acknowledge: true, _corrects: old });
      expect(ann.takeOne('ERROR')).toMatchObject({ error: 'wamp.error.invalid_argument' });
    }
  });

  test('with a key is published once: a repeat gets the first publication, and nobody hears of it', () => {
    const { ann, bob } = world();
    const publish = (client: Client, topic: string) => {
      client.publish(topic, { acknowledge: true, _key: 'k' }, ['x']);
      return client.takeOne('PUBLISHED').publication;
    };
    const first = publish(ann, 'job.a');
    bob.subscribe('job.a');
    expect([publish(ann, 'job.a'), publish(bob, 'job.a')]).toEqual([first, first]);
    expect(bob.take()).toEqual([]);
    expect(publish(ann, 'job.b')).not.toBe(first);
    expect(follow(bob, 'job.', prefix)).toEqual([
      [1, 'x'],
      [2, 'x'],
    ]);
  });

  test('with a key that is there gets the first publication also where a slot is full, or fewer would hear it', () => {
    const { bed, ann, bob } = world({ slotLimits: { events: 1 } });
    bob.register('app.slot', { _slot: { topic: 'job.a' } });
    ann.publish('job.a', { acknowledge: true, _key: 'k' });
    const { publication } = ann.takeOne('PUBLISHED');
    ann.publish('job.a', { acknowledge: true, _key: 'other' });
    expect(ann.takeOne('ERROR').error).toBe('wamp.error.unavailable');
    for (const demand of [{}, { _confirm: 9 }]) {
      ann.publish('job.a', { acknowledge: true, _key: 'k', ...demand });
      expect(ann.takeOne('PUBLISHED').publication).toBe(publication);
    }
    expect(bed.core.slots(1).counts.refused).toBe(1);
  });

  test('elsewhere than under a prefix of facts there are no keys and no corrections', () => {
    const { ann } = world();
    for (const options of [{ _key: 'k' }, { _corrects: 1 }]) {
      ann.publish('other', { acknowledge: true, ...options });
      expect(ann.takeOne('ERROR')).toMatchObject({ error: 'wamp.error.option_not_allowed' });
    }
  });

  test('is remembered for get_events and, where it asked for that, retained', () => {
    const { bed, ann, bob } = world();
    ann.publish('job.a', { retain: true }, ['x']);
    ann.publish('job.b', {}, ['y']);
    bob.call('wamp.subscription.lookup', {}, ['job.', prefix]);
    const [id] = bob.takeOne('RESULT').payload.args!;
    bob.call('wamp.subscription.get_events', {}, [id]);
    bed.replay();
    expect(bob.takeOne('RESULT').payload.args).toMatchObject([{ details: { _seq: 1 } }, { args: ['y'] }]);
    bob.send({ type: 'SUBSCRIBE', request: 9, options: { get_retained: true }, topic: 'job.a' });
    expect(bob.take()[1]).toMatchObject({ details: { retained: true, _seq: 1 } });
  });
});

test('a slot gets facts as any event, with their numbers', () => {
  const { ann, bob } = world();
  bob.register('count', { _slot: { topic: 'job.', match: 'prefix' } });
  ann.publish('job.a', {}, ['x']);
  expect(bob.takeOne('INVOCATION')).toMatchObject({
    details: { topic: 'job.a', _seq: 1 },
    payload: { args: ['x'] },
  });
});

describe('a subscriber with _replay', () => {
  test('gets all from there on in order, then what is published, its own too', () => {
    const { ann, bob } = world();
    for (let i = 1; i <= 100; i++) ann.publish(`job.${i % 2}`, {}, [i]);
    const all = Array.from({ length: 100 }, (_, i) => [i + 1, i + 1]);
    expect(follow(bob, 'job.', { ...prefix, _replay: {} })).toEqual(all);
    expect(follow(ann, 'job.1', { _replay: { from: 50 } })).toEqual(
      all.filter(([i]) => i! >= 50 && i! % 2 === 1),
    );
    ann.publish('job.1', {}, ['live']);
    expect(ann.take().map(told)).toEqual([[101, 'live']]);
    expect(bob.take().map(told)).toEqual([[101, 'live']]);
  });

  test('that asks again begins again', () => {
    const { ann, bob } = world();
    ann.publish('job.a', {}, ['x']);
    expect(follow(bob, 'job.a')).toEqual([[1, 'x']]);
    expect(follow(bob, 'job.a')).toEqual([[1, 'x']]);
    ann.publish('job.a', {}, ['y']);
    expect(bob.take().map(told)).toEqual([[2, 'y']]);
    expect(bob.bed.core.stats().followers).toBe(1);
  });

  test('is refused where no stream has all it asks for, or ends before it', () => {
    const { ann, bob } = world();
    ann.publish('job.a');
    for (const [topic, options] of [
      ['', prefix],
      ['other', {}],
      ['.a', { match: 'wildcard' }],
      ['job.a', { _replay: { from: 3 } }],
    ] as const) {
      expect(follow(bob, topic, options)[0]).toBe('wamp.error.invalid_argument');
    }
    expect(follow(bob, 'job.a', { _replay: { from: 2 } })).toEqual([]);
    expect(follow(bob, 'job.', { match: 'wildcard' })).toEqual([[1]]);
  });

  test('needs the permission to subscribe, and is told nothing that is not for it', () => {
    const allow = { publish: true, subscribe: true };
    const { bed, ann } = world({
      roles: { all: [{ uri: '', match: 'prefix', allow }], some: [{ uri: 'job.a', allow }] },
    });
    const some = bed.join('some', {}, 'eve');
    ann.publish('job.a', { exclude_authid: ['eve'] }, ['secret']);
    ann.publish('job.a', { eligible_authrole: ['some'] }, ['for some']);
    expect(follow(some, 'job.b')[0]).toBe('wamp.error.not_authorized');
    expect(follow(some, 'job.', prefix)[0]).toBe('wamp.error.not_authorized');
    expect(follow(some, 'job.a')).toEqual([[2, 'for some']]);
    expect(follow(ann, 'job.a')).toEqual([[1, 'secret']]);
    ann.publish('job.a', { exclude_authid: ['eve'] }, ['secret']);
    expect(some.take()).toEqual([]);
  });

  test('that has no room gets the rest from the log when it has', () => {
    const { bed, ann, bob } = world();
    follow(bob, 'job.', prefix);
    bed.full.add(bob.session);
    for (const i of [1, 2, 3]) ann.publish('job.a', {}, [i]);
    bed.replay();
    expect(bob.take()).toEqual([]);
    bed.full.clear();
    bed.replay();
    ann.publish('job.a', {}, [4]);
    expect(bob.take().map(told)).toEqual([1, 2, 3, 4].map((i) => [i, i]));
  });

  test('leaves nothing behind', () => {
    const { bed, ann, bob } = world();
    follow(ann, 'job.a');
    follow(bob, 'job.a');
    const [id] = [bob.subscribe('job.a')];
    bob.send({ type: 'UNSUBSCRIBE', request: 9, subscription: id });
    ann.disconnect();
    bed.replay();
    expect(bed.core.stats()).toMatchObject({ followers: 0, unstored: 0 });
  });
});

describe('retention', () => {
  const kept = (client: Client) => follow(client, 'job.', prefix).map((each) => (each as unknown[])[0]);

  test('by count drops the oldest; their keys may be used again', () => {
    const { ann, bob } = world({ facts: [{ prefix: 'job.', retention: { count: 3 } }] });
    for (const key of ['a', 'b', 'c', 'd', 'a', 'd']) ann.publish('job.x', { _key: key });
    expect(kept(bob)).toEqual([3, 4, 5]);
  });

  test('by weight drops the oldest, and never the newest', () => {
    const { ann, bob } = world({ facts: [{ prefix: 'job.', retention: { bytes: 3_000 } }] });
    for (let i = 0; i < 4; i++) ann.publish('job.x', {}, ['x'.repeat(1_000)]);
    expect(kept(bob)).toEqual([3, 4]);
    ann.publish('job.x', {}, ['x'.repeat(10_000)]);
    expect(kept(bob.bed.join())).toEqual([5]);
  });

  test('by age drops them when their time has come, with nobody publishing', () => {
    const { bed, ann, bob } = world({ facts: [{ prefix: 'job.', retention: { ageMillis: 1_000 } }] });
    ann.publish('job.x');
    bed.tick(600);
    ann.publish('job.x');
    expect(bed.core.nextDeadline()).toBe(1_000);
    bed.tick(400);
    expect(kept(bob)).toEqual([2]);
    bed.tick(600);
    expect([kept(bed.join()), bed.core.nextDeadline()]).toEqual([[], null]);
    ann.publish('job.x');
    expect(kept(bed.join())).toEqual([3]);
  });

  test('no prefix may begin with another', () => {
    expect(() => world({ facts: [{ prefix: 'job.' }, { prefix: 'job.a.' }] })).toThrow(
      'facts of job. already',
    );
  });
});

test('a large group floods no follower: what is beyond a mebibyte it reads from the log as it has room', () => {
  const written: Parameters<NonNullable<RouterOptions['waitFor']>>[1][] = [];
  const log = memoryFactLog('job.');
  const append = log.append.bind(log);
  log.append = (group) => append(group) ?? Promise.resolve();
  const bed = new Testbed(
    { facts, openFactLog: () => log },
    { waitFor: (_, resume) => void written.push(resume) },
  );
  const [ann, bob] = [bed.join('all', {}, 'ann'), bed.join('all', {}, 'bob')];
  follow(bob, 'job.a');
  // What is published while the first is being written makes up one group.
  for (let i = 1; i <= 101; i++) ann.publish('job.a', {}, ['x'.repeat(100_000)]);
  for (const resume of written) bed.deliver(resume(null, bed.now));
  const atOnce = bob.take();
  expect(atOnce.length).toBeLessThan(15);
  bed.replay();
  const seen = [...atOnce, ...bob.take()].map((event) => event.type === 'EVENT' && event.details._seq);
  expect(seen).toEqual(Array.from({ length: 101 }, (_, i) => i + 1));
});

describe('a durable slot beside facts', () => {
  /** Where nothing can be written. */
  function fullDisk(): SlotStore {
    const journal = {
      found: [],
      last: 0,
      write: () => Promise.reject(new Error('the disk is full')),
      read: () => undefined,
      remove: () => {},
    };
    const deadLetters = { found: [], keep: () => {}, remove: () => {} };
    const progress = { found: undefined, save: () => {} };
    const file = { journal, deadLetters, progress, define: () => {}, destroy: () => {} };
    return { found: [], open: () => file };
  }
  const slot = (topic: string) => ({ _slot: { topic, durable: true }, invoke: 'roundrobin' });

  test('that cannot keep a fact on its own leaves no rejection unheard', () => {
    const heard: Promise<unknown>[] = [];
    const waitFor: RouterOptions['waitFor'] = (written) => {
      written.catch(() => {});
      heard.push(written);
    };
    // Facts in memory are no place for it to wait in.
    const bed = new Testbed({ facts, slotStore: fullDisk() }, { waitFor });
    bed.join().register('app.slot', slot('job.a'));
    bed.join().publish('job.a');
    expect(heard).toHaveLength(1);
  });

  test('loses nothing where facts of other topics are forgotten', () => {
    const few = [{ prefix: 'job.', retention: { count: 2 } }];
    const bed = new Testbed({ facts: few, openFactLog: memoryFactLog, slotStore: fullDisk() });
    bed.join().register('app.slot', slot('job.a'));
    const ann = bed.join();
    for (let i = 0; i < 10; i++) ann.publish('job.b');
    // It looks whether there is anything for the new member.
    bed.join().register('app.slot', slot('job.a'));
    expect(bed.core.realm('test')!.slots.delivery.counts.dropped).toBe(0);
  });
});
