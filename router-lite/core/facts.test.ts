/** Facts: kept in order, acknowledged when stored, told to those who come later (FEATURES.md S4). */
import { describe, expect, test } from 'vitest';
import { memoryFactLog } from './fact-log.ts';
import { facts, follow, told, world } from './facts.test-world.ts';
import type { RouterOptions } from './router.ts';
import type { SlotStore } from './slot-file.ts';
import { type Client, Testbed } from './testbed.ts';

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
