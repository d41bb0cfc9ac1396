import { describe, expect, test } from 'vitest';
import { AutobahnTransport } from './autobahn-transport.ts';
import type { Link } from './link.ts';

/** A link whose far end is the test. */
function testLink() {
  const sent: unknown[][] = [];
  const link: Link = {
    protocol: 'wamp.2.linked',
    onMessage: null,
    onClose: null,
    send: (tuple) => void sent.push([...tuple]),
    close: (reason = '') => link.onClose?.(reason, true),
  };
  return { link, sent, receive: (tuple: unknown[]) => link.onMessage?.(tuple) };
}

function open() {
  const wire = testLink();
  const reasons: string[] = [];
  const transport = new AutobahnTransport(wire.link, (reason) => reasons.push(reason));
  const delivered: unknown[][] = [];
  transport.onmessage = (tuple) => delivered.push(tuple);
  return { ...wire, transport, delivered, reasons };
}

describe('the transport under autobahn', () => {
  test('HELLO announces that invocations can be cancelled', () => {
    const { transport, sent } = open();
    transport.send([1, 'lehr', { roles: { callee: { features: {} } }, authmethods: ['anonymous'] }]);
    expect(sent[0]).toMatchObject([
      1,
      'lehr',
      { authmethods: ['anonymous'], roles: { callee: { features: { call_canceling: true } } } },
    ]);
  });

  test('INTERRUPT aborts its invocation and is kept from autobahn', () => {
    const { transport, receive, delivered } = open();
    let signal: AbortSignal | null = null;
    transport.onmessage = () => {
      signal = transport.entering.signal;
    };
    receive([68, 9, 1, {}]);
    transport.onmessage = (tuple) => delivered.push(tuple);
    receive([69, 8, {}]);
    expect(signal!.aborted).toBe(false);
    receive([69, 9, {}]);
    expect(signal!.aborted).toBe(true);
    expect(delivered).toEqual([]);
  });

  test('an answered invocation is forgotten: a late INTERRUPT aborts nothing', () => {
    const { transport, receive } = open();
    let signal: AbortSignal | null = null;
    transport.onmessage = () => {
      signal = transport.entering.signal;
    };
    receive([68, 9, 1, {}]);
    transport.send([70, 9, {}]);
    receive([69, 9, {}]);
    expect(signal!.aborted).toBe(false);
  });

  test('what answers calls is kept from autobahn', () => {
    const { receive, transport, delivered, reasons } = open();
    receive([50, 3, {}, ['x']]);
    receive([8, 48, 4, {}, 'com.example.failed']);
    expect([delivered, reasons, transport.calls.late]).toEqual([[], [], 2]);
  });

  test('progress is sent while the invocation is open, and only where the caller wants it', () => {
    const { transport, receive, sent } = open();
    const progress: (((...args: unknown[]) => void) | null)[] = [];
    transport.onmessage = () => progress.push(transport.entering.progress);
    receive([68, 1, 1, {}]);
    receive([68, 2, 1, { receive_progress: true }]);
    expect(progress[0]).toBeNull();
    progress[1]?.('half');
    transport.send([70, 2, {}, ['whole']]);
    progress[1]?.('late');
    expect(sent).toEqual([
      [70, 2, { progress: true }, ['half']],
      [70, 2, {}, ['whole']],
    ]);
  });

  test('errors of other requests than calls reach autobahn', () => {
    const { receive, delivered } = open();
    receive([8, 64, 3, {}, 'wamp.error.not_authorized']);
    expect(delivered).toEqual([[8, 64, 3, {}, 'wamp.error.not_authorized']]);
  });

  test('a lost link aborts every invocation and is told once; nothing is sent after it', () => {
    const { transport, link, receive, sent, reasons } = open();
    const signals: AbortSignal[] = [];
    transport.onmessage = () => signals.push(transport.entering.signal);
    receive([68, 1, 1, {}]);
    receive([68, 2, 1, {}]);
    link.onClose?.('cable cut', false);
    link.onClose?.('again', false);
    transport.send([70, 1, {}]);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
    expect(reasons).toEqual(['cable cut']);
    expect(sent).toEqual([]);
  });

  test('ABORT, whenever it comes, closes the link with what the router says', () => {
    const reason = 'wamp.error.protocol_violation';
    for (const [details, told] of [
      [{ message: 'no such option' }, `${reason}: no such option`],
      ['no dict', reason],
    ]) {
      const { receive, reasons, delivered } = open();
      receive([3, details, reason]);
      expect([reasons, delivered]).toEqual([[told], []]);
    }
  });

  test('a tuple autobahn chokes on closes the link, not the program', () => {
    const { transport, receive, reasons } = open();
    transport.onmessage = () => {
      throw new TypeError('not iterable');
    };
    receive([36, 1]);
    expect(reasons[0]).toContain('not iterable');
  });
});
