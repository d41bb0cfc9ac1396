import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { loadConfig } from './config.ts';
import { startConfigured } from './configured.ts';

const folder = mkdtempSync(join(tmpdir(), 'lehr-configured-'));
afterAll(() => rmSync(folder, { recursive: true }));

const allow = { call: true, register: true, publish: true, subscribe: true };
const realm = { roles: { user: { rules: [{ uri: '', match: 'prefix', allow }] } } };

let files = 0;
function load(content: unknown) {
  const path = join(folder, `${++files}.json`);
  writeFileSync(path, JSON.stringify(content));
  return loadConfig(path);
}

describe('startConfigured()', () => {
  it('starts all that the file names, and ends it', async () => {
    const posted = new Promise<string>((resolve) => {
      receiver.on('request', (request, response) => {
        resolve(request.headers['webhook-id'] as string);
        response.end();
      });
    });
    await new Promise<void>((up) => receiver.listen(0, '127.0.0.1', up));
    const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const running = await startConfigured(
      load({
        realms: { r: { ...realm, anonymous: 'user' } },
        server: { port: 0 },
        sockets: [{ tcp: 0 }],
        webhooks: [{ realm: 'r', role: 'user', topics: [{ topic: 'a.b' }], url: hook, secret: 's' }],
      }),
    );
    expect(running.sockets[0]?.address).toBeGreaterThan(0);
    const socket = new WebSocket(`ws://127.0.0.1:${running.server?.port}/ws`, 'wamp.2.json');
    await new Promise((open) => socket.once('open', open));
    socket.send(JSON.stringify([1, 'r', { roles: { publisher: {} } }]));
    socket.send(JSON.stringify([16, 1, {}, 'a.b']));
    expect(await posted).toMatch(/^msg_\d+$/);
    const metrics = async () => (await fetch(`http://127.0.0.1:${running.server?.port}/metrics`)).text();
    while (!(await metrics()).includes('lehr_webhook_events_total{outcome="delivered"} 1'));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await running.close();
    await closed;
    receiver.closeAllConnections();
    await new Promise((done) => receiver.close(done));
  });
  const receiver = createServer();

  it('serves blobs out of its store, to who has a ticket of the role, through a restart', async () => {
    const tickets = { ann: { ticket: 'open sesame', role: 'user' } };
    const config = load({
      realms: { r: { ...realm, tickets } },
      server: { port: 0 },
      store: { path: 'claims', fsync: 'background' },
      blobs: { realm: 'r', roles: ['user'], bytes: 9, path: '/claims' },
    });
    const named = (text: string) => createHash('sha256').update(text).digest('hex');
    const first = await startConfigured(config);
    const put = (text: string, ticket = 'open sesame', path = 'claims') =>
      fetch(`http://127.0.0.1:${first.server?.port}/${path}/${named(text)}`, {
        method: 'PUT',
        body: text,
        headers: { Authorization: `Bearer ${ticket}`, 'Content-Type': 'text/csv' },
      }).then(({ status }) => status);
    expect([
      await put('a,b'),
      await put('a,b', 'guess'),
      await put('too long: 9'),
      await put('a,b', undefined, 'blob'),
    ]).toEqual([201, 401, 413, 405]);
    await first.close();
    const second = await startConfigured(config);
    const found = await fetch(`http://127.0.0.1:${second.server?.port}/claims/${named('a,b')}`);
    expect([found.status, found.headers.get('content-type'), await found.text()]).toEqual([
      200,
      'text/csv',
      'a,b',
    ]);
    await second.close();
  });

  it('leaves nothing behind where a part cannot start', async () => {
    const webhook = { realm: 'r', role: 'none', topics: [{ topic: 'a' }], url: 'http://x/', secret: 's' };
    const roles = { ...realm.roles, none: { rules: [] } };
    const config = load({ realms: { r: { roles } }, server: { port: 0 }, webhooks: [webhook] });
    await expect(startConfigured(config)).rejects.toThrow(
      'may not subscribe to a: wamp.error.not_authorized',
    );
    const taken = createServer();
    await new Promise<void>((up) => taken.listen(0, '127.0.0.1', up));
    const { port } = taken.address() as AddressInfo;
    const other = load({ realms: { r: realm }, server: { port } });
    await expect(startConfigured(other)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((done) => taken.close(done));
  });
});
