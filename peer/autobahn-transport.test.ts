import { describe, expect, test } from 'vitest';
import { type Answer, AutobahnTransport } from './autobahn-transport.ts';
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

  test.each([
    ['RESULT is dropped and counted', [50, 3, {}, ['x']], 1],
    ['ERROR is dropped and counted', [8, 48, 3, {}, 'com.example.failed'], 1],
    [
      'word of the router that it cancelled is dropped, and is no answer',
      [8, 48, 3, {}, 'wamp.error.canceled'],
      0,
    ],
  ] as const)('after the cancel a %s', (_name, late, count) => {
    const { transport, receive, delivered, reasons } = open();
    transport.send([48, 3, {}, 'com.example']);
    transport.send([49, 3, { mode: 'killnowait' }]);
    receive([...late]);
    expect(delivered).toEqual([]);
    expect(transport.late).toBe(count);
    expect(reasons).toEqual([]);
  });

  test('a RESULT arrives as one value that holds its details', () => {
    const { transport, receive, delivered } = open();
    transport.send([48, 3, {}, 'com.example']);
    receive([50, 3, { _callee: 77 }, ['a', 'b'], { k: 1 }]);
    const answer: Answer = { args: ['a', 'b'], kwargs: { k: 1 }, details: { _callee: 77 } };
    expect(delivered).toEqual([[50, 3, {}, [answer]]]);
  });

  test('an ERROR tells whose it is in its kwargs, by the word of the router alone', () => {
    const { transport, receive, delivered } = open();
    transport.send([48, 3, {}, 'com.example']);
    transport.send([48, 4, {}, 'com.example']);
    receive([8, 48, 3, { _callee: 77 }, 'com.example.failed', ['no'], { _callee: 5, k: 1 }]);
    receive([8, 48, 4, {}, 'com.example.failed', ['no'], { _callee: 5 }]);
    expect(delivered.map((tuple) => tuple[6])).toEqual([{ k: 1, _callee: 77 }, {}]);
  });

  test('progressive RESULTs go to who asked for them, and to nobody once the answer came or the call was given up', () => {
    const { transport, receive, delivered } = open();
    const heard: unknown[] = [];
    transport.calling(
      (part) => heard.push(part.args[0]),
      () => transport.send([48, 3, {}, 'com.example']),
    );
    transport.send([48, 4, {}, 'com.example']);
    receive([50, 3, { progress: true }, [1]]);
    receive([50, 4, { progress: true }, ['of the other']]);
    receive([50, 3, {}, [2]]);
    receive([50, 3, { progress: true }, [3]]);
    transport.send([49, 4, { mode: 'kill' }]);
    receive([50, 4, { progress: true }, [4]]);
    expect(heard).toEqual([1]);
    expect(delivered).toHaveLength(1);
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

  test('a tuple autobahn chokes on closes the link, not the program', () => {
    const { transport, receive, reasons } = open();
    transport.onmessage = () => {
      throw new TypeError('not iterable');
    };
    receive([36, 1]);
    expect(reasons[0]).toContain('not iterable');
  });
});
