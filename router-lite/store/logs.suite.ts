/** What the logs of every Store must do. Run by store.suite.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from './store.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined) => value && new TextDecoder().decode(value);
const listOf = (store: Store, log: string, from?: number) =>
  [...store.read(log, from === undefined ? {} : { from })].map(({ seq, bytes }) => `${seq}:${text(bytes)}`);

export function logsSuite(name: string, open: () => Promise<Store> | Store): void {
  describe(`${name}: what every log does`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('numbers the entries of each log from 1 without gaps, also when they are appended at once', async () => {
      const seqs = await Promise.all(['a', 'b', 'c'].map((part) => store.append('log', bytes(part))));
      expect(seqs).toEqual([1, 2, 3]);
      expect(await store.append('other', bytes('x'))).toBe(1);
      expect(listOf(store, 'log')).toEqual(['1:a', '2:b', '3:c']);
      expect(listOf(store, 'log', 3)).toEqual(['3:c']);
      expect(listOf(store, 'log', 4)).toEqual([]);
      expect(listOf(store, 'lo')).toEqual([]);
    });

    it('reads a log of many entries completely and in order', async () => {
      await Promise.all(Array.from({ length: 1000 }, (_, i) => store.append('many', bytes(String(i)))));
      const found = [...store.read('many', { from: 11 })];
      expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 990 }, (_, i) => i + 11));
      expect(text(found[989]?.bytes)).toBe('999');
    });

    it('reads large entries completely and in order, forwards, backwards and by mark', async () => {
      const entry = (i: number) => ({ bytes: new Uint8Array(50_000).fill(i), marks: [`m${i % 2}`] });
      await store.appendAll(
        'large',
        Array.from({ length: 90 }, (_, i) => entry(i + 1)),
      );
      await store.trim('large', 4);
      const seqs = [...store.read('large')].map(({ seq, bytes }) => {
        expect(bytes.every((byte) => byte === seq)).toBe(true);
        return seq;
      });
      expect(seqs).toEqual(Array.from({ length: 87 }, (_, i) => i + 4));
      const back = [...store.read('large', { reverse: true })].map(({ seq }) => seq);
      expect(back).toEqual(seqs.toReversed());
      const middle = { from: 20, until: 50 };
      const between = seqs.filter((seq) => seq >= 20 && seq <= 50);
      const found = (options: object) => [...store.read('large', options)].map(({ seq }) => seq);
      expect(found(middle)).toEqual(between);
      expect(found({ ...middle, reverse: true })).toEqual(between.toReversed());
      expect(found({ ...middle, reverse: true, mark: 'm0' })).toEqual(
        between.toReversed().filter((seq) => seq % 2 === 0),
      );
      expect([found({ until: 3 }), found({ until: 0, reverse: true }), found({ from: 5, until: 4 })]).toEqual(
        [[], [], []],
      );
      const even = [...store.read('large', { mark: 'm0' })].map(({ seq }) => seq);
      expect(even).toEqual(seqs.filter((seq) => seq % 2 === 0));
    });

    it('trims the beginning of a log and goes on counting, even when nothing is left', async () => {
      for (const part of ['a', 'b', 'c']) await store.append('log', bytes(part));
      await store.trim('log', 3);
      expect(listOf(store, 'log')).toEqual(['3:c']);
      await store.trim('log', 100);
      expect(listOf(store, 'log')).toEqual([]);
      expect(await store.append('log', bytes('d'))).toBe(4);
      await store.trim('never written', 5);
      expect(await store.append('never written', bytes('x'))).toBe(1);
    });

    it('lets a reader finish while the log grows and is trimmed', async () => {
      for (const part of ['a', 'b', 'c']) await store.append('log', bytes(part));
      const reader = store.read('log')[Symbol.iterator]();
      expect(reader.next().value?.seq).toBe(1);
      await store.trim('log', 3);
      const rest: number[] = [];
      for (let step = reader.next(); !step.done; step = reader.next()) rest.push(step.value.seq);
      expect(rest.at(-1)).toBe(3);
      expect(rest).toEqual([...rest].sort((a, b) => a - b));
    });

    it('appends several at once, in order with what else is appended, and none where one is wrong', async () => {
      const seqs = [
        store.append('log', bytes('a')),
        store.appendAll('log', [{ bytes: bytes('b') }, { bytes: bytes('c') }]),
        store.append('log', bytes('d')),
      ];
      expect(await Promise.all(seqs)).toEqual([1, 2, 4]);
      const wrong = [{ bytes: bytes('x') }, { bytes: bytes('y'), marks: ['a\0b'] }];
      await expect(store.appendAll('log', wrong)).rejects.toThrow('U+0000');
      await expect(store.appendAll('log', [])).rejects.toThrow('nothing');
      expect(listOf(store, 'log')).toEqual(['1:a', '2:b', '3:c', '4:d']);
    });

    it('finds entries by their marks, from both ends, until they are trimmed', async () => {
      const entries = Array.from({ length: 1000 }, (_, i) => ({
        bytes: bytes(String(i + 1)),
        marks: [`mod ${i % 3}`, ...(i === 500 ? ['once', 'é'.repeat(256)] : [])],
      }));
      await store.appendAll('log', entries);
      await store.appendAll('log ', [{ bytes: bytes('another'), marks: ['once'] }]);
      const found = (options: object) => [...store.read('log', options)].map(({ seq }) => seq);
      const ofZero = Array.from({ length: 334 }, (_, i) => 3 * i + 1);
      expect(found({ mark: 'mod 0' })).toEqual(ofZero);
      expect(found({ mark: 'mod 0', from: 500 })).toEqual(ofZero.filter((seq) => seq >= 500));
      expect(found({ mark: 'mod 0', reverse: true })).toEqual([...ofZero].reverse());
      expect(found({ reverse: true, from: 990 })).toEqual([
        1000, 999, 998, 997, 996, 995, 994, 993, 992, 991, 990,
      ]);
      expect(found({ reverse: true })).toHaveLength(1000);
      expect([found({ mark: 'once' }), found({ mark: 'é'.repeat(256) }), found({ mark: 'onc' })]).toEqual([
        [501],
        [501],
        [],
      ]);
      await store.trim('log', 501);
      expect([found({ mark: 'once' }), found({ mark: 'mod 0' })[0], found({ reverse: true }).at(-1)]).toEqual(
        [[501], 502, 501],
      );
      await store.trim('log', 502);
      expect(found({ mark: 'once' })).toEqual([]);
    });

    it('tells what a log has: first, last and bytes, also while it is written and trimmed', async () => {
      expect(store.extent('log')).toEqual({ first: 1, last: 0, bytes: 0 });
      await Promise.all(Array.from({ length: 10_000 }, () => store.append('log', bytes('abc'))));
      expect(store.extent('log')).toEqual({ first: 1, last: 10_000, bytes: 30_000 });
      expect([text(store.entry('log', 10_000)), store.entry('log', 10_001), store.entry('log', 0)]).toEqual([
        'abc',
        undefined,
        undefined,
      ]);
      const writes = [store.trim('log', 9_000), store.append('log', bytes('de')), store.trim('log', 9_001)];
      expect(store.extent('log').first).toBe(9_001);
      expect(store.entry('log', 9_000)).toBeUndefined();
      await Promise.all(writes);
      expect(store.extent('log')).toEqual({ first: 9_001, last: 10_001, bytes: 3_002 });
      await store.trim('log', 20_000);
      expect(store.extent('log')).toEqual({ first: 10_002, last: 10_001, bytes: 0 });
    });

    it('reads on, by pages, through what is written and trimmed meanwhile', async () => {
      const entry = (i: number) => ({ bytes: bytes(String(i)), marks: [`mod ${i % 2}`] });
      const some = (from: number) => Array.from({ length: 700 }, (_, i) => entry(from + i));
      await store.appendAll('log', some(1));
      const odd = store.read('log', { mark: 'mod 1' })[Symbol.iterator]();
      const all = store.read('log')[Symbol.iterator]();
      const seen = { odd: [odd.next().value!.seq], all: [all.next().value!.seq] };
      // Long enough that a store on disk has moved it meanwhile.
      for (let i = 701; i < 3_500; i += 700) {
        await store.appendAll('log', some(i));
        seen.all.push(all.next().value!.seq);
      }
      for (let next = odd.next(); !next.done; next = odd.next()) seen.odd.push(next.value.seq);
      for (let next = all.next(); !next.done; next = all.next()) seen.all.push(next.value.seq);
      expect(seen.all).toEqual(Array.from({ length: 3_500 }, (_, i) => i + 1));
      expect(seen.odd).toEqual(Array.from({ length: 1_750 }, (_, i) => 2 * i + 1));
      const back = [...store.read('log', { mark: 'mod 0', reverse: true, from: 3, until: 3_499 })];
      expect(back.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_748 }, (_, i) => 3_498 - 2 * i));
    });
  });
}
