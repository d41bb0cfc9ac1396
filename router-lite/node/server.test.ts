import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRouter } from './router.ts';
import { type ServerOptions, startServer } from './server.ts';
import { type GetOptions, OPEN_REALM, type Testbed, testbed } from './testbed.ts';

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

describe('/healthz', () => {
  it('says ok, with what its callback adds', async () => {
    await start({ health: () => ({ ok: true, details: { donors: 3 } }) });
    const { status, headers, text } = await bed.get('/healthz');
    expect([status, JSON.parse(text)]).toEqual([200, { status: 'ok', donors: 3 }]);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
  });

  it('says ok when nobody adds anything', async () => {
    await start();
    expect(JSON.parse((await bed.get('/healthz?x=1')).text)).toEqual({ status: 'ok' });
  });

  it('with ?live says that the process lives, however its services are', async () => {
    await start({ health: () => ({ ok: false, details: { job: 'stalled' } }) });
    const { status, text } = await bed.get('/healthz?live');
    expect([status, JSON.parse(text)]).toEqual([200, { status: 'ok' }]);
    expect(await bed.get('/healthz?lively')).toMatchObject({ status: 503 });
  });

  it('is 503 when the callback says so, or fails', async () => {
    const answers = [
      () => ({ ok: false, details: { job: 'stalled' } }),
      () => {
        throw new Error('no store');
      },
    ];
    await start({ health: () => answers.shift()!() });
    const first = await bed.get('/healthz');
    expect([first.status, JSON.parse(first.text)]).toEqual([503, { status: 'failing', job: 'stalled' }]);
    const second = await bed.get('/healthz');
    expect([second.status, JSON.parse(second.text)]).toEqual([503, { status: 'failing', error: 'no store' }]);
  });
});

describe('/metrics', () => {
  it('counts what happened in Prometheus’ text format', async () => {
    await start();
    const client = await bed.client();
    await client.join();
    client.send(48, 1, {}, 'com.example.nobody');
    await client.next(8);
    const { headers, text } = await bed.get('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = text.split('\n');
    expect(lines).toContain('lehr_sessions 1');
    expect(lines).toContain('lehr_calls_total 1');
    expect(lines).toContain('lehr_messages_received_total{type="HELLO"} 1');
    expect(lines).toContain('lehr_messages_sent_total{type="ERROR"} 1');
    expect(Number(/^lehr_received_bytes_total (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(50);
    expect(Number(/^process_cpu_seconds_total ([\d.]+)$/m.exec(text)?.[1])).toBeGreaterThan(0);
  });

  it('tells how many calls wait for which procedure, of the longest queues only', async () => {
    await start();
    const client = await bed.client();
    await client.join();
    for (let i = 1; i <= 25; i++) {
      client.send(64, 2 * i, { concurrency: 1 }, `com.example.p${i}`);
      await client.next(65);
      // The first is in hand; the others wait.
      for (let k = 0; k <= i; k++) client.send(48, 1000 * i + k, {}, `com.example.p${i}`);
      await client.next(68);
    }
    client.send(64, 1, { concurrency: 1, match: 'prefix' }, 'odd."\\.');
    await client.next(65);
    for (let k = 0; k < 100; k++) client.send(48, 100_000 + k, {}, 'odd."\\.x');
    await client.next(68);
    client.send(48, 1, {}, 'wamp.session.count');
    await client.next(50);
    const { text } = await bed.get('/metrics');
    const lines = text.split('\n').filter((line) => line.startsWith('lehr_procedure_calls_queued{'));
    expect(lines).toHaveLength(20);
    expect(lines.slice(0, 2)).toEqual([
      `lehr_procedure_calls_queued{realm="test",procedure="odd.\\"\\\\.",match="prefix"} 99`,
      'lehr_procedure_calls_queued{realm="test",procedure="com.example.p25",match="exact"} 25',
    ]);
    expect(text).toContain('\nlehr_calls_queued 424\n');
  });

  it('tells of slots: what waits, what lies dead, and what became of their events', async () => {
    await start();
    const client = await bed.client();
    await client.join();
    client.send(64, 1, { _slot: { topic: 'lamp', max_attempts: 1 } }, 'on.lamp');
    await client.next(65);
    for (const n of [1, 2, 3]) client.send(16, n, {}, 'lamp');
    const [, request] = await client.next(68);
    client.send(8, 68, request, {}, 'broken');
    await client.next(68);
    const lines = (await bed.get('/metrics')).text.split('\n');
    for (const line of [
      'lehr_slot_waiting{realm="test",slot="on.lamp"} 1',
      'lehr_slot_in_hand{realm="test",slot="on.lamp"} 1',
      'lehr_slot_dead_letters{realm="test",slot="on.lamp"} 1',
      'lehr_slot_taken_total 3',
      'lehr_slot_events_total{outcome="dead"} 1',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('has a line of each metric that a parser understands, after its HELP and TYPE', async () => {
    await start();
    const { text } = await bed.get('/metrics');
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^(# HELP \w+ [^\n]+|# TYPE \w+ (gauge|counter)|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? \d+(\.\d+)?(e[+-]\d+)?)$/,
      );
    }
  });
});

describe('/blob', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const getBlob = (name: string) => (name === sha256 ? bytes : undefined);

  it('gives the bytes of a hash, to be kept for ever', async () => {
    await start({ getBlob });
    const { status, headers, text } = await bed.get(`/blob/${sha256}`);
    expect([status, text]).toEqual([200, '\u0001\u0002\u0003']);
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/octet-stream',
      etag: `"${sha256}"`,
      'x-content-type-options': 'nosniff',
    });
    const again = await bed.get(`/blob/${sha256}`, { headers: { 'If-None-Match': `"${sha256}"` } });
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await bed.get(`/blob/${sha256}`, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '3', '']);
  });

  it('tells a missing blob from a name that is none', async () => {
    await start({ getBlob });
    expect(await bed.get(`/blob/${'0'.repeat(64)}`)).toMatchObject({ status: 404 });
    for (const name of ['', 'x', sha256.toUpperCase(), `${sha256}0`, '../../etc/passwd']) {
      expect(await bed.get(`/blob/${name}`)).toMatchObject({ status: 400 });
    }
  });

  it('answers 500 when the store fails, and goes on', async () => {
    const told: unknown[] = [];
    await start({ getBlob: () => Promise.reject(new Error('disk')), onError: (error) => told.push(error) });
    expect(await bed.get(`/blob/${sha256}`)).toMatchObject({ status: 500 });
    expect(told).toMatchObject([{ message: 'disk' }]);
    expect(await bed.get('/healthz')).toMatchObject({ status: 200 });
  });
});

describe('PUT /blob', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const headers = { Authorization: 'Bearer open sesame' };
  const kept: Uint8Array[] = [];
  const upload = {
    tokens: ['another', 'open sesame'],
    bytes: 100,
    put: async (stored: Uint8Array) => kept.push(stored),
  };
  const send = (more: GetOptions = {}, name = sha256) =>
    bed.get(`/blob/${name}`, { method: 'PUT', headers, body: bytes, ...more });
  afterEach(() => void kept.splice(0));

  it('stores what its name says, for who has a token', async () => {
    await start({ putBlob: upload });
    expect(await send()).toMatchObject({ status: 201 });
    expect(await send({ headers: { Authorization: 'Bearer another' } })).toMatchObject({ status: 201 });
    expect(kept.map((stored) => [...stored])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('refuses strangers, other names, names that are none, and what is too long; and stores none of it', async () => {
    await start({ putBlob: upload });
    for (const authorization of [
      undefined,
      'Bearer ',
      'Bearer open sesam',
      'open sesame',
      'Basic open sesame',
    ])
      expect(await send({ headers: authorization ? { authorization } : {} })).toMatchObject({ status: 401 });
    expect(await send({}, '0'.repeat(64))).toMatchObject({
      status: 400,
      text: `these bytes are blob ${sha256}\n`,
    });
    expect(await send({}, 'x')).toMatchObject({ status: 400 });
    expect(await send({ body: new Uint8Array(101) })).toMatchObject({ status: 413 });
    const chunked = { ...headers, 'Transfer-Encoding': 'chunked' };
    expect(await send({ headers: chunked, body: new Uint8Array(101) })).toMatchObject({ status: 413 });
    expect(kept).toEqual([]);
  });

  it('is not there where nobody asked for it', async () => {
    await start();
    expect(await send()).toMatchObject({ status: 405 });
  });
});

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

describe('startServer()', () => {
  it('names the free port it took', async () => {
    await start();
    expect(bed.server.port).toBeGreaterThan(0);
    expect(bed.server.host).toBe('127.0.0.1');
  });

  it('says what to do when the port is taken or the host is none of this machine', async () => {
    await start();
    const router = createRouter({ realms: OPEN_REALM });
    const { port } = bed.server;
    await expect(startServer({ router, host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringMatching(`port ${port} on 127.0.0.1 is taken: stop .* or choose another port`),
    });
    await expect(startServer({ router, host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
      message: expect.stringContaining('choose another host'),
    });
    await router.close();
  });

  it('refuses a folder of pages that is not there', async () => {
    await expect(start({ staticDir: '/nowhere/at/all' })).rejects.toThrow('make /nowhere/at/all, or correct');
  });

  it('answers a plain request to the WebSocket’s path, and has no pages where no folder was named', async () => {
    await start({ staticDir: undefined });
    expect(await bed.get('/ws')).toMatchObject({ status: 426 });
    expect(await bed.get('/')).toMatchObject({ status: 404 });
  });

  it('frees its port when it is closed, even with a connection kept alive', async () => {
    await start();
    const { port } = bed.server;
    await fetch(`http://127.0.0.1:${port}/healthz`);
    await bed.router.close();
    await bed.server.close();
    const next = createServer();
    await new Promise<void>((up, taken) => next.once('error', taken).listen(port, '127.0.0.1', up));
    expect((next.address() as AddressInfo).port).toBe(port);
    await new Promise((closed) => next.close(closed));
  });
});
