/** Messages that must not come, over real sockets: it is their sender who is told and closed, and nobody else notices. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BATCHED, HELLO, PLAIN, RAW, Stranger, start, stop, TICKET } from './hostile-testbed.ts';
import { INVALID } from './hostile-vectors.ts';
import { Witness } from './hostile-witness.ts';

const isOfOthers = (tuple: unknown[]) =>
  !String((tuple[3] as { topic?: unknown }).topic).startsWith('wamp.session.');

describe.each([...PLAIN, 'wamp.2.json.batched', 'raw.cbor'])('an invalid message over %s', (protocol) => {
  let witness: Witness;
  beforeAll(async () => {
    await start();
    witness = await Witness.join(protocol);
  });
  afterAll(stop);

  it.each(INVALID)('is a protocol violation, and others notice nothing: %j', async ({ names, message }) => {
    const stranger = await Stranger.open(protocol);
    stranger.send(HELLO);
    expect((await stranger.next())[0]).toBe(2);
    stranger.send(message);
    const [code, details, reason] = await stranger.next();
    expect([code, reason]).toEqual([3, 'wamp.error.protocol_violation']);
    expect((details as { message: string }).message).toContain(names);
    await stranger.closed;
    const heard = await witness.heard();
    // The coming and going of the stranger is told by the meta API, and nothing else is.
    expect(heard.filter(isOfOthers)).toEqual([]);
  });
});

describe.each([...PLAIN, ...BATCHED, ...RAW])('over %s', (protocol) => {
  beforeEach(start);
  afterEach(stop);
  const MESSAGES: readonly (readonly unknown[])[] = [
    [2, 1, {}],
    [4, 'ticket', {}],
    [5, 'secret', {}],
    [8, 48, 1, {}, 'a.b'],
    [16, 1, {}, 'a.b'],
    [17, 1, 1],
    [32, 1, {}, 'a.b'],
    [33, 1, 1],
    [34, 1, 1],
    [35, 1],
    [36, 1, 1, {}],
    [48, 1, {}, 'a.b'],
    [49, 1, {}],
    [50, 1, {}],
    [64, 1, {}, 'a.b'],
    [65, 1, 1],
    [66, 1, 1],
    [67, 1],
    [68, 1, 1, {}],
    [69, 1, {}],
    [70, 1, {}],
    [6, {}, 'wamp.close.normal'],
    HELLO,
    [7],
    [],
    ['HELLO'],
  ];

  it.each([
    ['before HELLO', [], (code: unknown) => code !== 1],
    ['while it is asked for its ticket', [TICKET], (code: unknown) => code !== 5],
  ] as const)('%s every other message is a violation', async (_, opening, wrong) => {
    for (const message of MESSAGES.filter(([code]) => wrong(code))) {
      const stranger = await Stranger.open(protocol);
      for (const tuple of opening) stranger.send(tuple);
      if (opening.length > 0) expect((await stranger.next())[0]).toBe(4);
      stranger.send(message);
      const answer = await stranger.next();
      expect([message, answer[0], answer[2]]).toEqual([message, 3, 'wamp.error.protocol_violation']);
      await stranger.closed;
    }
  });

  it('what only routers send, and a second HELLO, is a violation of who is in', async () => {
    for (const message of MESSAGES.filter(
      ([code]) => ![6, 8, 16, 32, 34, 48, 49, 64, 66, 70].includes(code as number),
    )) {
      const stranger = await Stranger.open(protocol);
      stranger.send(HELLO);
      await stranger.next();
      stranger.send(message);
      const answer = await stranger.next();
      expect([message, answer[0], answer[2]]).toEqual([message, 3, 'wamp.error.protocol_violation']);
      await stranger.closed;
    }
  });

  it('nothing is answered after the last word', async () => {
    for (const last of [
      [6, {}, 'wamp.close.normal'],
      [3, {}, 'wamp.error.whatever'],
    ]) {
      const stranger = await Stranger.open(protocol);
      stranger.send(HELLO);
      await stranger.next();
      stranger.send(last);
      for (const message of MESSAGES) stranger.send(message);
      await stranger.closed;
      if (last[0] === 6) expect(await stranger.next()).toEqual([6, {}, 'wamp.close.goodbye_and_out']);
      stranger.received.put(['end']);
      expect(await stranger.next()).toEqual(['end']);
    }
  });
});
