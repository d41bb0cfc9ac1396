import { expect, test } from 'vitest';

/** Loaded by name: peer-host.ts compiles with the browser's types, this file with Node's. */
const { PeerHost } = (await import(`${'./peer-host.ts'}`)) as {
  readonly PeerHost: new (open: () => Promise<unknown>) => { accept(port: unknown): Promise<void> };
};

test('code that could not be loaded is asked for again by the next page', async () => {
  const accepted: unknown[] = [];
  class BrowserPeer {
    accept(port: unknown) {
      accepted.push(port);
    }
  }
  let away = true;
  const host = new PeerHost(async () => {
    if (away) throw new Error('the server is away');
    return new BrowserPeer();
  });
  await expect(host.accept(1)).rejects.toThrow('the server is away');
  away = false;
  await Promise.all([host.accept(2), host.accept(3)]);
  expect(accepted).toEqual([2, 3]);
});
