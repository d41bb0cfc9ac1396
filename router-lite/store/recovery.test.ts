/** A store whose machine ends: what LMDB has not is in the write-ahead log, whose end is torn. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { lmdbStore } from './lmdb.ts';
import { memoryStore } from './memory.ts';
import type { Store } from './store.ts';
import { partsIn } from './testbed.ts';
import { LOG_FILE } from './write-ahead-log.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-recovery-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folderOf = () => mkdtempSync(join(root, 'data-'));

type Act =
  | { readonly act: 'put'; readonly key: string; readonly value: Uint8Array }
  | { readonly act: 'set'; readonly key: string; readonly value: Uint8Array | undefined }
  | { readonly act: 'delete'; readonly key: string }
  | {
      readonly act: 'append';
      readonly log: string;
      readonly entries: { bytes: Uint8Array; marks: string[] }[];
    };

const key = fc.constantFrom('a', 'b', 'dir/c', 'dir/\u00e9', '\u{1f525}');
const value = fc.uint8Array({ maxLength: 40 });
const mark = fc.constantFrom('m', 'n', 'o');
const entries = fc.array(fc.record({ bytes: value, marks: fc.uniqueArray(mark) }), {
  minLength: 1,
  maxLength: 3,
});
const ACTS = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('put' as const), key, value }),
    fc.record({ act: fc.constant('set' as const), key, value: fc.option(value, { nil: undefined }) }),
    fc.record({ act: fc.constant('delete' as const), key }),
    fc.record({ act: fc.constant('append' as const), log: fc.constantFrom('x', 'y'), entries }),
  ),
  { minLength: 1, maxLength: 25 },
);

type Writable = Pick<Store, 'put' | 'delete' | 'compareAndSet' | 'appendAll' | 'get'>;

async function perform(store: Writable, act: Act): Promise<void> {
  if (act.act === 'put') await store.put(act.key, act.value);
  else if (act.act === 'delete') await store.delete(act.key);
  // Its condition holds: what is logged is that it did.
  else if (act.act === 'set')
    expect(await store.compareAndSet(act.key, store.get(act.key), act.value)).toBe(true);
  else await store.appendAll(act.log, act.entries);
}

/** All that can be asked of a store. */
function contentOf(store: Store) {
  const seqs = (log: string, options: object) => [...store.read(log, options)].map(({ seq }) => seq);
  return {
    values: [...store.keys('')].map((name) => [name, [...store.get(name)!]]),
    below: [...store.keys('dir/')],
    logs: ['x', 'y'].map((log) => ({
      extent: store.extent(log),
      entries: [...store.read(log)].map(({ seq, bytes }) => [seq, [...bytes]]),
      marks: ['m', 'n', 'o'].map((name) => [
        seqs(log, { mark: name }),
        seqs(log, { mark: name, reverse: true }),
      ]),
    })),
  };
}

/** Some of it LMDB has, the rest only the log. Where the log was after each act; its file. */
async function crashed(folder: string, acts: readonly Act[], checkpointed: number) {
  const parts = partsIn(folder);
  const { values, logs, disk } = parts;
  const store: Writable = {
    put: (name, bytes) => values.put(name, bytes),
    delete: (name) => values.delete(name),
    compareAndSet: (name, expected, bytes) => values.compareAndSet(name, expected, bytes),
    get: (name) => values.get(name),
    appendAll: (log, appended) => logs.append(log, appended),
  };
  const ends: number[] = [];
  for (const [i, act] of acts.entries()) {
    if (i === checkpointed) await parts.checkpoints.finish();
    disk.isFull = i >= checkpointed;
    await perform(store, act);
    ends.push(parts.log.end.lsn);
  }
  await parts.end();
  return ends;
}

test('what was acknowledged before the tear is there, and nothing else: each write as a whole, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      ACTS,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      async (acts, some, where, noise) => {
        const folder = folderOf();
        const checkpointed = some % acts.length;
        const ends = await crashed(folder, acts, checkpointed);
        const safe = checkpointed === 0 ? 0 : ends[checkpointed - 1]!;
        const torn = folderOf();
        cpSync(folder, torn, { recursive: true });
        const cut = safe + (where % (ends.at(-1)! - safe + 1));
        const image = readFileSync(join(torn, LOG_FILE));
        // Where the noise is what was there it takes nothing away.
        let reached = cut;
        while (reached < ends.at(-1)! && image[reached] === noise) reached += 1;
        writeFileSync(join(torn, LOG_FILE), image.fill(noise, reached));

        const expected = memoryStore();
        for (const [i, act] of acts.entries()) if (ends[i]! <= reached) await perform(expected, act);
        // Twice: what was recovered stays, whether the store was closed in order or not.
        for (const opened of [lmdbStore(torn), null]) {
          const store = opened ?? lmdbStore(torn);
          expect(contentOf(store)).toEqual(contentOf(expected));
          await store.close();
        }
        const store = lmdbStore(torn);
        await perform(store, {
          act: 'append',
          log: 'x',
          entries: [{ bytes: Buffer.from('on'), marks: ['m'] }],
        });
        expect(store.extent('x').last).toBe(expected.extent('x').last + 1);
        await store.close();
      },
    ),
    { numRuns: 20 },
  );
});
