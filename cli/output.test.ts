/** Where results go: files that cannot be written, readers that leave. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Command, run } from './testing/command.ts';

const BIN = fileURLToPath(new URL('./bin.mjs', import.meta.url));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-output-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('--out that is a folder is refused before the annealing', async () => {
  await mkdir(join(folder, 'tour.svg'));
  const { code, err } = await run(['solve', 'world:10', '--budget', '1h', '--out', 'tour.svg'], folder);
  expect([code, err]).toEqual([2, expect.stringContaining('--out tour.svg: it is a folder')]);
});

test('a result whose file cannot be written is printed all the same', async () => {
  await symlink('/dev/full', join(folder, 'best.tour'));
  const { code, out, err } = await run(
    ['solve', 'world:10', '--budget', '200ms', '--donors', '1', '--json', '--out', 'best.tour'],
    folder,
  );
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ n: 10, length: expect.any(Number) });
  expect(err).toContain('lehr: --out best.tour: cannot be written (ENOSPC)');
});

test('a reader that leaves early takes nobody down', async () => {
  const flags = ['--port', '0', '--host', '127.0.0.1', '--data', join(folder, 'data')];
  const child = spawn(process.execPath, [BIN, 'serve', '--job', 'world:10', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const [first] = await once(child.stdout, 'data');
  child.stdout.destroy();
  const [, port] = /127\.0\.0\.1:(\d+)/.exec(String(first))!;
  const ended = once(child, 'exit');
  // What it says after this has no reader: that it is stopping.
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(err).not.toContain('EPIPE');
});

test('donating to what is no Lehr says so', async () => {
  const server = createServer((_, response) => response.end('<h1>It works!</h1>')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const donor = new Command(['donate', `http://127.0.0.1:${port}`, '--threads', '1'], folder);
  await donor.prints(/does not look like a Lehr: is the address right\?/);
  expect((await donor.stop('SIGINT')).code).toBe(0);
  server.close();
});
