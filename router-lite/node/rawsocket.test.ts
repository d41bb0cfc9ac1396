/** RawSocket as its clients meet it: from the first byte, over TCP and Unix sockets, with a router behind. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RouterOptions } from '../options.ts';
import { cborFormat } from '../serializers/cbor.ts';
import { jsonFormat } from '../serializers/json.ts';
import { msgpackFormat } from '../serializers/msgpack.ts';
import { FrameReader, FrameType, frameHeader } from '../transports/raw-frames.ts';
import { mailbox } from '../transports/transport.suite.ts';
import type { ListenOptions } from './rawsocket.ts';
import { createRouter, type Router } from './router.ts';
import { OPEN_REALM, REALM } from './testbed.ts';

const HELLO = [1, REALM, { roles: { caller: {} } }];
const CODES = { json: [1, jsonFormat], msgpack: [2, msgpackFormat], cbor: [3, cborFormat] } as const;

let router: Router;
let folder = '';
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await router.close();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
  folder = '';
});

async function start(options: Partial<RouterOptions> = {}, listen: ListenOptions = { tcp: 0 }) {
  router = createRouter({ realms: OPEN_REALM, ...options });
  const { address } = await router.listen(listen);
  return address;
}

/** Sends these bytes first; `answer` is the router's first four, null when it closes without. */
async function greet(address: number | string, ...bytes: number[]) {
  const socket = typeof address === 'string' ? connect(address) : connect(address, '127.0.0.1');
  sockets.push(socket);
  const closed = new Promise<null>((resolve) => socket.once('close', () => resolve(null)));
  socket.on('error', () => {});
  socket.write(Uint8Array.from(bytes));
  const answer = await Promise.race([new Promise<Buffer>((got) => socket.once('data', got)), closed]);
  return { socket, closed, answer: answer && [...answer.subarray(0, 4)] };
}

describe('the RawSocket handshake', () => {
  it.each(Object.entries(CODES))('agrees on %s and the router’s limit', async (_, [code, format]) => {
    const address = await start();
    const { socket, answer } = await greet(address, 0x7f, 0xf0 | code, 0, 0);
    // 4 MiB = 2^(9 + 13).
    expect(answer).toEqual([0x7f, 0xd0 | code, 0, 0]);
    const box = mailbox<unknown[]>();
    const reader = new FrameReader(2 ** 24);
    socket.on('data', (data) => {
      reader.push(data);
      const frame = reader.next();
      if (frame !== null && frame !== 'too long') box.put(format.parse(frame.payload) as unknown[]);
    });
    const hello = format.write(HELLO);
    socket.write(Buffer.concat([frameHeader(FrameType.message, hello.length), hello]));
    expect(await box.take()).toMatchObject([2, expect.any(Number), { realm: REALM, authrole: 'guest' }]);
  });

  it('may come in pieces, with the first message on its heels', async () => {
    const address = await start();
    const socket = connect(address as number, '127.0.0.1');
    sockets.push(socket);
    const answers = mailbox<Buffer>();
    socket.on('data', answers.put);
    for (const byte of [0x7f, 0xf1, 0]) {
      socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const hello = jsonFormat.write(HELLO);
    socket.write(Buffer.concat([Uint8Array.of(0), frameHeader(0, hello.length), hello]));
    let text = '';
    while (!text.includes(`"realm":"${REALM}"`)) text += (await answers.take()).toString();
  });

  it.each([
    ['a serializer there is none of', [0x7f, 0xf4, 0, 0], 1],
    ['no serializer', [0x7f, 0xf0, 0, 0], 1],
    ['a length that takes no WELCOME', [0x7f, 0x01, 0, 0], 2],
    ['reserved bits', [0x7f, 0xf1, 0, 1], 3],
  ])('is refused with its error for %s', async (_, bytes, error) => {
    const { answer, closed } = await greet(await start(), ...bytes);
    expect(answer).toEqual([0x7f, error << 4, 0, 0]);
    await closed;
  });

  it('is refused with error 4 above the limit of sessions, which is counted', async () => {
    const address = await start({ limits: { sessionsPerAddress: 1 } });
    expect((await greet(address, 0x7f, 0xf1, 0, 0)).answer).toEqual([0x7f, 0xd1, 0, 0]);
    expect((await greet(address, 0x7f, 0xf1, 0, 0)).answer).toEqual([0x7f, 0x40, 0, 0]);
    expect(router.stats().limits.sessionsPerAddress).toBe(1);
  });

  it('is no answer to another protocol', async () => {
    const { answer } = await greet(await start(), ...Buffer.from('GET / HTTP/1.1\r\n'));
    expect(answer).toBe(null);
  });

  it('must come within the time for handshakes', async () => {
    const { answer } = await greet(await start({ limits: { handshakeMillis: 20 } }), 0x7f, 0xf1);
    expect(answer).toBe(null);
  });
});

describe('listen()', () => {
  it('serves a Unix socket, in the place of one whose process died, but not of one that lives', async () => {
    folder = mkdtempSync(join(tmpdir(), 'lehr-raw-'));
    const unix = join(folder, 'router.sock');
    await start({}, { unix });
    expect((await greet(unix, 0x7f, 0xf1, 0, 0)).answer).toEqual([0x7f, 0xd1, 0, 0]);
    await expect(router.listen({ unix })).rejects.toThrow(`${unix} is taken`);
    await router.close();
    // What a crash leaves behind: the file, with nobody at it.
    const dead = createServer();
    await new Promise<void>((up) => dead.listen(join(folder, 'other.sock'), up));
    renameSync(join(folder, 'other.sock'), unix);
    await new Promise((closed) => dead.close(closed));
    await start({}, { unix });
    expect((await greet(unix, 0x7f, 0xf1, 0, 0)).answer).toEqual([0x7f, 0xd1, 0, 0]);
  });

  it('says what to do when it cannot listen', async () => {
    const port = (await start()) as number;
    await expect(router.listen({ tcp: port })).rejects.toThrow('is taken: stop the program');
    await expect(router.listen({ unix: '/nowhere/at/all.sock' })).rejects.toThrow('a folder that exists');
    for (const nowhere of [{}, { tcp: undefined }, { unix: '' }, { tcp: 0, unix: 'x' }]) {
      await expect(router.listen(nowhere as ListenOptions)).rejects.toThrow('needs either tcp, a port');
    }
  });
});
