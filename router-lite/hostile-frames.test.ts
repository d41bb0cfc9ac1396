/** Bytes that are hardly WAMP, in whatever state: no fault of ours comes of them, and what reaches others is WAMP. */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BATCHED,
  DECIDING,
  faults,
  GATED,
  HELLO,
  PLAIN,
  RAW,
  Stranger,
  start,
  stop,
  TICKET,
} from './hostile-testbed.ts';
import { Witness } from './hostile-witness.ts';
import type { Router } from './node/router.ts';

/** What a peer that means well sends; here are its bytes to be spoilt. */
const CONVERSATION: readonly (readonly unknown[])[] = [
  [32, 1, { match: 'prefix' }, 'a.'],
  [64, 2, { invoke: 'roundrobin', concurrency: 2 }, 'b.c'],
  [
    16,
    3,
    { acknowledge: true, exclude_me: false },
    'a.b',
    ['é', 1.5, null, { deep: [[]] }],
    { k: new Uint8Array([1, 2]) },
  ],
  [48, 4, { timeout: 50, receive_progress: true }, 'b.c', [1], { a: 'b' }],
  [48, 5, {}, 'a.call', ['to the witness']],
  [70, 1, { progress: true }, [2 ** 40]],
  [8, 68, 1, {}, 'x.error', ['why']],
  [49, 4, { mode: 'kill' }],
  [16, 6, { exclude: [1, 2], eligible_authrole: ['guest'], retain: true }, 'a.b'],
  [48, 7, {}, 'wamp.session.list'],
  [34, 8, 123],
  [66, 9, 456],
  [6, {}, 'wamp.close.normal'],
];

type Spoiling = (bytes: Uint8Array) => Uint8Array;
const at = fc.nat({ max: 200 });
const spoiling: fc.Arbitrary<Spoiling> = fc.oneof(
  fc.constant<Spoiling>((bytes) => bytes),
  fc.tuple(at, fc.integer({ min: 0, max: 255 })).map(
    ([where, byte]): Spoiling =>
      (bytes) =>
        bytes.map((old, i) => (i === where % bytes.length ? byte : old)),
  ),
  at.map(
    (where): Spoiling =>
      (bytes) =>
        bytes.slice(0, where % bytes.length),
  ),
  fc.tuple(at, fc.uint8Array({ maxLength: 6 })).map(
    ([where, more]): Spoiling =>
      (bytes) =>
        Uint8Array.from([
          ...bytes.slice(0, where % bytes.length),
          ...more,
          ...bytes.slice(where % bytes.length),
        ]),
  ),
  fc.tuple(at, at).map(
    ([from, to]): Spoiling =>
      (bytes) =>
        Uint8Array.from([...bytes.slice(0, to % bytes.length), ...bytes.slice(from % bytes.length)]),
  ),
  fc.uint8Array({ maxLength: 40 }).map(
    (noise): Spoiling =>
      () =>
        noise,
  ),
);
const closing = [6, {}, 'wamp.close.normal'];
/** By the state that they leave a session in: establishing, challenged, deciding, closing, asked about, open. */
const opening = fc.constantFrom<readonly (readonly unknown[])[]>(
  [],
  [TICKET],
  [DECIDING],
  [HELLO, closing],
  GATED,
  [HELLO],
  [HELLO],
  [HELLO],
);
const spoilt = fc.array(fc.tuple(fc.nat({ max: CONVERSATION.length - 1 }), spoiling), {
  minLength: 1,
  maxLength: 10,
});

describe.each([...PLAIN, ...BATCHED, ...RAW])('spoilt frames over %s', (protocol) => {
  beforeAll(start);
  afterAll(stop);

  it('harm nobody but who sends them', async () => {
    const witnesses = await Promise.all([...PLAIN, protocol].map((each) => Witness.join(each)));
    await fc.assert(
      fc.asyncProperty(opening, spoilt, async (first, frames) => {
        const stranger = await Stranger.open(protocol);
        for (const tuple of first) stranger.send(tuple);
        for (const [which, spoil] of frames) {
          // Where a frame may hold several, each is followed by another.
          const tuples = [which, which + 1].map((at) => CONVERSATION[at % CONVERSATION.length]!);
          stranger.raw(spoil(stranger.frameOf(...tuples)));
        }
        await stranger.settled();
        stranger.leave();
        await stranger.closed;
        for (const witness of witnesses) await witness.heard();
        expect(faults).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('noise on a RawSocket', () => {
  let router: Router;
  beforeAll(async () => {
    router = await start();
  });
  afterAll(stop);

  it('ends its own connection and no other', async () => {
    const { address } = await router.listen({ tcp: 0 });
    const witness = await Witness.join('wamp.2.json');
    const hand = fc.constantFrom(
      [0x7f, 0xf1, 0, 0],
      [0x7f, 0xf2, 0, 0],
      [0x7f, 0x03, 0, 0],
      [0x7f, 0xff, 0, 0],
      [],
    );
    const frame = fc
      .tuple(fc.constantFrom(0, 1, 2, 3, 0x80), fc.uint8Array({ maxLength: 30 }), fc.nat({ max: 40 }))
      .map(([type, body, length]) => [type, 0, 0, length, ...body]);
    await fc.assert(
      fc.asyncProperty(hand, fc.array(frame, { maxLength: 5 }), async (shake, frames) => {
        await new Promise<void>((closed) => {
          const socket = connect(address as number, '127.0.0.1');
          socket.on('error', () => {}).on('close', () => closed());
          socket.resume();
          socket.end(Uint8Array.from([...shake, ...frames.flat()]));
        });
        await witness.heard();
        expect(faults).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
