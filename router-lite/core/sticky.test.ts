/** Calls with an `rkey` reach the same endpoint while it lives (spec: "Sharded Registration"). */
import { describe, expect, test } from 'vitest';
import { Shards } from './shards.ts';
import { CLIENT_ROLES, type Client, Testbed } from './testbed.ts';

const world = (callees: number, options: object = {}) => {
  const bed = new Testbed();
  const caller = bed.join();
  const serving = Array.from({ length: callees }, () => bed.join());
  for (const callee of serving) callee.register('app.x', { invoke: 'roundrobin', ...options });
  return { bed, caller, serving };
};

const sticky = (rkey: unknown) => ({ runmode: 'partition', rkey });
const tags = (client: Client) =>
  client.take().map((m) => (m.type === 'INVOCATION' ? m.payload.args?.[0] : m.type));

describe('a key', () => {
  test('stays with its endpoint when others come, and moves when it goes', () => {
    const { bed, caller, serving } = world(3);
    const keys = Array.from({ length: 30 }, (_, i) => `key ${i}`);
    const where = (): Map<string, Client> => {
      for (const key of keys) caller.call('app.x', sticky(key), [key]);
      return new Map(serving.flatMap((callee) => tags(callee).map((tag) => [tag as string, callee])));
    };
    const before = where();
    expect(before.size).toBe(30);
    expect(new Set(before.values()).size).toBe(3);
    const fourth = bed.join();
    fourth.register('app.x', { invoke: 'roundrobin' });
    serving.push(fourth);
    expect(where()).toEqual(before);
    const [gone] = serving.splice(0, 1);
    gone!.disconnect();
    caller.take();
    const after = where();
    for (const [key, callee] of before) {
      if (callee === gone) expect(after.get(key)).not.toBe(gone);
      else expect(after.get(key)).toBe(callee);
    }
    expect(where()).toEqual(after);
  });

  test('that is a number is another than the text of it, and neither needs runmode', () => {
    const { caller, serving } = world(2);
    caller.call('app.x', { rkey: 7 }, ['number']);
    caller.call('app.x', { rkey: '7' }, ['text']);
    expect(serving.map(tags)).toEqual([['number'], ['text']]);
  });

  test('makes its calls wait for its endpoint, while others pass', () => {
    const { caller, serving } = world(2, { concurrency: 1 });
    const [a, b] = serving as [Client, Client];
    for (const tag of [1, 2]) caller.call('app.x', sticky('k'), [tag]);
    caller.call('app.x', {}, [3]);
    caller.call('app.x', {}, [4]);
    expect([tags(a), tags(b)]).toEqual([[1], [3]]);
    a.yield(1);
    expect([tags(a), tags(b)]).toEqual([[2], []]);
    b.yield(1);
    expect([tags(a), tags(b)]).toEqual([[], [4]]);
  });

  test('whose endpoint leaves takes the calls that wait to another, in order', () => {
    const { bed, caller, serving } = world(2, { concurrency: 1 });
    const [a, b] = serving as [Client, Client];
    for (const tag of [1, 2, 3]) caller.call('app.x', sticky('k'), [tag]);
    tags(a);
    a.disconnect();
    expect(tags(b)).toEqual([2]);
    b.disconnect();
    expect(caller.take().map((m) => m.type === 'ERROR' && m.error)).toEqual([
      'wamp.error.canceled',
      'wamp.error.canceled',
    ]);
    const late = bed.join();
    late.register('app.x');
    expect(tags(late)).toEqual([3]);
  });

  test('whose calls waited for nobody in particular stays with the first that comes', () => {
    const { bed, caller, serving } = world(1, { concurrency: 1 });
    for (const tag of [1, 2, 3]) caller.call('app.x', sticky('k'), [tag]);
    serving[0]!.disconnect();
    const [a, b] = [bed.join(), bed.join()];
    for (const callee of [a, b]) callee.register('app.x', { invoke: 'roundrobin', concurrency: 1 });
    expect([tags(a), tags(b)]).toEqual([[2], []]);
    a.yield(1);
    expect([tags(a), tags(b)]).toEqual([[3], []]);
  });

  test('is not re-routed: its endpoint answers for it', () => {
    const { caller, serving } = world(2);
    caller.call('app.x', sticky('k'));
    serving[0]!.fail(1, 'wamp.error.unavailable');
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.unavailable');
  });
});

test.each([
  [{ runmode: 'partition' }, 'wamp.error.invalid_argument'],
  [{ runmode: 'all', rkey: 'k' }, 'wamp.error.option_not_allowed'],
])('%j is refused with %s', (options, error) => {
  const { caller } = world(1);
  caller.call('app.x', options);
  expect(caller.takeOne('ERROR').error).toBe(error);
});

test('a sticky call whose endpoint cannot take it is refused, though another could', () => {
  const bed = new Testbed();
  const [caller, plain, able] = [
    bed.join(),
    bed.join('all', { roles: { ...CLIENT_ROLES, callee: {} } }),
    bed.join(),
  ];
  for (const callee of [plain, able]) callee.register('app.x', { invoke: 'first' });
  caller.call('app.x', sticky('k'));
  plain.take();
  caller.call('app.x', { ...sticky('k'), progress: true });
  expect(caller.takeOne('ERROR').error).toBe('wamp.error.feature_not_supported');
  expect(able.take()).toEqual([]);
});

test('a sticky call that waited for nobody in particular is refused when one comes that cannot take it', () => {
  const { bed, caller, serving } = world(1, { concurrency: 1 });
  caller.call('app.x');
  caller.call('app.x', { ...sticky('k'), progress: true });
  serving[0]!.disconnect();
  const plain = bed.join('all', { roles: { ...CLIENT_ROLES, callee: {} } });
  plain.register('app.x');
  expect(plain.take()).toEqual([]);
  const errors = caller.take().map((m) => m.type === 'ERROR' && m.error);
  expect(errors).toEqual(['wamp.error.canceled', 'wamp.error.feature_not_supported']);
});

test.each([1, 2, 5, 8])('shards of %i holders are spread evenly: none has over twice its share', (count) => {
  const shards = new Shards();
  const holders = Array.from({ length: count }, () => ({ shards: 0 }));
  const hits = new Map(holders.map((holder) => [holder, 0]));
  for (let i = 0; i < 4_000; i++) {
    const holder = shards.holderOf(`string key-${i}`, holders) as { shards: number };
    hits.set(holder, hits.get(holder)! + 1);
  }
  for (const hit of hits.values()) expect(hit).toBeLessThan((2 * 4_001) / count);
});
