import { describe, expect, it } from 'vitest';
import { messagePortTransport, type Port } from './message-port.ts';
import { mailbox, record, transportSuite, type Wired } from './transport.suite.ts';

/** The two ends of a channel; the peer's speaks as message-port.ts says. */
async function wirePorts(): Promise<Wired> {
  const { port1, port2 } = new MessageChannel();
  const box = mailbox<unknown[] | 'closed'>();
  (port2 as unknown as Port).onmessage = ({ data }) => box.put(Array.isArray(data) ? data : 'closed');
  return {
    transport: messagePortTransport(port1 as unknown as Port),
    peer: {
      send: (tuple) => port2.postMessage(tuple),
      close: () => {
        port2.postMessage('bye');
        box.put('closed');
      },
      next: box.take,
    },
    async dispose() {
      port1.close();
      port2.close();
    },
  };
}

transportSuite('MessagePort', wirePorts);

describe('MessagePort', () => {
  it('calls what only a structured clone carries a violation', async () => {
    const { port1, port2 } = new MessageChannel();
    const heard = record(messagePortTransport(port1 as unknown as Port));
    port2.postMessage([16, 1, {}, 'a.b', [new Map()]]);
    port2.postMessage({ not: 'a list' });
    expect(await heard.next()).toMatchObject({ violation: expect.stringContaining('is a Map') });
    expect(await heard.next()).toMatchObject({ violation: expect.stringContaining('as a list') });
    port1.close();
  });
});
