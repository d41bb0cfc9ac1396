/** For tests of facts: a world that has some, and those who follow them. */
import { expect } from 'vitest';
import type { Message } from './messages.ts';
import type { RealmConfig } from './realm-config.ts';
import { type Client, Testbed } from './testbed.ts';

export const facts = [{ prefix: 'job.' }];

/** A world whose driver hands on at once what anybody lags behind. */
export function world(config: Partial<RealmConfig> = {}) {
  const bed: Testbed = new Testbed({ facts, ...config });
  return { bed, ann: bed.join('all', {}, 'ann'), bob: bed.join('all', {}, 'bob') };
}

/** Subscribes, and takes what there is to replay: [_seq, args] of each event. */
export function follow(client: Client, topic: string, options: object = {}): unknown[] {
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

export function told(message: Message): unknown {
  if (message.type !== 'EVENT') return message.type;
  return [message.details._seq, ...(message.payload.args ?? [])];
}
