/** What becomes of whatever a handler returns or throws. */
import { describe, expect, test } from 'vitest';
import { deferred, join, LINKS } from './client.test-world.ts';
import { ERRORS, WampError } from './errors.ts';

describe.each(LINKS)('over %s', (_name, open) => {
  test('an answer or an error that no message can carry is an ERROR to who called', async () => {
    const link = await open();
    const [callee, caller] = [join(link), join(link)];
    await callee.registerUri('com.example.map', () => ({ found: Symbol('kiln') }));
    await callee.registerUri('com.example.fail', () => {
      throw new WampError('com.example.failed', 'no', { kwargs: { found: Symbol('kiln') } });
    });
    for (const uri of ['com.example.map', 'com.example.fail'])
      await expect(caller.callUri(uri)).rejects.toMatchObject({
        uri: ERRORS.runtime,
        message: expect.stringMatching(/symbol/),
      });
  });

  test('whatever the handler of a slot returns acknowledges the event', async () => {
    const link = await open();
    const [member, publisher] = [join(link), join(link)];
    const seen = new Set<unknown>();
    const heard: unknown[] = [];
    const both = deferred();
    const hear = ([number]: readonly unknown[]) => {
      if (heard.push(number) === 2) both.resolve();
      return seen.add(number);
    };
    await member.registerUri('com.example.on_order', hear, { slot: { topic: 'com.example.order' } });
    for (const number of [1, 2]) await publisher.publishRaw('com.example.order', [number]);
    await both.promise;
    expect(heard).toEqual([1, 2]);
  });
});
