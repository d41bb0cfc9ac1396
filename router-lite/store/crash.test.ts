/** A real process, killed in the middle of its work: nothing it was told is durable may be missing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lmdbStore } from './lmdb.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-crash-'));
// Below node_modules, so that the built file finds `lmdb`.
const built = resolve('node_modules/.cache', `lehr-crash-${process.pid}`);
const writer = join(built, 'writer.mjs');

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve('router-lite/store/lmdb.ts'),
      outDir: built,
      rollupOptions: { output: { entryFileNames: 'lmdb.mjs' } },
    },
  });
  mkdirSync(built, { recursive: true });
  writeFileSync(
    writer,
    `import { lmdbStore } from './lmdb.mjs';
     import { writeSync } from 'node:fs';
     const store = lmdbStore(process.argv[2]);
     const say = (line) => writeSync(1, line + '\\n');
     say('open');
     const bytes = (n) => new TextEncoder().encode(String(n));
     // Eight writers at once, so that the kill falls into batches; each tells only what it was promised.
     for (let k = 0; k < 8; k++) (async () => {
       for (let i = 0; ; i++) {
         const entries = [{ bytes: bytes(k + '/' + i), marks: ['writer ' + k] }, { bytes: bytes('second') }];
         const seq = await store.appendAll('log', entries);
         say('log ' + seq + ' ' + k + '/' + i);
         await store.put('key-' + k, bytes(i));
         say('key ' + k + ' ' + i);
         const blob = await store.putBlob(bytes(seq));
         say('blob ' + blob);
       }
     })();`,
  );
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
});

interface Acknowledged {
  readonly log: Map<number, string>;
  readonly keys: Map<string, number>;
  readonly blobs: Set<string>;
}

/** Runs a writer on the folder, kills it after so many lines, and returns all it was promised. */
async function killedAfter(lines: number, folder: string, known: Acknowledged): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [writer, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  let left = lines;
  for await (const line of createInterface({ input: child.stdout! })) {
    const [what, a, b] = line.split(' ');
    if (what === 'open') {
      expect(() => lmdbStore(folder)).toThrow(
        expect.objectContaining({
          code: 'ELOCKED',
          message: expect.stringContaining(`process ${child.pid}`),
        }),
      );
    }
    if (what === 'log') known.log.set(Number(a), b!);
    if (what === 'key') known.keys.set(a!, Number(b));
    if (what === 'blob') known.blobs.add(a!);
    // What it still printed before it died counts too.
    if (--left === 0) child.kill('SIGKILL');
  }
  await gone;
}

/** Lines until each SIGKILL; more of them with LEHR_CRASHES. */
const LINES = [7, 60, 400, 1500];
while (LINES.length < Number(process.env.LEHR_CRASHES ?? 0)) LINES.push(1 + Math.floor(Math.random() * 600));

describe('LMDB after SIGKILL', () => {
  it(
    'has everything that was acknowledged, and opens at once, time after time',
    async () => {
      const folder = join(root, 'data');
      const known: Acknowledged = { log: new Map(), keys: new Map(), blobs: new Set() };
      for (const lines of LINES) {
        known.keys.clear();
        await killedAfter(lines, folder, known);
        const store = lmdbStore(folder);
        const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
        const log = [...store.read('log')];
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
        // Each append is whole: two entries, of which the first has its mark.
        expect(log.length % 2).toBe(0);
        const contents = log.map(({ bytes }) => text(bytes)!);
        expect(contents.every((content, i) => (content === 'second') === (i % 2 === 1))).toBe(true);
        for (let k = 0; k < 8; k++) {
          const marked = [...store.read('log', { mark: `writer ${k}` })].map(({ bytes }) => text(bytes));
          expect(marked).toEqual(contents.filter((content) => content.startsWith(`${k}/`)));
        }
        const length = log.reduce((sum, { bytes }) => sum + bytes.length, 0);
        expect(store.extent('log')).toEqual({ first: 1, last: log.length, bytes: length });
        for (const [seq, content] of known.log) expect(text(log[seq - 1]?.bytes)).toBe(content);
        for (const [key, i] of known.keys)
          expect(Number(text(store.get(`key-${key}`)))).toBeGreaterThanOrEqual(i);
        for (const blob of known.blobs) expect(store.getBlob(blob)).toBeDefined();
        await store.close();
      }
      expect(known.log.size).toBeGreaterThan(400);
    },
    60_000 + LINES.length * 20_000,
  );
});
