import { expect, test } from 'vitest';
import { WampError } from '../peer/errors.ts';
import type { Credential } from './desk-api.ts';
import { MINE, raw, Served, TestPage } from './desks.test-world.ts';

/** Loaded by name: desks.ts compiles with the browser's types, this file with Node's. */
const { Desks, MOST_SESSIONS } = (await import(`${'./desks.ts'}`)) as {
  readonly Desks: new (origin: string) => { accept(port: unknown): void };
  readonly MOST_SESSIONS: number;
};

test('pages with one token share a session, which ends with the last of them', async () => {
  const served = await Served.start();
  const desks = new Desks(served.origin);
  const [first, second] = [new TestPage(desks, MINE), new TestPage(desks, MINE)];
  await Promise.all([first.isOpen(), second.isOpen()]);
  expect(await served.signedIn()).toBe(1);
  expect(first.status).toEqual(second.status);
  expect(first.status).toMatchObject({ is: 'open', role: 'submitter' });
  const left = new Promise((resolve) => served.observer.subscribeUri('wamp.session.on_leave', resolve));
  void first.door.leave();
  expect(await second.door.call(1, raw('wamp.session.count'))).toMatchObject({ result: {} });
  void second.door.leave();
  await left;
  expect(await served.signedIn()).toBe(0);
});

test('a wrong token is refused once and for all; another page with the right one comes in', async () => {
  const served = await Served.start();
  const desks = new Desks(served.origin);
  const wrong = new TestPage(desks, { ...MINE, token: 'something else entirely' });
  await wrong.until(({ status }) => status?.is === 'refused');
  expect(wrong.status).toMatchObject({
    is: 'refused',
    why: 'credential',
    reason: expect.stringContaining('wamp.error.authentication_denied'),
  });
  expect(await wrong.door.call(1, raw('wamp.session.count'))).toMatchObject({
    error: { uri: 'lehr.error.closed' },
  });
  await new TestPage(desks, MINE).isOpen();
  const realm = new TestPage(desks, { ...MINE, realm: 'nowhere' });
  await realm.until(({ status }) => status?.is === 'refused');
  expect(realm.status).toMatchObject({ why: 'realm' });
});

test('no more than so many sessions; one that ended makes room', async () => {
  const served = await Served.start();
  const desks = new Desks(served.origin);
  const wrongs = Array.from({ length: MOST_SESSIONS - 1 }, (_, i) => new TestPage(desks, nowhere(i)));
  const open = new TestPage(desks, MINE);
  const tooMany = new TestPage(desks, nowhere(99));
  await tooMany.until(({ status }) => status?.is === 'refused');
  expect(tooMany.status).toMatchObject({ why: 'full' });
  expect(await tooMany.door.call(1, raw('wamp.session.count'))).toHaveProperty('error');
  await Promise.all([open.isOpen(), ...wrongs.map((page) => page.until((p) => p.status?.is === 'refused'))]);
  await new TestPage(desks, { realm: 'lehr', authid: null, token: null }).isOpen();
});
const nowhere = (i: number): Credential => ({ realm: `nowhere${i}`, authid: null, token: null });

test('calls: typed ones are checked, raw ones bring everything, errors keep their URI and kwargs, and one that is cancelled ends', async () => {
  const served = await Served.start();
  const page = new TestPage(new Desks(served.origin), MINE);
  await served.observer.registerUri('lehr.test.fail', () => {
    throw new WampError('lehr.error.test', 'no', { args: ['no', 1], kwargs: { why: 'test' } });
  });
  await served.observer.registerUri('lehr.job.list', () => 'not what the contract says');
  let aborted = () => {};
  const interrupted = new Promise<void>((resolve) => {
    aborted = resolve;
  });
  let entered = () => {};
  const atCallee = new Promise<void>((resolve) => {
    entered = resolve;
  });
  await served.observer.registerUri('lehr.test.hang', (_args, { signal }) => {
    entered();
    return new Promise((resolve) =>
      signal.addEventListener('abort', () => {
        aborted();
        resolve(null);
      }),
    );
  });
  expect(await page.door.call(1, raw('lehr.test.fail'))).toEqual({
    error: { uri: 'lehr.error.test', message: 'no', args: ['no', 1], kwargs: { why: 'test' } },
  });
  expect(await page.door.call(2, raw('lehr.job.list'))).toMatchObject({
    result: { args: ['not what the contract says'] },
  });
  expect(await page.door.call(3, { ...raw('lehr.job.list'), args: [{}], typed: true })).toMatchObject({
    error: { uri: 'lehr.error.invalid_answer' },
  });
  const hanging = page.door.call(4, raw('lehr.test.hang', { cancel: 'kill' }));
  await atCallee;
  void page.door.cancel(4);
  expect(await hanging).toMatchObject({ error: { uri: 'wamp.error.canceled' } });
  await interrupted;
});

test('subscriptions outlive the router; one that is refused is said to be', async () => {
  const served = await Served.start();
  const page = new TestPage(new Desks(served.origin), MINE);
  await page.isOpen();
  void page.door.subscribe(1, { uri: 'lehr.', match: 'prefix' }, false);
  void page.door.subscribe(2, { uri: 'lehr.jobs', match: 'exact' }, true);
  void page.door.subscribe(3, { uri: 'com.secret', match: 'exact' }, false);
  await page.until(({ heard }) => heard.some(({ is }) => is === 'refused'));
  expect(page.heard.find(({ is }) => is === 'refused')).toMatchObject({
    id: 3,
    error: { uri: 'wamp.error.not_authorized' },
  });
  await served.stop();
  await page.until(({ status }) => status?.is === 'connecting');
  await served.start();
  await page.isOpen();
  // Subscribed again a moment later: heard once it is.
  const subscribed = async () => {
    const found = await served.observer.callUri('wamp.subscription.match', ['lehr.jobs']);
    return Array.isArray(found) && found.length === 2;
  };
  while (!(await subscribed())) await new Promise(setImmediate);
  served.observer.publish('lehr.jobs', { current: 'j1' });
  await page.until(({ events }) => events.length >= 2);
  expect(page.events).toEqual(
    expect.arrayContaining([
      [1, 'lehr.jobs', { current: 'j1' }],
      [2, 'lehr.jobs', { current: 'j1' }],
    ]),
  );
  await page.door.unsubscribe(1);
  await page.door.unsubscribe(2);
  while (await subscribed()) await new Promise(setImmediate);
});
