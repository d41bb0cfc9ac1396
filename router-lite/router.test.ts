/** The driver by itself, over linked pairs. Over real sockets it is tested in node/router.test.ts. */
import { resolve } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build, type Rollup } from 'vite';
import { describe, expect, it } from 'vitest';
import type { Message } from './core/messages.ts';
import type { RealmOptions } from './options.ts';
import { createBareRouter } from './router.ts';
import { linkedPair } from './transports/linked-pair.ts';
import { mailbox } from './transports/transport.suite.ts';
import type { Transport } from './transports/transport.ts';

const allow = { call: true, register: true, publish: true, subscribe: true };
const realm: RealmOptions = {
  roles: { guest: { rules: [{ uri: '', match: 'prefix', allow }] } },
  anonymous: 'guest',
};

describe('the driver', () => {
  it('ends the session that meets a fault of ours, tells the operator, and serves the others', async () => {
    const faults: unknown[] = [];
    const router = createBareRouter({ realms: { r: realm }, onError: (error) => faults.push(error) });
    const { transport, link } = linkedPair();
    // No peer can send this: it stands for whatever mistake the core may have.
    const impossible = {
      type: 'HELLO',
      get realm(): string {
        throw new Error('our mistake');
      },
    } as Message;
    const broken: Transport = {
      ...transport,
      listen: (to) => transport.listen({ ...to, message: () => to.message(impossible) }),
    };
    const box = mailbox<unknown[] | 'closed'>();
    link.onMessage = box.put;
    link.onClose = () => box.put('closed');
    router.accept(broken);
    link.send([1, 'r', { roles: { caller: {} } }]);
    expect(await box.take()).toMatchObject([3, {}, 'wamp.error.internal']);
    expect(await box.take()).toBe('closed');
    expect(faults).toMatchObject([{ message: 'our mistake' }]);
    expect(router.stats()).toMatchObject({ connections: 0, closed: { fault: 1 } });
    const other = router.link({ realm: 'r', authid: 'x', authrole: 'guest' });
    other.onMessage = box.put;
    other.send([1, 'r', { roles: { caller: {} } }]);
    expect((await box.take())[0]).toBe(2);
    await router.close();
  });

  it('closes the connection of a peer that aborts and stays', async () => {
    const router = createBareRouter({ realms: { r: realm } });
    const link = router.link({ realm: 'r', authid: 'x', authrole: 'guest' });
    const closed = mailbox<string>();
    link.onClose = closed.put;
    link.onMessage = () => {};
    link.send([1, 'r', { roles: { caller: {} } }]);
    link.send([3, {}, 'wamp.close.normal']);
    expect(await closed.take()).toBe('left');
    expect(router.stats()).toMatchObject({ connections: 0, sessions: 0, closed: { left: 1 } });
    await router.close();
  });

  it('accepts nothing once it closes', async () => {
    const router = createBareRouter({ realms: { r: realm } });
    await router.close();
    const link = router.link({ realm: 'r', authid: 'x', authrole: 'guest' });
    const box = mailbox<unknown[]>();
    link.onMessage = box.put;
    expect(await box.take()).toEqual([
      3,
      { message: 'the router is shutting down' },
      'wamp.error.unavailable',
    ]);
    await router.close();
  });

  it('runs where nothing of Node is, such as in a SharedWorker', async () => {
    const built = (await build({
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        minify: false,
        lib: { entry: resolve('router-lite/router.ts'), formats: ['iife'], name: 'lehr' },
      },
    })) as Rollup.RollupOutput[];
    const { code, imports } = built[0]!.output[0];
    expect(imports).toEqual([]);
    const box = mailbox<unknown[]>();
    const globals = {
      performance,
      queueMicrotask,
      setTimeout,
      clearTimeout,
      TextEncoder,
      put: box.put,
      realm,
    };
    const context = createContext({ ...globals });
    runInContext(
      `${code};
       const router = lehr.createBareRouter({ realms: { r: realm } });
       const link = router.link({ realm: 'r', authid: 'tab', authrole: 'guest' });
       link.onMessage = put;
       link.send([1, 'r', { roles: { caller: {} } }]);`,
      context,
    );
    expect(await box.take()).toMatchObject([2, expect.any(Number), { authid: 'tab' }]);
  });
});
