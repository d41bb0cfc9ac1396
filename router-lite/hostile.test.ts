/** Any sequence of messages from a stranger, well-formed or not: no fault of ours, and nobody else notices. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BareRouter } from './bare-router.ts';
import { NOTHING_HELD } from './nothing-held.test-world.ts';
import type { RealmOptions } from './options.ts';
import { createBareRouter } from './router.ts';
import type { LinkedEnd } from './transports/linked-pair.ts';
import { mailbox } from './transports/transport.suite.ts';

const allow = { call: true, register: true, publish: true, subscribe: true };
const realm: RealmOptions = { roles: { guest: { rules: [{ uri: '', match: 'prefix', allow }] } } };
const CODES = [
  1, 2, 3, 4, 5, 6, 8, 16, 17, 32, 33, 34, 35, 36, 48, 49, 50, 64, 65, 66, 67, 68, 69, 70, 7, 0, -1,
];
const HELLO = [1, 'r', { roles: { caller: {}, callee: { features: { call_canceling: true } } } }];

const SHARED = { invoke: 'roundrobin', concurrency: 1 };
const TRUST = { realm: 'r', authid: 'x', authrole: 'guest' };

const small = fc.integer({ min: 1, max: 4 });
const args = fc.constantFrom([0], [1], ['x', new Uint8Array([1])]);
const properUri = fc.constantFrom('a.b', 'a.b', 'a.b', 'a.b.c', 'wamp.session.count', 'witness.own');
const id = fc.oneof(small, fc.constantFrom(0, -1, 1.5, 2 ** 53, null, '1'));
const uri = fc.constantFrom(
  'a.b',
  'a.',
  'a..b',
  '',
  'wamp.session.count',
  'wamp.session.kill',
  'a.b.c',
  '#',
  7,
);
const noise = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.uint8Array({ maxLength: 4 }));
const options = fc.oneof(
  fc.constant({}),
  fc.dictionary(
    fc.constantFrom(
      'acknowledge',
      'concurrency',
      'disclose_me',
      'eligible',
      'exclude',
      'exclude_me',
      'invoke',
      'match',
      'mode',
      'progress',
      'receive_progress',
      'roles',
      'timeout',
      '__proto__',
    ),
    fc.oneof(
      noise,
      fc.constantFrom(true, false, 1, 20, 'prefix', 'wildcard', 'roundrobin', 'load', 'kill', 'skip', {}, []),
    ),
  ),
  noise,
);
const payload = fc.oneof(fc.constant([]), fc.array(noise, { maxLength: 2 }), noise);
/** Broken in some way more often than not. */
const odd = fc.oneof(
  fc.tuple(fc.constantFrom(32, 64), id, options, uri),
  fc.tuple(fc.constantFrom(16, 48), id, options, uri, payload),
  fc.tuple(fc.constantFrom(34, 66), id, id),
  fc.tuple(fc.constantFrom(49, 69), id, options),
  fc.tuple(fc.constantFrom(50, 70), id, options, payload),
  fc.tuple(fc.constant(8), fc.constantFrom(68, 48, 0), id, options, uri, payload),
  fc.tuple(fc.constantFrom(1, 3, 6), options, uri),
  fc.array(noise, { maxLength: 5 }).chain((rest) => fc.constantFrom(...CODES).map((code) => [code, ...rest])),
);
/** Nothing in them is against the protocol. 0 stands for the next request id. */
const proper = fc.oneof(
  fc.tuple(fc.constant(32), fc.constant(0), fc.constantFrom({}, { match: 'prefix' }), properUri),
  fc.tuple(fc.constant(64), fc.constant(0), fc.constantFrom({}, SHARED, { match: 'prefix' }), properUri),
  fc.tuple(fc.constant(16), fc.constant(0), fc.constantFrom({}, { exclude_me: false }), properUri, args),
  fc.tuple(fc.constant(48), fc.constant(0), fc.constantFrom({}, { timeout: 1 }), properUri, args),
  fc.tuple(fc.constant(49), small, fc.constantFrom({}, { mode: 'kill' }, { mode: 'skip' })),
);
/** Right or wrong by the moment they come in. */
const untimely = fc.oneof(
  fc.tuple(fc.constant(70), small, fc.constantFrom({}, { progress: true }), args),
  fc.tuple(fc.constant(8), fc.constant(68), small, fc.constant({}), fc.constant('a.error'), args),
);
const step = fc.oneof(
  { weight: 12, arbitrary: proper },
  { weight: 2, arbitrary: untimely },
  { weight: 1, arbitrary: odd },
);

/** Sends the tuples one after another, over a new connection whenever the router has ended the last. */
async function attack(router: BareRouter, tuples: readonly unknown[][]): Promise<void> {
  let link: LinkedEnd | null = null;
  let request = 0;
  for (const [code, ...rest] of tuples) {
    if (link === null) {
      request = 0;
      const fresh = router.link(TRUST);
      fresh.onMessage = () => {};
      fresh.onClose = () => {
        if (link === fresh) link = null;
      };
      fresh.send(HELLO);
      link = fresh;
    }
    const numbered = rest[0] === 0 && typeof code === 'number' && [16, 32, 48, 64].includes(code);
    link.send(numbered ? [code, ++request, ...rest.slice(1)] : [code, ...rest]);
    // The router answers in microtasks: let it close the connection before the next.
    await new Promise((resolve) => setImmediate(resolve));
  }
  link?.close();
}

describe('a hostile peer', () => {
  it('does no harm, whatever it sends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (tuples) => {
        const faults: unknown[] = [];
        const router = createBareRouter({ realms: { r: realm }, onError: (error) => faults.push(error) });
        const witness = router.link(TRUST);
        const seen = mailbox<unknown[]>();
        // Strangers may call the witness too, which it leaves unanswered, and give up again.
        witness.onMessage = (tuple) => {
          const theirs =
            tuple[0] === 69 || (tuple[0] === 68 && (tuple[4] as unknown[] | undefined)?.[0] !== 'before');
          if (!theirs) seen.put(tuple);
        };
        for (const tuple of [HELLO, [64, 1, {}, 'witness.own'], [48, 2, {}, 'witness.own', ['before']]]) {
          witness.send(tuple);
        }
        expect((await seen.take())[0]).toBe(2);
        expect((await seen.take())[0]).toBe(65);
        const invocation = await seen.take();
        expect(invocation[0]).toBe(68);

        await attack(router, tuples);

        // The witness answers its own call, which the strangers' messages surround.
        witness.send([70, invocation[1], {}, ['after']]);
        expect(await seen.take()).toEqual([50, 2, {}, ['after']]);
        expect(faults).toEqual([]);
        witness.close();
        await router.close();
        expect(router.stats()).toMatchObject(NOTHING_HELD);
      }),
      { numRuns: 300 },
    );
  });
});
