import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import type { RouterOptions } from '../options.ts';
import { FrameReader, frameHeader } from '../transports/raw-frames.ts';
import { mailbox } from '../transports/transport.suite.ts';
import { createRouter, type Router } from './router.ts';
import { TEST_TLS } from './test-certificate.ts';

export const SECRET = new Uint8Array(32).fill(7);
export const PUBLIC = Buffer.from(ed25519.getPublicKey(SECRET)).toString('hex');
/** A shared key in place of certificates: nothing here expires. */
export const PSK = { psk: Buffer.alloc(32, 1), identity: 'test' };

export const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

export function routerOf(limits: RouterOptions['limits'] = {}): Router {
  return createRouter({
    limits,
    realms: {
      r: {
        roles: { user: { rules: [{ uri: 'wamp.', match: 'prefix', allow: { call: true } }] } },
        cryptosign: { alice: { authorizedKeys: [PUBLIC], role: 'user' } },
        cookie: {
          name: 'login',
          find: (value) => (value === '4711' ? { authid: 'bob', role: 'user' } : null),
        },
      },
    },
  });
}

export async function serve(version: SecureVersion): Promise<{ port: number; router: Router }> {
  const router = routerOf();
  const server = createServer({
    pskCallback: () => PSK.psk,
    ciphers: version === 'TLSv1.3' ? 'TLS_AES_128_GCM_SHA256' : 'PSK',
    minVersion: version,
    maxVersion: version,
  });
  router.attach(server, { path: '/ws' });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  ends.push(
    () => new Promise((closed) => server.close(closed)),
    () => router.close(),
  );
  return { port: (server.address() as AddressInfo).port, router };
}

export async function open(
  port: number,
  version: SecureVersion,
  headers: Record<string, string> = {},
  session?: Buffer,
) {
  const tls: TLSSocket = connect({
    host: '127.0.0.1',
    port,
    pskCallback: () => PSK,
    checkServerIdentity: () => undefined,
    ciphers: version === 'TLSv1.3' ? 'TLS_AES_128_GCM_SHA256' : 'PSK',
    minVersion: version,
    maxVersion: version,
    ...(session === undefined ? {} : { session }),
  });
  const socket = new WebSocket(`wss://127.0.0.1:${port}/ws`, 'wamp.2.json', {
    createConnection: () => tls,
    headers,
  });
  const inbox = mailbox<unknown[]>();
  socket.on('message', (data: Buffer) => inbox.put(JSON.parse(data.toString())));
  await new Promise((up, failed) => socket.once('open', up).once('error', failed));
  ends.push(() => socket.terminate());
  return { tls, next: () => inbox.take(), send: (...tuple: unknown[]) => socket.send(JSON.stringify(tuple)) };
}

export const hello = (authmethod: string, authextra: object) => [
  1,
  'r',
  { roles: { caller: {} }, authmethods: [authmethod], authextra },
];

/** A RawSocket over TLS, with a certificate that the client checks. */
export async function openRaw(port: number, version: SecureVersion) {
  const limits = { minVersion: version, maxVersion: version };
  const tls = connect({ host: '127.0.0.1', port, ca: TEST_TLS.cert, ...limits });
  await new Promise((up, failed) => tls.once('secureConnect', up).once('error', failed));
  ends.push(() => tls.destroy());
  const inbox = mailbox<unknown[]>();
  const reader = new FrameReader(2 ** 24);
  let shaken = 0;
  tls.on('data', (data: Buffer) => {
    const greeting = Math.min(4 - shaken, data.length);
    shaken += greeting;
    reader.push(data.subarray(greeting));
    for (let next = reader.next(); next !== null; next = reader.next()) {
      if (next !== 'too long') inbox.put(JSON.parse(Buffer.from(next.payload).toString()) as unknown[]);
    }
  });
  tls.write(Uint8Array.of(0x7f, 0xf1, 0, 0));
  const send = (...tuple: unknown[]) => {
    const body = Buffer.from(JSON.stringify(tuple));
    tls.write(Buffer.concat([frameHeader(0, body.length), body]));
  };
  return { tls, next: () => inbox.take(), send };
}
