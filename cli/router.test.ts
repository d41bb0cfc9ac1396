/** `lehr router` as its users meet it: real processes and sockets. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { TEST_TLS } from '../router-lite/node/test-certificate.ts';
import { Command, run } from './testing/command.ts';

let folder = '';
let running: Command | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-router-'));
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  running = null;
  await rm(folder, { recursive: true, force: true });
});

/** HELLO; the router's answer. */
function welcome(url: string, realm: string, options: ClientOptions = {}): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'wamp.2.json', options);
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify([1, realm, { roles: { caller: {} } }])));
    socket.on('message', (data) => {
      resolve(JSON.parse(String(data)) as unknown[]);
      socket.terminate();
    });
  });
}

describe('lehr router', () => {
  test('with --open serves its realm over both transports, says that it is open, and ends at SIGTERM', async () => {
    running = new Command(['router', '--open', '--port', '0', '--realm', 'r1', '--tcp', '0'], folder);
    const [, url] = await running.prints(/Router is up: (\S+) \(realm r1\)/);
    await running.prints(/RawSocket at TCP port \d+/);
    expect(await welcome(url!, 'r1')).toMatchObject([2, expect.any(Number), { authrole: 'anonymous' }]);
    expect((await welcome(url!, 'r2'))[2]).toBe('wamp.error.no_such_realm');
    const { code, out } = await running.stop('SIGTERM');
    expect(code).toBe(0);
    expect(out).toMatch(/^OPEN: whoever reaches this port may/);
  });

  test('with --inspect serves the inspector and no other page, beside its own paths', async () => {
    running = new Command(['router', '--open', '--inspect', '--port', '0', '--realm', 'r&1'], folder);
    const [, page] = await running.prints(/Inspector: (\S+)/);
    expect(page).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/inspect#realm=r%261$/);
    const at = (path: string) => fetch(new URL(path, page));
    const text = await (await at('/inspect')).text();
    expect(text).toContain('<lehr-inspect-page>');
    const [, script] = /src="(\/assets\/inspect-[^"]+)"/.exec(text)!;
    expect((await at(script!)).status).toBe(200);
    expect((await at('/metrics')).status).toBe(200);
    for (const other of ['/', '/kiosk', '/embed.js', '/inspect/../index.html'])
      expect((await at(other)).status).toBe(404);
  });

  test('--inspect refuses a configuration it would not find its way in, and says why', async () => {
    const realms = { mine: { roles: { guest: { rules: [] } }, anonymous: 'guest' } };
    for (const [server, why] of [
      [{ port: 0, wsPath: '/wamp' }, 'needs the WebSocket at /ws'],
      [{ port: 0, staticDir: '.' }, 'leave out server.staticDir'],
    ] as const) {
      await writeFile(join(folder, 'router.json'), JSON.stringify({ realms, server }));
      const { code, err } = await run(['router', '--inspect', '--config', 'router.json'], folder);
      expect([code, err]).toEqual([2, expect.stringContaining(why)]);
    }
  });

  test('with --config does what the file says', async () => {
    const realm = { roles: { guest: { rules: [] } }, anonymous: 'guest' };
    const file = join(folder, 'router.json');
    await writeFile(file, JSON.stringify({ realms: { mine: realm }, server: { port: 0 } }));
    running = new Command(['router', '--config', 'router.json'], folder);
    const [, url] = await running.prints(/Router is up: (\S+) \(realm mine\)/);
    expect(await welcome(url!, 'mine')).toMatchObject([2, expect.any(Number), { authrole: 'guest' }]);
    expect((await running.stop('SIGINT')).code).toBe(0);
  });

  test('with a certificate in its configuration speaks TLS, and says so', async () => {
    const realm = { roles: { guest: { rules: [] } }, anonymous: 'guest' };
    for (const name of ['cert', 'key'] as const) await writeFile(join(folder, `${name}.pem`), TEST_TLS[name]);
    const tls = { cert: { $file: 'cert.pem' }, key: { $file: 'key.pem' } };
    await writeFile(
      join(folder, 'router.json'),
      JSON.stringify({ realms: { r: realm }, server: { port: 0, tls } }),
    );
    running = new Command(['router', '--config', 'router.json'], folder);
    const [, url] = await running.prints(/Router is up: (wss:\S+) \(realm r\)/);
    expect((await welcome(url!, 'r', { ca: TEST_TLS.cert }))[0]).toBe(2);
  });

  test('with a configuration that nobody could connect to says what to add', async () => {
    await writeFile(join(folder, 'shut.json'), JSON.stringify({ realms: { r: { roles: {} } } }));
    const { code, err } = await run(['router', '--config', 'shut.json'], folder);
    expect(code).toBe(2);
    expect(err).toContain('so nobody could connect: add "server": {}');
  });

  test.each([
    ['neither open nor configured', [], 'give --open or --config FILE'],
    [
      'a policy for no store',
      ['--open', '--fsync', 'commit'],
      '--fsync is about a store: add --store FOLDER',
    ],
    [
      'a policy that is none',
      ['--open', '--store', 'x', '--fsync', 'never'],
      'give commit or background, not never',
    ],
    ['both', ['--open', '--config', 'x.json'], 'with --config, write it into the file'],
    ['a file that is not there', ['--config', 'x.json'], 'x.json: cannot be read: ENOENT'],
    ['a port that is none', ['--open', '--port', '-1'], '--port'],
    ['a host that is none of ours', ['--open', '--port', '0', '--host', '192.0.2.1'], 'has no address'],
  ])('ends with 2 and one line for %s', async (_, args, message) => {
    const { code, out, err } = await run(['router', ...args], folder);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
