import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expose, transfer, wrap } from 'comlink';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Carried } from './tab-protocol.ts';

interface Bridge {
  join(port: unknown): void;
  receive(message: Carried): void;
  close(): void;
}

/** Loaded by name: tab-bridge.ts compiles with the browser's types, this file with Node's. */
const { TabBridge } = (await import(`${'./tab-bridge.ts'}`)) as {
  readonly TabBridge: new (connection: string, towards: string, post: (message: Carried) => void) => Bridge;
};

const ports: MessagePort[] = [];

beforeEach(() => {
  vi.stubGlobal('MessageChannel', MessageChannel);
});

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  vi.unstubAllGlobals();
});

function channel() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  return { port1, port2 };
}

/** A page's port and a peer's, with nothing between them that could carry a port. */
function joined() {
  const page = channel();
  const peer = channel();
  const atPeer = new TabBridge('c', 'page', (message) => atPage.receive(structuredClone(message)));
  const atPage: Bridge = new TabBridge('c', 'peer', (message) => atPeer.receive(structuredClone(message)));
  atPeer.join(peer.port1);
  atPage.join(page.port1);
  return { page: page.port2, peer: peer.port2, atPeer, atPage };
}

const endpoint = (port: MessagePort) => port as unknown as Parameters<typeof wrap>[0];

test('calls, answers and messages pass in order, bytes and all', async () => {
  const { page, peer } = joined();
  const heard: number[] = [];
  expose(
    { double: (bytes: Uint8Array) => bytes.map((byte) => byte * 2), say: (n: number) => heard.push(n) },
    endpoint(peer),
  );
  const remote = wrap<{ double(bytes: Uint8Array): Uint8Array; say(n: number): number }>(endpoint(page));
  const said = Array.from({ length: 50 }, (_, n) => remote.say(n));
  expect(await remote.double(Uint8Array.of(1, 2, 100))).toEqual(Uint8Array.of(2, 4, 200));
  await Promise.all(said);
  expect(heard).toEqual(Array.from({ length: 50 }, (_, n) => n));
});

test('a port that the page lends works from the other end, and so does the next', async () => {
  const { page, peer } = joined();
  const lent: ReturnType<typeof wrap<{ name(): string }>>[] = [];
  const lend = (id: string, port: MessagePort) => {
    lent.push(wrap<{ name(): string }>(endpoint(port)));
    return id;
  };
  expose({ lend }, endpoint(peer));
  const remote = wrap<{ lend(id: string, port: unknown): string }>(endpoint(page));
  for (const name of ['first', 'second']) {
    const kernel = channel();
    expose({ name: () => name }, endpoint(kernel.port1));
    expect(await remote.lend(name, transfer(kernel.port2 as never, [kernel.port2 as never]))).toBe(name);
  }
  expect(await Promise.all(lent.map((kernel) => kernel.name()))).toEqual(['first', 'second']);
});

test('a bridge that is closed carries nothing more', async () => {
  const { page, peer, atPage, atPeer } = joined();
  const heard: unknown[] = [];
  peer.on('message', (message) => heard.push(message));
  page.postMessage('before');
  await vi.waitFor(() => expect(heard).toEqual(['before']));
  atPage.close();
  atPeer.receive({ is: 'carried', connection: 'c', towards: 'peer', port: 7, data: 'to nobody', lent: null });
  page.postMessage('after');
  const marker = channel();
  const passed = new Promise((resolve) => marker.port2.once('message', resolve));
  marker.port1.postMessage('marker');
  await passed;
  expect(heard).toEqual(['before']);
});
