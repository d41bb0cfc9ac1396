/** The tokens of a data folder, and what the realm lets their holders do. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROLES } from '../orchestrator/realm.ts';
import { connect, type Peer } from '../peer/client.ts';
import { holderOf } from '../peer/tokens.ts';
import { createRouter, type Router } from '../router-lite/index.ts';
import { doors } from './banner.ts';
import { tokenAtHand, tokenOf } from './tokens.ts';

let folder = '';
const cleanups: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-tokens-'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await rm(folder, { recursive: true, force: true });
});

test('each holder has a token of their own, which stays, says whose it is, and only its owner may read', async () => {
  const [submitter, operator] = [tokenOf(folder, 'submitter'), tokenOf(folder, 'operator')];
  expect([holderOf(submitter.token), holderOf(operator.token)]).toEqual(['submitter', 'operator']);
  expect(tokenOf(folder, 'operator')).toEqual(operator);
  for (const { token, file } of [submitter, operator]) {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toBe(`${token}\n`);
    expect(tokenAtHand(file)).toBe(token);
  }
});

test('a file that holds no token, or that of another holder, says what to do', async () => {
  const { file } = tokenOf(folder, 'operator');
  await writeFile(file, 'short');
  expect(() => tokenOf(folder, 'operator')).toThrow(`${file} holds no token`);
  await writeFile(file, 'long enough, without blanks'.replaceAll(' ', '-'));
  expect(() => tokenOf(folder, 'operator')).toThrow(/begins with operator-; delete the file/);
  await chmod(file, 0o600);
});

test('a token is shown on a terminal alone; a log learns where it lies', () => {
  const tokens = { submitter: tokenOf(folder, 'submitter'), operator: tokenOf(folder, 'operator') };
  const shown = doors('http://127.0.0.1:8080/', tokens, true);
  expect(shown).toContain(`http://127.0.0.1:8080/studio#token=${tokens.submitter.token}`);
  expect(shown).toContain(`http://127.0.0.1:8080/inspect#token=${tokens.operator.token}`);
  const logged = doors('http://127.0.0.1:8080/', tokens, false);
  expect(logged).not.toContain(tokens.submitter.token);
  expect(logged).not.toContain(tokens.operator.token);
  expect(logged).toContain(tokens.operator.file);
});

const joinAs = (router: Router, authrole: string): Peer => {
  const peer = connect({
    link: async () => router.link({ realm: 'lehr', authid: authrole, authrole }),
    realm: 'lehr',
  });
  cleanups.push(() => peer.close());
  return peer;
};

test('an operator looks at everything and ends sessions, but serves and publishes nothing; submitters and donors see none of it', async () => {
  const router = createRouter({ realms: { lehr: { roles: ROLES, anonymous: 'donor' } } });
  cleanups.push(() => router.close());
  const refused = { uri: 'wamp.error.not_authorized' };
  const [operator, donor] = [joinAs(router, 'operator'), joinAs(router, 'donor')];
  const sessions = (await operator.callUri('wamp.session.list')) as number[];
  expect(sessions.length).toBeGreaterThan(0);
  for (const uri of ['wamp.registration.list', 'wamp.subscription.list', 'wamp.session.count'])
    expect(await operator.callUri(uri)).toBeDefined();
  await operator.subscribeRaw({ uri: 'lehr.', match: 'prefix' }, () => {});
  await operator.subscribeRaw({ uri: 'wamp.', match: 'prefix' }, () => {});
  await expect(operator.registerUri('lehr.compute.anneal', () => null)).rejects.toMatchObject(refused);
  await expect(operator.callRaw('lehr.job.submit', [{}])).rejects.toMatchObject({
    uri: 'wamp.error.no_such_procedure',
  });
  for (const role of ['submitter', 'donor', 'viewer', 'kiln']) {
    const peer = joinAs(router, role);
    for (const uri of ['wamp.session.list', 'wamp.session.kill', 'wamp.registration.list'])
      await expect(peer.callUri(uri)).rejects.toMatchObject(refused);
    await expect(peer.subscribeUri('wamp.session.on_join', () => {})).rejects.toMatchObject(refused);
  }
  const ended = new Promise<void>((resolve) => {
    donor.onState((state) => state.is === 'connecting' && state.reason !== '' && resolve());
  });
  const [whom] = (await operator.callUri('wamp.session.list', [['donor']])) as number[];
  await operator.callUri('wamp.session.kill', [whom]);
  await ended;
});
