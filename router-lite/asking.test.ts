/** Dynamic authenticators over a real driver: a procedure of the realm says who may join. */
import { afterEach, describe, expect, it } from 'vitest';
import { asking } from './asking.ts';
import { base64 } from './auth/bytes.ts';
import { wampcraSignature } from './auth/wampcra.ts';
import type { BareRouter } from './bare-router.ts';
import { linkSession } from './link-session.ts';
import { createBareRouter } from './router.ts';
import { type LinkedEnd, linkedPair } from './transports/linked-pair.ts';
import { mailbox } from './transports/transport.suite.ts';
import type { TransportInfo } from './transports/transport.ts';

const REALM = 'lehr';
const rules = [{ uri: '', match: 'prefix', allow: { call: true, register: true, subscribe: true } }] as const;
const [ABORT, CHALLENGE, WELCOME] = [3, 4, 2];

let faults: unknown[];
let router: BareRouter;
function start(): void {
  faults = [];
  router = createBareRouter({
    realms: {
      [REALM]: {
        roles: { user: { rules }, service: { rules } },
        cookie: { name: 'login' },
        authenticators: { ticket: 'auth.who', wampcra: 'auth.who', cookie: 'auth.who' },
      },
    },
    onError: (error) => faults.push(error),
  });
}
afterEach(() => router.close());

interface Wire {
  readonly link: LinkedEnd;
  next(): Promise<unknown[]>;
}

function wire(info: Partial<TransportInfo> = {}): Wire {
  const { transport, link } = linkedPair();
  const inbox = mailbox<unknown[]>();
  link.onMessage = (tuple) => inbox.put(tuple);
  router.accept({ ...transport, info: { ...transport.info, ...info } });
  return { link, next: () => inbox.take() };
}

/** Registers `auth.who`, which answers with what `decide` makes of its arguments. */
async function authenticator(
  decide: (args: unknown[]) => unknown[] | { error: string },
): Promise<unknown[][]> {
  const asked: unknown[][] = [];
  const link = router.link({ realm: REALM, authid: 'auth', authrole: 'service' });
  const registered = new Promise<void>((resolve) => {
    link.onMessage = (tuple) => {
      if (tuple[0] === 65) resolve();
      if (tuple[0] !== 68) return;
      const args = tuple[4] as unknown[];
      asked.push(args);
      const answer = decide(args);
      link.send(
        'error' in answer ? [8, 68, tuple[1], {}, answer.error, ['not today']] : [70, tuple[1], {}, answer],
      );
    };
  });
  link.send([1, REALM, { roles: { callee: {} } }]);
  link.send([64, 1, {}, 'auth.who']);
  await registered;
  return asked;
}

const hello = (method: string, authid?: string) => [
  1,
  REALM,
  {
    roles: { caller: {} },
    authmethods: [method],
    ...(authid === undefined ? {} : { authid }),
    authextra: { x: 1 },
  },
];

describe('a dynamic authenticator', () => {
  it('is told who asks, and says under which name and role it joins', async () => {
    start();
    const asked = await authenticator(([, , details]) => [
      (details as { ticket: string }).ticket === 'open'
        ? { role: 'user', authid: 'alice@example.org' }
        : null,
    ]);
    const { link, next } = wire();
    link.send(hello('ticket', 'alice'));
    expect(await next()).toEqual([CHALLENGE, 'ticket', {}]);
    link.send([5, 'open', {}]);
    const [code, session, details] = await next();
    expect(code).toBe(WELCOME);
    expect(details).toMatchObject({
      authid: 'alice@example.org',
      authrole: 'user',
      authmethod: 'ticket',
      authprovider: 'dynamic',
    });
    const transport = { type: 'linked', peer: 'local', protocol: 'none' };
    expect(asked).toEqual([
      [REALM, 'alice', { session, authmethod: 'ticket', authextra: { x: 1 }, transport, ticket: 'open' }],
    ]);
  });

  it('gives the secret that the method compares', async () => {
    start();
    await authenticator(() => [{ role: 'user', secret: 'kiln' }]);
    for (const [secret, outcome] of [
      ['kiln', WELCOME],
      ['oven', ABORT],
    ] as const) {
      const { link, next } = wire();
      link.send(hello('wampcra', 'alice'));
      const { challenge } = (await next())[2] as { challenge: string };
      expect(JSON.parse(challenge)).toMatchObject({ authprovider: 'dynamic', authid: 'alice' });
      link.send([5, base64(wampcraSignature(secret, challenge)), {}]);
      expect((await next())[0]).toBe(outcome);
    }
  });

  it('sees the cookie of the HTTP request, and only that one', async () => {
    start();
    const asked = await authenticator(() => [{ role: 'user', authid: 'bob' }]);
    const { link, next } = wire({ cookie: 'theme=dark; login=4711; x' });
    link.send(hello('cookie'));
    expect((await next())[2]).toMatchObject({ authid: 'bob', authmethod: 'cookie' });
    expect(asked[0]?.[2]).toMatchObject({ cookie: '4711' });
    const without = wire({ cookie: 'theme=dark' });
    without.link.send(hello('cookie'));
    expect((await without.next())[2]).toBe('wamp.error.authentication_denied');
    expect(asked).toHaveLength(1);
  });

  it('refuses in its own words', async () => {
    start();
    await authenticator(() => ({ error: 'com.example.banned' }));
    const { link, next } = wire();
    link.send(hello('wampcra', 'alice'));
    expect(await next()).toEqual([ABORT, { message: 'not today' }, 'com.example.banned']);
    expect(faults).toEqual([]);
  });

  it.each([
    ['nothing', [], 'failed'],
    ['no role', [{ secret: 'kiln' }], 'failed'],
    // The signature that follows is wrong: of the role nobody learns.
    ['a role there is not', [{ role: 'king', secret: 'kiln' }], 'denied'],
    ['a secret that is none', [{ role: 'user', secret: 7 }], 'failed'],
    ['a number', [7], 'failed'],
  ])('that answers with %s lets nobody in', async (_, answer, outcome) => {
    start();
    await authenticator(() => answer);
    const { link, next } = wire();
    link.send(hello('wampcra', 'alice'));
    let [code, , reason] = await next();
    if (code === CHALLENGE) {
      link.send([5, '', {}]);
      [code, , reason] = await next();
    }
    expect([code, reason]).toEqual([ABORT, `wamp.error.authentication_${outcome}`]);
  });

  it('that is not there lets nobody in, and the operator is told', async () => {
    start();
    const { link, next } = wire();
    link.send(hello('wampcra', 'alice'));
    expect((await next())[2]).toBe('wamp.error.authentication_failed');
    expect(String(faults[0])).toContain(
      'auth.who of realm lehr did not answer: wamp.error.no_such_procedure',
    );
  });

  it('that does not answer in time lets nobody in, and the operator is told', async () => {
    start();
    const mute = router.link({ realm: REALM, authid: 'auth', authrole: 'service' });
    const registered = new Promise<void>((resolve) => {
      mute.onMessage = ([code]) => {
        if (code === 65) resolve();
      };
    });
    mute.send([1, REALM, { roles: { callee: {} } }]);
    mute.send([64, 1, {}, 'auth.who']);
    await registered;
    const ask = asking(
      (trust) => router.link(trust),
      (error) => faults.push(error),
      1,
    );
    expect(await ask(REALM, 'auth.who', [])).toBeNull();
    expect(String(faults[0])).toContain('did not answer: wamp.error.timeout');
  });

  it('asked over a session that was killed is asked over a new one', async () => {
    start();
    const asked = await authenticator(() => [{ role: 'user', secret: 'kiln' }]);
    const attempt = async () => {
      const { link, next } = wire();
      link.send(hello('wampcra', 'alice'));
      return (await next())[0];
    };
    expect(await attempt()).toBe(CHALLENGE);
    const operator = linkSession(router.link({ realm: REALM, authid: 'op', authrole: 'user' }), REALM);
    const call = async (uri: string, ...args: unknown[]) =>
      (await operator.call(uri, { args, kwargs: {} }, {})).args[0];
    for (const id of (await call('wamp.session.list')) as number[]) {
      const { authid } = (await call('wamp.session.get', id)) as { authid: string };
      if (authid === 'authenticator') await call('wamp.session.kill', id);
    }
    expect(await attempt()).toBe(CHALLENGE);
    expect(asked).toHaveLength(2);
  });
});

describe('a dynamic authorizer', () => {
  it('decides what its role’s rules leave open', async () => {
    faults = [];
    const authorizer = { procedure: 'auth.may' };
    router = createBareRouter({
      realms: { [REALM]: { roles: { user: { rules: [], authorizer }, service: { rules } } } },
    });
    const service = router.link({ realm: REALM, authid: 'auth', authrole: 'service' });
    const registered = new Promise<void>((resolve) => {
      service.onMessage = (tuple) => {
        if (tuple[0] === 65) resolve();
        if (tuple[0] === 68) service.send([70, tuple[1], {}, [(tuple[4] as unknown[])[1] === 'news.open']]);
      };
    });
    service.send([1, REALM, { roles: { callee: {} } }]);
    service.send([64, 1, {}, 'auth.may']);
    await registered;
    const user = linkSession(router.link({ realm: REALM, authid: 'u', authrole: 'user' }), REALM);
    expect(await user.subscribe('news.open', {}, () => {})).toBeNull();
    expect(await user.subscribe('news.secret', {}, () => {})).toMatchObject({
      error: 'wamp.error.not_authorized',
    });
  });
});
