/** The state of a leader, kept by the router's process: fenced, in pages, and the same behind the store of who leads. */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { openRealm, type TestRealm } from '../../cli/testing/realm-of-one-process.ts';
import { connect, type Peer } from '../../peer/client.ts';
import { memoryStore } from '../../router-lite/store/memory.ts';
import type { Store } from '../../router-lite/store/store.ts';
import { keepState } from './keeper.ts';
import { openRemoteStore } from './remote-store.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function kept(store: Store = memoryStore()): Promise<{ it: TestRealm; store: Store; peer: Peer }> {
  const it = await openRealm();
  closing.push(() => it.close());
  const [keeper, peer] = [1, 2].map(() => connect({ link: it.link('orchestrator'), realm: 'lehr' }));
  closing.push(
    () => keeper!.close(),
    () => peer!.close(),
  );
  closing.push(await keepState({ peer: keeper!, store, log: () => {} }));
  return { it, store, peer: peer! };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const never = new AbortController().signal;
const blobs = { get: async () => undefined, put: async () => '' };

async function leads(peer: Peer, onLost = () => {}) {
  const { epoch } = await peer.call('lehr.state.take', { name: 'test' });
  const store = await openRemoteStore({ peer, epoch, blobs, signal: never, lost: onLost });
  return { epoch, store };
}

test('who leads reads what was written before, and what it writes is kept', async () => {
  const { store, peer } = await kept();
  await store.put('job/a', bytes('1'));
  const { store: remote } = await leads(peer);
  expect(remote.get('job/a')).toEqual(bytes('1'));
  await Promise.all([remote.put('job/a', bytes('2')), remote.put('job/b', bytes('3'))]);
  expect([store.get('job/a'), store.get('job/b')]).toEqual([bytes('2'), bytes('3')]);
  await remote.delete('job/a');
  expect([store.get('job/a'), remote.get('job/a')]).toEqual([undefined, undefined]);
  expect([...remote.keys('job/')]).toEqual(['job/b']);
});

test('a write of a leader that was deposed is refused, changes nothing and ends its term', async () => {
  const { store, peer } = await kept();
  let lost = 0;
  const { store: old } = await leads(peer, () => lost++);
  await old.put('best/a', bytes('1'));
  const { store: next } = await leads(peer);
  await next.put('best/a', bytes('2'));
  await expect(old.put('best/a', bytes('late'))).rejects.toMatchObject({ uri: 'lehr.error.deposed' });
  await expect(old.deleteBlob('0'.repeat(64))).rejects.toMatchObject({ uri: 'lehr.error.deposed' });
  expect([store.get('best/a'), lost]).toEqual([bytes('2'), 2]);
});

test('an epoch is answered when the writes before it are on disk, and is larger than all before also after a restart', async () => {
  const store = memoryStore();
  let release = () => {};
  const slow: Store = {
    ...store,
    put: async (key, value) => {
      if (key === 'job/slow') await new Promise<void>((resolve) => (release = resolve));
      await store.put(key, value);
    },
  };
  const { peer } = await kept(slow);
  const first = await leads(peer);
  const writing = first.store.put('job/slow', bytes('1'));
  // Two more calls: the write has arrived when they are answered.
  await peer.callUri('wamp.session.count');
  await peer.call('lehr.state.read', { epoch: first.epoch, after: null });
  const taking = leads(peer);
  expect(await Promise.race([taking, peer.callUri('wamp.session.count')])).not.toHaveProperty('epoch');
  release();
  await writing;
  const second = await taking;
  expect(second.store.get('job/slow')).toEqual(bytes('1'));
  const later = await kept(store);
  expect((await leads(later.peer)).epoch).toBeGreaterThan(second.epoch);
});

test('nothing but what the journal keeps is read or written', async () => {
  const { store, peer } = await kept();
  await store.put('cli/secret', bytes('s'));
  const { epoch, store: remote } = await leads(peer);
  expect(remote.get('cli/secret')).toBeUndefined();
  for (const key of ['cli/secret', 'lead/epoch', 'jobs'])
    await expect(
      peer.call('lehr.state.write', { epoch, changes: [{ key, value: null }] }),
    ).rejects.toMatchObject({ uri: 'lehr.error.invalid_input' });
  expect(store.get('cli/secret')).toEqual(bytes('s'));
});

test('a state of many pages arrives whole, whatever its values weigh', async () => {
  const { store, peer } = await kept();
  const sizes = fc.array(
    fc.oneof(fc.nat(50), fc.nat(400_000), fc.constantFrom(1_000_000, 1_500_000, 2_500_000)),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(sizes, async (all) => {
      for (const key of [...store.keys('job/'), ...store.keys('account/')]) await store.delete(key);
      const { store: first } = await leads(peer);
      const keyOf = (i: number) => `${i % 2 === 0 ? 'job' : 'account'}/${i}`;
      await Promise.all(all.map((size, i) => first.put(keyOf(i), new Uint8Array(size).fill(i))));
      const { store: second } = await leads(peer);
      for (const [i, size] of all.entries()) {
        const value = second.get(keyOf(i));
        expect([value?.length, value?.at(-1)]).toEqual([size, size === 0 ? undefined : i]);
      }
      const keys = [...second.keys('job/'), ...second.keys('account/')];
      expect(keys.length).toBe(all.length);
    }),
    { numRuns: 12 },
  );
});

test('a value too large for one message is kept whole, and so is what is written beside it', async () => {
  const { store, peer } = await kept();
  let lost = 0;
  const { store: remote } = await leads(peer, () => lost++);
  const large = Uint8Array.from({ length: 9_000_001 }, (_, i) => (i * 7919) % 251);
  await Promise.all([
    remote.put('job/a', bytes('1')),
    remote.put('proof/a', large),
    remote.put('job/b', bytes('2')),
  ]);
  expect([store.get('job/a'), store.get('job/b'), lost]).toEqual([bytes('1'), bytes('2'), 0]);
  expect(Buffer.compare(store.get('proof/a')!, large)).toBe(0);
  const { store: next } = await leads(peer);
  expect(Buffer.compare(next.get('proof/a')!, large)).toBe(0);
  expect(next.get('job/b')).toEqual(bytes('2'));
  await expect(next.put('proof/b', new Uint8Array(64 * 1024 * 1024 + 1))).rejects.toThrow(
    /67108864 is the most/,
  );
  await next.put('proof/b', bytes('3'));
  expect(store.get('proof/b')).toEqual(bytes('3'));
});

test('of a large value that is broken off nothing is written, whoever goes on', async () => {
  const { store, peer } = await kept();
  const { epoch, store: remote } = await leads(peer);
  await remote.put('proof/a', bytes('old'));
  const part = (from: number, rest: number) => ({ key: 'proof/a', value: new Uint8Array(1_000), from, rest });
  const write = (of: number, ...changes: readonly { key: string; value: Uint8Array | null }[]) =>
    peer.call('lehr.state.write', { epoch: of, changes });
  const misses = { uri: 'lehr.error.invalid_input' };
  await write(epoch, part(0, 2_000));
  await write(epoch, { key: 'job/a', value: bytes('1') });
  await expect(write(epoch, part(1_000, 1_000))).rejects.toMatchObject(misses);
  await write(epoch, part(0, 2_000), part(1_000, 1_000));
  const { epoch: next } = await leads(peer);
  await expect(write(next, part(2_000, 0))).rejects.toMatchObject(misses);
  expect(store.get('proof/a')).toEqual(bytes('old'));
  await write(next, part(0, 1_000), part(1_000, 0));
  expect(store.get('proof/a')?.length).toBe(2_000);
});

test('a thousand accounts and more are a handful of calls', async () => {
  const { peer } = await kept();
  let calls = 0;
  const counting: Pick<Peer, 'call'> = {
    call: (procedure, input, options) => {
      calls++;
      return peer.call(procedure, input, options);
    },
  };
  const { epoch } = await peer.call('lehr.state.take', { name: 'test' });
  const remote = await openRemoteStore({ peer: counting, epoch, blobs, signal: never, lost: () => {} });
  await Promise.all(Array.from({ length: 2_500 }, (_, i) => remote.put(`account/${i}`, bytes('{}'))));
  expect(calls).toBeLessThan(6);
});

test('a blob that is not to be had for a moment is asked for again; one that stays away ends the term', async () => {
  const { peer } = await kept();
  const { epoch } = await peer.call('lehr.state.take', { name: 'test' });
  let failures = 2;
  let lost = 0;
  const flaky = {
    ...blobs,
    get: async () => {
      if (failures-- > 0) throw new Error('connection refused');
      return bytes('blob');
    },
  };
  const options = { peer, epoch, blobs: flaky, signal: never, lost: () => lost++ };
  const remote = await openRemoteStore(options);
  expect(await remote.getBlob('a')).toEqual(bytes('blob'));
  failures = Number.POSITIVE_INFINITY;
  await expect(Promise.resolve(remote.getBlob('b'))).rejects.toThrow('connection refused');
  expect(lost).toBe(1);
  expect(await remote.getBlob('a')).toEqual(bytes('blob'));
});
