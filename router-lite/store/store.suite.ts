/** What every Store must do. Run by store.test.ts over each implementation. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from './store.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined) => value && new TextDecoder().decode(value);
const listOf = (store: Store, log: string, from?: number) =>
  [...store.read(log, from)].map(({ seq, bytes }) => `${seq}:${text(bytes)}`);

export function storeSuite(name: string, open: () => Promise<Store> | Store): void {
  describe(`${name}: what every store does`, () => {
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
      const found = [...store.read('many', 11)];
      expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 990 }, (_, i) => i + 11));
      expect(text(found[989]?.bytes)).toBe('999');
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

    it('keeps values under their keys, replaces them and forgets them', async () => {
      expect(store.get('k')).toBeUndefined();
      await store.put('k', bytes('one'));
      await store.put('k', bytes('two'));
      expect(text(store.get('k'))).toBe('two');
      await store.put('empty', new Uint8Array());
      expect(store.get('empty')).toEqual(new Uint8Array());
      await store.delete('k');
      await store.delete('never there');
      expect(store.get('k')).toBeUndefined();
    });

    it('lists keys by prefix in the order of their UTF-8 bytes', async () => {
      const keys = ['job/2', 'job/10', 'job/', 'jobs', 'a', 'job/é', 'job/\u{1f525}', 'job/\uffee'];
      await Promise.all(keys.map((key) => store.put(key, bytes(key))));
      expect([...store.keys('job/')]).toEqual([
        'job/',
        'job/10',
        'job/2',
        'job/é',
        'job/\uffee',
        'job/\u{1f525}',
      ]);
      expect([...store.keys('')]).toHaveLength(keys.length);
      expect([...store.keys('z')]).toEqual([]);
    });

    it('keeps what was put, not what the caller makes of its buffer afterwards', async () => {
      const buffer = bytes('before');
      const writes = [store.put('k', buffer), store.append('log', buffer), store.putBlob(buffer)];
      buffer.fill(0);
      await Promise.all(writes);
      store.get('k')!.fill(0);
      expect(text(store.get('k'))).toBe('before');
      expect(listOf(store, 'log')).toEqual(['1:before']);
    });

    it('names blobs by their hash, once', async () => {
      const content = new Uint8Array(300_000).map((_, i) => i * 7);
      const sha256 = createHash('sha256').update(content).digest('hex');
      expect(await Promise.all([store.putBlob(content), store.putBlob(content)])).toEqual([sha256, sha256]);
      expect(Buffer.compare(store.getBlob(sha256)!, content)).toBe(0);
      expect(store.getBlob('0'.repeat(64))).toBeUndefined();
      expect(store.getBlob('../../etc/passwd')).toBeUndefined();
    });

    it('forgets a blob, which can be stored again', async () => {
      const [kept, gone] = [await store.putBlob(bytes('kept')), await store.putBlob(bytes('gone'))];
      await store.deleteBlob(gone);
      expect([store.getBlob(gone), text(store.getBlob(kept))]).toEqual([undefined, 'kept']);
      await store.deleteBlob(gone);
      await store.deleteBlob('../../etc/passwd');
      expect(await store.putBlob(bytes('gone'))).toBe(gone);
      expect(text(store.getBlob(gone))).toBe('gone');
    });

    it('refuses keys and logs that some implementation could not keep', async () => {
      await expect(store.put('', bytes('x'))).rejects.toThrow('1 to 1024 bytes');
      await expect(store.put('é'.repeat(513), bytes('x'))).rejects.toThrow('1026');
      await expect(store.append('a\0b', bytes('x'))).rejects.toThrow('U+0000');
      await store.put('é'.repeat(512), bytes('x'));
    });

    it('says so when it is used after close(), which waits for pending writes and may be repeated', async () => {
      const pending = store.put('k', bytes('v'));
      await store.close();
      await pending;
      await store.close();
      expect(() => store.get('k')).toThrow('closed');
      await expect(store.append('log', bytes('x'))).rejects.toThrow('closed');
    });
  });
}
