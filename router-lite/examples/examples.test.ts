/** The examples do what they say. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Port } from '../transports/message-port.ts';
import { mailbox } from '../transports/transport.suite.ts';
import { attachTo } from './attach.ts';
import { embed } from './embed.ts';
import { routerOfPorts } from './shared-worker.ts';

const HELLO = [1, 'realm1', { roles: { caller: {}, callee: {} } }];

/** Joins over a WebSocket and calls; resolves with the result's arguments. */
function call(port: number, procedure: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, 'wamp.2.json');
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify(HELLO)));
    socket.on('message', (data) => {
      const [code, , , result] = JSON.parse(String(data)) as [number, number, object, unknown];
      if (code === 2) socket.send(JSON.stringify([48, 1, {}, procedure]));
      else {
        socket.terminate();
        resolve(result);
      }
    });
  });
}

describe('the examples', () => {
  it('embed: a program’s own procedure is called from outside', async () => {
    const { router, server, raw, own } = await embed();
    const registered = new Promise<void>((resolve) => {
      own.onMessage = ([code, request]) => {
        if (code === 65) resolve();
        if (code === 68) own.send([70, request, {}, ['hello']]);
      };
    });
    own.send(HELLO);
    own.send([64, 1, {}, 'com.example.greet']);
    await registered;
    expect(await call(server.port, 'com.example.greet')).toEqual(['hello']);
    expect(raw.address).toBeGreaterThan(0);
    await router.close();
    await server.close();
  });

  it('attach: the router takes its path, the server keeps the others', async () => {
    const server = createServer((_, response) => response.end('yours'));
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    const router = attachTo(server);
    const { port } = server.address() as AddressInfo;
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('yours');
    expect(await call(port, 'wamp.session.count')).toEqual([1]);
    await router.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  it('shared worker: one page calls another over their ports', async () => {
    const serve = routerOfPorts();
    const pages = [0, 1].map(() => {
      const { port1, port2 } = new MessageChannel();
      const box = mailbox<unknown[]>();
      let vanish = () => {};
      const gone = new Promise<void>((resolve) => {
        vanish = resolve;
      });
      serve(port1 as unknown as Port, gone);
      (port2 as unknown as Port).onmessage = ({ data }) => box.put(data as unknown[]);
      port2.postMessage(HELLO);
      return { port: port2, next: box.take, vanish };
    });
    const [callee, caller] = pages as [(typeof pages)[0], (typeof pages)[0]];
    for (const page of pages) expect((await page.next())[0]).toBe(2);
    callee.port.postMessage([64, 1, {}, 'com.example.add']);
    expect((await callee.next())[0]).toBe(65);
    caller.port.postMessage([48, 1, {}, 'com.example.add', [2, 3]]);
    const invocation = await callee.next();
    callee.port.postMessage([70, invocation[1], {}, [5]]);
    expect(await caller.next()).toEqual([50, 1, {}, [5]]);
    // Nothing but its lock tells that the callee's page is gone.
    caller.port.postMessage([48, 2, {}, 'com.example.add', [2, 3]]);
    expect((await callee.next())[0]).toBe(68);
    callee.vanish();
    expect((await caller.next()).slice(0, 5)).toEqual([8, 48, 2, {}, 'wamp.error.canceled']);
    for (const { port } of pages) {
      port.postMessage('bye');
      port.close();
    }
  });
});
