import { describe, expect, it } from 'vitest';
import { linkedPair } from './linked-pair.ts';
import { mailbox, transportSuite, type Wired } from './transport.suite.ts';

async function wireLinked(): Promise<Wired> {
  const { transport, link } = linkedPair();
  const box = mailbox<unknown[] | 'closed'>();
  link.onMessage = box.put;
  link.onClose = () => box.put('closed');
  return {
    transport,
    peer: { send: (tuple) => link.send(tuple), close: () => link.close(), next: box.take },
    dispose: async () => link.close(),
  };
}

transportSuite('linked pair', wireLinked);

describe('linked pair', () => {
  it('throws to whoever sends what no wire could carry, and names the place', () => {
    const { link } = linkedPair();
    expect(() => link.send([16, 1, {}, 'a', [{ when: new Date() }]])).toThrow('message[4][0].when is a Date');
    expect(() => link.send([16, 1, {}, 'a', [() => 1]])).toThrow('message[4][0] is a function');
    const self: unknown[] = [];
    self.push(self);
    expect(() => link.send([16, 1, {}, 'a', self])).toThrow('contains itself');
  });

  it('delivers what follows although a receiver throws', async () => {
    const { transport, link } = linkedPair();
    const box = mailbox<unknown[]>();
    const errors = mailbox<unknown>();
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', errors.put);
    link.onMessage = (tuple) => {
      if (tuple[1] === 1) throw new Error('the receiver’s mistake');
      box.put(tuple);
    };
    for (const request of [1, 2, 3]) transport.send({ type: 'PUBLISHED', request, publication: 9 });
    expect([await box.take(), await box.take()]).toEqual([
      [17, 2, 9],
      [17, 3, 9],
    ]);
    expect(await errors.take()).toMatchObject({ message: 'the receiver’s mistake' });
    for (const listener of others) process.on('uncaughtException', listener);
  });

  it('keeps the messages for a peer that begins to listen later', async () => {
    const { transport, link } = linkedPair();
    transport.send({ type: 'PUBLISHED', request: 1, publication: 2 });
    const arrived = mailbox<unknown[]>();
    link.onMessage = arrived.put;
    expect(await arrived.take()).toEqual([17, 1, 2]);
  });
});
