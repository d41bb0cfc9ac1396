/** The world's cities, asked for over the real router. */
import { afterEach, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { openRealm, type TestRealm } from '../cli/testing/realm-of-one-process.ts';
import { connect, type Peer } from '../peer/client.ts';
import type { ProblemView } from '../peer/procedures.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function opened(role: 'viewer' | 'submitter'): Promise<{ it: TestRealm; peer: Peer }> {
  const it = await openRealm();
  const peer = connect({ link: it.link(role), realm: 'lehr' });
  closing.push(
    () => it.close(),
    () => peer.close(),
  );
  return { it, peer };
}

test('a country’s cities become a problem that a job may name at once', async () => {
  const { it, peer } = await opened('submitter');
  const made = await peer.call('lehr.problem.world', { country: 'DE', count: 20 });
  expect(made).toMatchObject({ title: 'The 20 largest cities of Germany', kind: 'tsp', n: 20 });
  expect(tsp.decode(it.store.getBlob(made.problem)!).n).toBe(20);
  const view = JSON.parse(new TextDecoder().decode(it.store.getBlob(made.view))) as ProblemView;
  expect(view.names[0]).toBe('Berlin');
  const { n, ...named } = made;
  const job = await peer.call('lehr.job.submit', { ...named, budget: 1, reference: null });
  expect(job).toMatchObject({ state: 'running', n });
});

test('countries are told with how many cities there are, and no more can be had', async () => {
  const { peer } = await opened('submitter');
  const { countries } = await peer.call('lehr.problem.countries', {});
  expect(countries.length).toBeGreaterThan(200);
  const counts = countries.map(({ cities }) => cities);
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  const { country, cities } = countries.at(-1)!;
  expect(await peer.call('lehr.problem.world', { country, count: cities })).toMatchObject({ n: cities });
  await expect(peer.call('lehr.problem.world', { country, count: cities + 1 })).rejects.toMatchObject({
    uri: 'lehr.error.invalid_input',
    message: expect.stringContaining(`1 to ${cities}`),
  });
  await expect(peer.call('lehr.problem.world', { country: 'XX', count: 1 })).rejects.toMatchObject({
    uri: 'lehr.error.invalid_input',
  });
});

test('what is only looked at goes when 32 others were; what a job names stays', async () => {
  const { it, peer } = await opened('submitter');
  const ask = (count: number) => peer.call('lehr.problem.world', { country: null, count });
  const { n: _, ...kept } = await ask(10);
  await peer.call('lehr.job.submit', { ...kept, budget: 1, reference: null });
  const looked = await ask(11);
  for (let count = 12; count < 12 + 31; count++) await ask(count);
  expect(it.store.getBlob(looked.view)).toBeDefined();
  await ask(50);
  expect(it.store.getBlob(looked.problem)).toBeUndefined();
  expect(it.store.getBlob(looked.view)).toBeUndefined();
  expect(it.store.getBlob(kept.problem)).toBeDefined();
  expect(it.store.getBlob(kept.view)).toBeDefined();
});

test('who only looks is given none', async () => {
  const { peer } = await opened('viewer');
  await expect(peer.call('lehr.problem.world', { country: null, count: 5 })).rejects.toMatchObject({
    uri: 'wamp.error.not_authorized',
  });
});
