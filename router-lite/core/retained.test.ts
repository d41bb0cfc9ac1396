/** Event retention: the last retained event of a topic, for those who subscribe later (spec: "Event Retention"). */
import { expect, test } from 'vitest';
import { type Client, Testbed } from './testbed.ts';

const events = (client: Client, topic: string, options: object = {}) => {
  client.send({
    type: 'SUBSCRIBE',
    request: client.next(),
    options: { get_retained: true, ...options },
    topic,
  });
  const [subscribed, ...rest] = client.take();
  expect(subscribed?.type).toBe('SUBSCRIBED');
  return rest.map((m) => (m.type === 'EVENT' ? m.payload.args?.[0] : m.type));
};

test('the last one comes after SUBSCRIBED, marked, to those who ask for it only', () => {
  const bed = new Testbed();
  const [publisher, subscriber, other] = [bed.join(), bed.join(), bed.join()];
  publisher.publish('app.x', { retain: true }, ['first']);
  publisher.publish('app.x', { retain: true, disclose_me: true }, ['second']);
  publisher.publish('app.x', {}, ['passing']);
  publisher.disconnect();
  const options = { get_retained: true };
  subscriber.send({ type: 'SUBSCRIBE', request: 1, options, topic: 'app.x' });
  const [subscribed, event] = subscriber.take();
  expect(subscribed).toMatchObject({ type: 'SUBSCRIBED', request: 1 });
  expect(event).toMatchObject({ type: 'EVENT', details: { retained: true }, payload: { args: ['second'] } });
  expect(event).toHaveProperty('details.publisher_authid', 'all');
  expect(events(other, 'app.x', { get_retained: false })).toEqual([]);
  expect(bed.core.stats()).toMatchObject({ retained: 1 });
});

test('a pattern gets one of each topic, with the topic', () => {
  const bed = new Testbed();
  const [publisher, subscriber] = [bed.join(), bed.join()];
  for (const topic of ['app.a', 'app.b', 'com.c']) publisher.publish(topic, { retain: true }, [topic]);
  subscriber.send({
    type: 'SUBSCRIBE',
    request: 1,
    options: { get_retained: true, match: 'prefix' },
    topic: 'app.',
  });
  const told = subscriber.take().map((m) => m.type === 'EVENT' && m.details);
  expect(told).toEqual([false, { topic: 'app.a', retained: true }, { topic: 'app.b', retained: true }]);
});

test('everybody gets the last they would have received: one for a few does not hide the one for all', () => {
  const bed = new Testbed();
  const [publisher, ann, bob] = [
    bed.join('all', {}, 'pat'),
    bed.join('all', {}, 'ann'),
    bed.join('all', {}, 'bob'),
  ];
  publisher.publish('app.x', { retain: true }, ['for all']);
  publisher.publish('app.x', { retain: true, eligible_authid: ['ann'] }, ['for ann']);
  expect(events(ann, 'app.x')).toEqual(['for ann']);
  expect(events(bob, 'app.x')).toEqual(['for all']);
  expect(events(publisher, 'app.x')).toEqual([]);
  ann.take();
  publisher.publish('app.x', { retain: true, exclude_me: false }, ['newer']);
  for (const client of [ann, bob, publisher]) {
    client.take();
    expect(events(client, 'app.x')).toEqual(['newer']);
  }
});

test('beyond the limit the topic retained longest ago is forgotten', () => {
  const bed = new Testbed({ retainedTopics: 2 });
  const [publisher, subscriber] = [bed.join(), bed.join()];
  for (const topic of ['app.a', 'app.b', 'app.a', 'app.c'])
    publisher.publish(topic, { retain: true }, [topic]);
  expect(['app.a', 'app.b', 'app.c'].flatMap((topic) => events(subscriber, topic))).toEqual([
    'app.a',
    'app.c',
  ]);
  expect(bed.core.stats().retained).toBe(2);
});

test('a publication that is refused is not retained', () => {
  const bed = new Testbed({ roles: { all: [{ uri: 'app.x', allow: { subscribe: true } }] } });
  bed.join().publish('app.x', { retain: true });
  expect(bed.core.stats().retained).toBe(0);
});
