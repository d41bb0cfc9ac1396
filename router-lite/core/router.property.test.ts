/** Hostile and careless peers: whatever anybody sends in whatever state, the core stays whole and harms nobody else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from './decode.ts';
import type { Delivery } from './delivery.ts';
import { encode } from './encode.ts';
import { ProtocolViolation } from './errors.ts';
import { CODES } from './message-codes.ts';
import type { Message } from './messages.ts';
import { RouterCore } from './router.ts';
import type { Session } from './session.ts';
import { CLIENT_ROLES, seeded } from './testbed.ts';

const id = fc.integer({ min: 1, max: 6 });
const uri = fc.constantFrom(
  'app.a',
  'app.b',
  'ask.me',
  'wamp.session.count',
  'wamp.session.on_join',
  'wamp.registration.on_register',
  'wamp.registration.list',
  'wamp.session.add_testament',
  'wamp.subscription.match',
);
const match = fc.constantFrom('exact', 'exact', 'prefix', 'wildcard');
const payload = fc.constantFrom<unknown[][]>([], [[]], [[1]], [['app.a', [], {}]], [[], { k: 1 }]);
const dict = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });
const callOptions = dict({
  timeout: fc.nat(20),
  receive_progress: fc.boolean(),
  disclose_me: fc.boolean(),
  _disclose_callee: fc.boolean(),
  _eligible: fc.array(fc.nat(20)),
  progress: fc.boolean(),
  rkey: fc.constantFrom('k', 1),
  runmode: fc.constant('partition'),
  ppt_scheme: fc.constant('x_own'),
});
const registerOptions = dict({
  match,
  invoke: fc.constantFrom('single', 'first', 'load', 'load', 'load'),
  concurrency: fc.constantFrom(1, 2),
  force_reregister: fc.boolean(),
});
const publishOptions = dict({
  acknowledge: fc.boolean(),
  exclude_me: fc.boolean(),
  retain: fc.boolean(),
  eligible_authrole: fc.constant(['all']),
  _key: fc.constantFrom('k', 'l'),
  _corrects: fc.nat(3).map((n) => n + 1),
});
const roles = fc.constantFrom(CLIENT_ROLES, { callee: {}, caller: {} });
const hello = fc
  .tuple(fc.constantFrom('test', 'test', 'elsewhere'), roles, fc.constantFrom(['anonymous'], ['ticket'], []))
  .map(([realm, each, authmethods]): unknown[] => [CODES.HELLO, realm, { roles: each, authmethods }]);

/** What a client may send in an open session, and some of the handshake. Request ids are few, so that they meet. */
const sensible: fc.Arbitrary<unknown[]> = fc.oneof(
  { weight: 1, arbitrary: hello },
  { weight: 1, arbitrary: fc.constant<unknown[]>([CODES.AUTHENTICATE, 'ticket', {}]) },
  { weight: 1, arbitrary: fc.constant<unknown[]>([CODES.GOODBYE, {}, 'wamp.close.close_realm']) },
  { weight: 12, arbitrary: request(CODES.CALL, callOptions, uri) },
  {
    weight: 8,
    arbitrary: request(CODES.REGISTER, registerOptions, fc.constantFrom('app.a', 'app.b', 'auth.decide')),
  },
  {
    weight: 5,
    arbitrary: request(
      CODES.SUBSCRIBE,
      dict({ match, get_retained: fc.boolean(), _replay: dict({ from: fc.nat(4) }) }),
      uri,
    ),
  },
  { weight: 5, arbitrary: request(CODES.PUBLISH, publishOptions, uri) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(id, fc.constantFrom('skip', 'kill', 'killnowait'))
      .map(([n, mode]): unknown[] => [CODES.CANCEL, n, { mode }]),
  },
  { weight: 1, arbitrary: fc.tuple(id, id).map(([n, other]): unknown[] => [CODES.UNSUBSCRIBE, n, other]) },
  { weight: 1, arbitrary: fc.tuple(id, id).map(([n, other]): unknown[] => [CODES.UNREGISTER, n, other]) },
);

function request(code: number, options: fc.Arbitrary<unknown>, name: fc.Arbitrary<string>) {
  const carries = code === CODES.CALL || code === CODES.PUBLISH;
  return fc
    .tuple(fc.oneof({ weight: 9, arbitrary: fc.nat(1_000_000) }, fc.nat(3)), options, name, payload)
    .map(([n, each, target, rest]): unknown[] => [code, n + 1, each, target, ...(carries ? rest : [])]);
}

/** What nobody should send: any code with any parts, and sensible tuples with one part replaced. */
const odd = fc.anything({ withBigInt: true, withTypedArray: true });
const hostile: fc.Arbitrary<unknown[]> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...Object.values(CODES)), fc.array(fc.oneof(id, uri, odd, fc.constant({}))))
    .map(([code, rest]) => [code, ...rest]),
  fc.tuple(sensible, fc.nat(5), odd).map(([each, at, value]) => each.with(at % each.length, value)),
);

const at = fc.nat(5);
const step = fc.oneof(
  { weight: 40, arbitrary: fc.record({ kind: fc.constant('send' as const), at, tuple: sensible }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('send' as const), at, tuple: hostile }) },
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('answer' as const), at, how: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('connect' as const), trusted: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disconnect' as const), at }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('tick' as const), millis: fc.nat(10) }) },
);

const allow = { call: true, register: true, publish: true, subscribe: true };

class Hostile {
  readonly core = new RouterCore({
    realms: {
      test: {
        roles: {
          all: [{ uri: '', match: 'prefix', allow, disclose: { callee: true }, trust: 1 }],
          asked: [{ uri: 'app.', match: 'prefix', allow }],
        },
        authorizers: { asked: { procedure: 'auth.decide', timeoutMillis: 9, cacheMillis: 5 } },
        history: [{ uri: 'app.', match: 'prefix', limit: 3 }],
        facts: [{ prefix: 'app.b', retention: { count: 3 } }],
        retainedTopics: 1,
        authenticators: [
          { method: 'anonymous', begin: () => ({ kind: 'accept', authid: 'a', authrole: 'all' }) },
          {
            method: 'ticket',
            begin: () => ({
              kind: 'challenge',
              extra: {},
              verify: () => ({ kind: 'accept', authid: 't', authrole: 'all' }),
            }),
          },
        ],
        queueLimit: 2,
        graceMillis: 15,
      },
    },
    random: seeded(3),
    lagging: (session) => this.lagging.add(session),
  });
  readonly lagging = new Set<Session>();
  readonly sessions: Session[] = [];
  readonly #closed = new Set<Session>();
  /** What they send may wait for the authorizer, and be found wrong when somebody else's message brings its answer. */
  readonly #asked = new Set<Session>();
  now = 0;

  /** What goes out is well-formed, and goes to nobody who is gone. */
  deliver(deliveries: readonly Delivery[]): void {
    for (const { to, message, close } of deliveries) {
      expect(this.#closed.has(to)).toBe(false);
      const { kept: _, limit: __, ...onTheWire } = message as Message & { kept?: boolean; limit?: string };
      expect(decode(encode(message))).toEqual(onTheWire);
      if (close === true) this.#closed.add(to);
    }
  }

  /** The callee answers its latest invocation, be it over or not. */
  answer(session: Session, how: number): void {
    const { lastInvocation } = session;
    if (lastInvocation === 0) return;
    const answers = [
      [CODES.YIELD, lastInvocation, {}, [1]],
      [CODES.YIELD, lastInvocation, { progress: true }, [1]],
      [CODES.ERROR, CODES.INVOCATION, lastInvocation, {}, 'app.error'],
      [CODES.ERROR, CODES.INVOCATION, lastInvocation, {}, 'wamp.error.unavailable'],
      [CODES.YIELD, lastInvocation, {}, [true]],
      // One too far: a violation.
      [CODES.YIELD, lastInvocation + (how === 5 && this.now % 7 === 0 ? 1 : 0), {}],
    ];
    this.send(session, answers[how]);
  }

  send(session: Session, raw: unknown): void {
    const others = this.sessions.filter((each) => each !== session && each.isOpen);
    try {
      const message = decode(raw);
      this.deliver(this.core.receive(session, message, this.now));
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.deliver(this.core.violation(session, error.message, this.now));
      expect(session.isOpen).toBe(false);
    }
    expect(others.every((each) => each.isOpen || this.#asked.has(each))).toBe(true);
  }

  connect(trusted: boolean): void {
    const authrole = this.sessions.length % 3 === 1 ? 'asked' : 'all';
    const trust = trusted ? { authid: 'x', authrole } : undefined;
    const session = this.core.connect({ kind: 'linked', peer: 'local', serializer: 'none' }, trust);
    this.sessions.push(session);
    if (trusted && authrole === 'asked') this.#asked.add(session);
    // Half of them are in at once, so that histories get somewhere.
    if (trusted) this.send(session, [CODES.HELLO, 'test', { roles: CLIENT_ROLES }]);
  }

  disconnect(session: Session): void {
    this.sessions.splice(this.sessions.indexOf(session), 1);
    this.#closed.add(session);
    this.deliver(this.core.disconnected(session, this.now));
  }
}

test('any peer may send anything in any state: only it is ended, and all it leaves behind is swept', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
      const world = new Hostile();
      for (let i = 0; i < 3; i++) world.connect(true);
      for (const each of steps) {
        const session = 'at' in each ? world.sessions[each.at % world.sessions.length] : undefined;
        if (each.kind === 'connect') world.connect(each.trusted);
        else if (each.kind === 'tick') {
          world.now += each.millis;
          world.deliver(world.core.tick(world.now));
          for (const lags of world.lagging) world.deliver(world.core.replay(lags, world.now));
        } else if (session !== undefined) {
          if (each.kind === 'disconnect') world.disconnect(session);
          else if (each.kind === 'answer') world.answer(session, each.how);
          else world.send(session, each.tuple);
        }
      }
      expect(world.core.stats().sessions).toBe(world.sessions.filter(({ isOpen }) => isOpen).length);
      for (const session of [...world.sessions]) world.disconnect(session);
      const { retained: _, lateAnswers: __, ...tables } = world.core.stats();
      for (const size of Object.values(tables)) expect(size).toBe(0);
      expect(world.core.nextDeadline()).toBeNull();
    }),
    { numRuns: 300 },
  );
});
