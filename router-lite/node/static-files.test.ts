import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { get as httpGet } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ServerOptions } from './server.ts';
import { type Testbed, testbed } from './testbed.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-server-'));
const pages = join(root, 'pages');
const script = 'console.log("kiln");'.repeat(100);

beforeAll(() => {
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'not for you');
  writeFileSync(join(pages, 'index.html'), '<h1>Lehr</h1>');
  writeFileSync(join(pages, 'kiosk.html'), '<h1>Kiosk</h1>');
  writeFileSync(join(pages, 'embed.js'), script);
  writeFileSync(join(pages, 'assets', 'peer-DkR3sx9_.js'), script);
  writeFileSync(join(pages, 'assets', 'peer-DkR3sx9_.js.br'), brotliCompressSync(script));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let bed: Testbed;
const start = async (serving: Partial<ServerOptions> = {}) => {
  bed = await testbed({}, { staticDir: pages, ...serving });
};
afterEach(() => bed?.close());

describe('pages', () => {
  it('only those that are wanted are served, where one says which', async () => {
    await start({ onlyPages: (path) => path.startsWith('/kiosk') });
    expect(await bed.get('/kiosk')).toMatchObject({ status: 200 });
    expect(await bed.get('/')).toMatchObject({ status: 404 });
    expect(await bed.get('/index.html')).toMatchObject({ status: 404 });
    expect(await bed.get('/healthz')).toMatchObject({ status: 200 });
  });

  it('index.html is filled each time it is asked for, and no other page', async () => {
    let jobs = 0;
    await start({
      fillPage: (html, path) => (path !== '/' ? html : html.replace('Lehr', `Lehr: ${++jobs} jobs`)),
    });
    for (const [path, text] of [
      ['/', '<h1>Lehr: 1 jobs</h1>\n'],
      ['/index.html', '<h1>Lehr: 2 jobs</h1>\n'],
      ['/kiosk', '<h1>Kiosk</h1>'],
    ] as const)
      expect(await bed.get(path)).toMatchObject({ status: 200, text });
    const { headers } = await bed.get('/');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    jobs = 2;
    expect(await bed.get('/', { headers: { 'If-None-Match': headers.etag! } })).toMatchObject({
      status: 304,
      text: '',
    });
  });

  it('are found by their short names and asked for anew each time', async () => {
    await start();
    for (const [path, text] of [
      ['/', '<h1>Lehr</h1>'],
      ['/kiosk', '<h1>Kiosk</h1>'],
      ['/kiosk?scene=2', '<h1>Kiosk</h1>'],
    ] as const) {
      const answer = await bed.get(path);
      expect([answer.status, answer.text]).toEqual([200, text]);
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
    const { headers } = await bed.get('/');
    const again = await bed.get('/', { headers: { 'If-None-Match': headers.etag! } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('come in parts where a part is asked for, and not at all where there is none such', async () => {
    await start();
    const part = (range: string) => bed.get('/kiosk.html', { headers: { Range: range } });
    const some = await part('bytes=4-8');
    expect([some.status, some.text, some.headers['content-range']]).toEqual([206, 'Kiosk', 'bytes 4-8/14']);
    expect(await part('bytes=9-')).toMatchObject({ status: 206, text: '</h1>' });
    expect(await part('bytes=14-')).toMatchObject({ status: 416 });
  });

  it('may be kept for ever only where the name carries a hash', async () => {
    await start();
    const hashed = await bed.get('/assets/peer-DkR3sx9_.js');
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await bed.get('/embed.js')).headers['cache-control']).toBe('no-cache');
  });

  it('come compressed where the build made it so and the browser takes it', async () => {
    await start();
    const plain = await bed.get('/assets/peer-DkR3sx9_.js');
    expect([plain.headers['content-encoding'], plain.text]).toEqual([undefined, script]);
    const packed = await bed.get('/assets/peer-DkR3sx9_.js', { headers: { 'Accept-Encoding': 'gzip, br' } });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(packed.headers['content-type']).toMatch('javascript');
  });

  it('carry the security headers', async () => {
    await start();
    for (const path of ['/', '/assets/peer-DkR3sx9_.js', '/nothing', '/healthz']) {
      const { headers } = await bed.get(path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      const csp = headers['content-security-policy'];
      expect(csp).toContain("default-src 'self'");
      expect(csp).toContain("worker-src 'self' blob:");
      expect(csp).not.toContain('frame-ancestors');
    }
  });

  it('answer HEAD without a body, and nothing but GET and HEAD', async () => {
    await start();
    const head = await bed.get('/', { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '13', '']);
    const post = await bed.get('/', { method: 'POST' });
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('of an address that leads nowhere are a page for people, where there is one, and a line for programs', async () => {
    await start();
    const people = { headers: { Accept: 'text/html,*/*;q=0.8' } };
    expect(await bed.get('/nothing', people)).toMatchObject({ status: 404, text: 'there is no such page\n' });
    await bed.close();
    writeFileSync(join(pages, '404.html'), '<h1>Not here</h1>');
    await start({ onlyPages: (path) => path !== '/hidden' });
    for (const path of ['/nothing', '/hidden']) {
      const { status, text, headers } = await bed.get(path, people);
      expect([status, text, headers['content-type'], headers['cache-control']]).toEqual([
        404,
        '<h1>Not here</h1>\n',
        'text/html; charset=utf-8',
        'no-store',
      ]);
      expect((await bed.get(path)).text).toBe('there is no such page\n');
    }
    rmSync(join(pages, '404.html'));
  });

  it('that are gone since the start end their answer and nothing else', async () => {
    writeFileSync(join(pages, 'assets', 'old-DkR3sx9_.js'), script);
    await start();
    rmSync(join(pages, 'assets', 'old-DkR3sx9_.js'));
    await expect(bed.get('/assets/old-DkR3sx9_.js')).rejects.toThrow('socket hang up');
    expect(await bed.get('/kiosk')).toMatchObject({ status: 200 });
  });

  it.skipIf(!existsSync('/proc/self/fd'))(
    'are closed when their reader goes away before the end',
    async () => {
      const large = join(pages, 'large.bin');
      writeFileSync(large, Buffer.alloc(64 << 20));
      const isOpen = () =>
        readdirSync('/proc/self/fd').some((fd) => {
          try {
            return readlinkSync(`/proc/self/fd/${fd}`) === large;
          } catch {
            return false;
          }
        });
      await start();
      const reader = httpGet({ host: '127.0.0.1', port: bed.server.port, path: '/large.bin' });
      const [response] = await once(reader, 'response');
      await once(response, 'readable');
      expect(isOpen()).toBe(true);
      response.destroy();
      await expect.poll(isOpen, { timeout: 60_000 }).toBe(false);
    },
  );

  it('never lead out of their folder', async () => {
    await start();
    for (const path of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '/..\\secret.txt',
      '//secret.txt',
      '/%00',
      '/%',
      '/.git',
    ]) {
      const { status, text } = await bed.get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toContain('not for you');
    }
  });
});
