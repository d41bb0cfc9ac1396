import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createRouter } from './router.ts';
import { type ServerOptions, startServer } from './server.ts';
import { OPEN_REALM, type Testbed, testbed } from './testbed.ts';

let bed: Testbed;
const start = async (serving: Partial<ServerOptions> = {}) => {
  bed = await testbed({}, serving);
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
