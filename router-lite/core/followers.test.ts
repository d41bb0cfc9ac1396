/** Those who ask for the past of facts and go on with the present. */
import { describe, expect, test } from 'vitest';
import { memoryFactLog } from './fact-log.ts';
import { facts, follow, told, world } from './facts.test-world.ts';
import type { RouterOptions } from './router.ts';
import { Testbed } from './testbed.ts';

const prefix = { match: 'prefix' };

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
