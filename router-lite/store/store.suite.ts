/** What every Store must do. Run by store.test.ts over each implementation. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logsSuite } from './logs.suite.ts';
import type { Store } from './store.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined) => value && new TextDecoder().decode(value);

export function storeSuite(name: string, open: () => Promise<Store> | Store): void {
  logsSuite(name, open);

  describe(`${name}: what every store does`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('sets a value only where it is the expected one, also when many try at once', async () => {
      expect(await store.compareAndSet('k', bytes('other'), bytes('x'))).toBe(false);
      const tries = ['a', 'b', 'c'].map((each) => store.compareAndSet('k', undefined, bytes(each)));
      const won = await Promise.all(tries);
      expect(won.filter(Boolean)).toHaveLength(1);
      const value = store.get('k')!;
      expect(text(value)).toBe(['a', 'b', 'c'][won.indexOf(true)]);
      const after = [store.put('k', bytes('put')), store.compareAndSet('k', value, bytes('late'))];
      expect((await Promise.all(after))[1]).toBe(false);
      expect(await store.compareAndSet('k', bytes('put'), undefined)).toBe(true);
      expect(store.get('k')).toBeUndefined();
    });

    it('shows a value once it is acknowledged, whatever was asked for after it', async () => {
      await store.put('k', bytes('one'));
      const [deleted, swapped] = [store.delete('k'), store.compareAndSet('k', undefined, bytes('two'))];
      const late = store.compareAndSet('k', bytes('one'), bytes('three'));
      await deleted;
      expect(text(store.get('k'))).not.toBe('one');
      expect([await swapped, await late]).toEqual([true, false]);
      expect([text(store.get('k')), [...store.keys('')]]).toEqual(['two', ['k']]);
      await store.compareAndSet('k', bytes('two'), undefined);
      expect([store.get('k'), [...store.keys('')]]).toEqual([undefined, []]);
    });

    it('lists many keys while they are put and deleted, each that stays once', async () => {
      const name = (i: number) => `many/${String(i).padStart(4, '0')}`;
      await Promise.all(Array.from({ length: 900 }, (_, i) => store.put(name(2 * i), bytes('x'))));
      const found: string[] = [];
      for (const key of store.keys('many/')) {
        if (found.length % 300 === 0) {
          const at = Number(key.slice(5));
          await Promise.all([store.put(name(at + 501), bytes('y')), store.delete(name(at))]);
        }
        found.push(key);
      }
      expect(found).toEqual([...new Set(found)].sort());
      expect(
        Array.from({ length: 900 }, (_, i) => name(2 * i)).filter((key) => !found.includes(key)),
      ).toEqual([]);
    });

    it('takes keys that are no well-formed text for what UTF-8 makes of them', async () => {
      await store.put('half \ud800', bytes('x'));
      expect([text(store.get('half \udfff')), [...store.keys('half')]]).toEqual(['x', ['half \ufffd']]);
    });

    it('appends and puts what is longer than any log, in order with all else', async () => {
      const long = new Uint8Array(5_000_000).fill(7);
      const seqs = [
        store.append('log', bytes('before')),
        store.append('log', long),
        store.append('log', bytes('after')),
      ];
      const puts = [store.put('k', bytes('short')), store.put('k', long), store.put('k2', long)];
      const swapped = store.compareAndSet('k', bytes('short'), bytes('late'));
      expect(await Promise.all(seqs)).toEqual([1, 2, 3]);
      await Promise.all(puts);
      expect(await swapped).toBe(false);
      expect([...store.read('log')].map(({ bytes }) => bytes.length)).toEqual([6, long.length, 5]);
      expect([store.get('k')?.length, store.get('k2')?.length]).toEqual([long.length, long.length]);
      await store.put('k', bytes('again'));
      expect(text(store.get('k'))).toBe('again');
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
      const blob = store.putBlob(buffer);
      const writes = [store.put('k', buffer), store.append('log', buffer)];
      buffer.fill(0);
      await Promise.all(writes);
      expect(text(store.getBlob(await blob))).toBe('before');
      store.get('k')!.fill(0);
      expect(text(store.get('k'))).toBe('before');
      expect([...store.read('log')].map((entry) => text(entry.bytes))).toEqual(['before']);
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

    it('calls at the end of the turn what was asked for in it, once, and what is in no hurry with the next write', async () => {
      const called: string[] = [];
      const ofTurn = () => {
        called.push('turn');
        void store.put('turn', bytes('t'));
      };
      const later = () => {
        called.push('later');
        void store.put('later', bytes('l'));
      };
      store.atTurnEnd(ofTurn);
      if (called.length === 0) store.atTurnEnd(ofTurn);
      await new Promise((resolve) => setImmediate(resolve));
      expect(called).toEqual(['turn']);
      store.withNext(later);
      if (called.length === 1) store.withNext(later);
      // In one transaction with it: both are there once it is.
      await store.append('log', bytes('a'));
      expect([called, text(store.get('later'))]).toEqual([['turn', 'later'], 'l']);
    });

    it('writes what is in no hurry though nothing else is written, and when it is closed', async () => {
      await new Promise<void>((resolve) =>
        store.withNext(() => void store.put('k', bytes('v')).then(resolve)),
      );
      expect(text(store.get('k'))).toBe('v');
      let written: Promise<void> | null = null;
      store.withNext(() => {
        written = store.put('k', bytes('last'));
      });
      store.atTurnEnd(() => void store.put('k', bytes('turn')));
      await store.close();
      expect(written).not.toBeNull();
      await written;
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
