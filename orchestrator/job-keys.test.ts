import { describe, expect, test } from 'vitest';
import { openRealm, testJob } from '../cli/testing/realm-of-one-process.ts';
import { realms } from '../cli/testing/realms.ts';
import { memoryStore } from '../router-lite/store/memory.ts';

const { realm, peerOf } = realms();

describe('a job with a key', () => {
  test('is one job, however often and however soon it is handed in', async () => {
    const it = await realm();
    const submission = { ...(await testJob(it.store, 20, null)), key: 'k1' };
    const submitters = Array.from({ length: 5 }, () => peerOf(it, 'submitter'));
    const jobs = await Promise.all(submitters.map((each) => each.call('lehr.job.submit', submission)));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    expect((await submitters[0]!.call('lehr.job.list', {})).jobs).toHaveLength(1);
    const other = await submitters[0]!.call('lehr.job.submit', { ...submission, key: 'k2' });
    expect(other.id).not.toBe(jobs[0]!.id);
    expect(other).not.toHaveProperty('key');
  });

  test('is the same one after a restart and after its end', async () => {
    const store = memoryStore();
    const before = await openRealm(store);
    const submission = { ...(await testJob(store, 20, null)), key: 'k1' };
    const first = await before.orchestrator.submit(submission);
    await before.close();
    const it = await realm(store);
    const submitter = peerOf(it, 'submitter');
    expect((await submitter.call('lehr.job.submit', submission)).id).toBe(first.id);
    await submitter.call('lehr.job.cancel', { id: first.id });
    expect(await submitter.call('lehr.job.submit', submission)).toMatchObject({
      id: first.id,
      state: 'cancelled',
    });
  });

  test('that was refused leaves its key free', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const spec = await testJob(it.store, 20, null);
    const refused = { ...spec, problem: '0'.repeat(64), key: 'k1' };
    await expect(submitter.call('lehr.job.submit', refused)).rejects.toThrow('not in the blob store');
    expect(await submitter.call('lehr.job.submit', { ...spec, key: 'k1' })).toMatchObject({
      state: 'running',
    });
  });

  test('does not stand for a job of another problem', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const [one, other] = [await testJob(it.store, 20, null, 1), await testJob(it.store, 20, null, 2)];
    await submitter.call('lehr.job.submit', { ...one, key: 'k1' });
    await expect(submitter.call('lehr.job.submit', { ...other, key: 'k1' })).rejects.toMatchObject({
      uri: 'lehr.error.invalid_input',
    });
  });
});
