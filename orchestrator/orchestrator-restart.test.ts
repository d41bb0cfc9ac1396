/** The orchestrator on the real router, once more on a store that an earlier one left. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { joinAsDonor, kernelDonor, openRealm, testJob } from '../cli/testing/realm-of-one-process.ts';
import { improved, realms } from '../cli/testing/realms.ts';
import { connect } from '../peer/client.ts';
import { lmdbStore } from '../router-lite/store/lmdb.ts';

const { realm, peerOf, closeAfter } = realms();

describe('after a restart on the same store', () => {
  test('the job goes on from the best known, with elapsed time, counts and leaderboard', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lehr-restart-'));
    closeAfter(() => rm(folder, { recursive: true, force: true }));
    const before = lmdbStore(folder);
    const first = await openRealm(before);
    await first.orchestrator.resume(await testJob(before, 200, 60));
    const { id } = first.orchestrator.current!;
    const donor = connect({ link: first.link('donor'), realm: 'lehr' });
    await joinAsDonor(donor, kernelDonor(before), { name: 'Ada' });
    const viewer = connect({ link: first.link('viewer'), realm: 'lehr' });
    await improved(first, id);
    const best = (await viewer.call('lehr.job.get', { id })).best!;
    const told = await viewer.call('lehr.leaderboard.get', {});
    await Promise.all([donor.close(), viewer.close()]);
    await first.close();
    await before.close();

    const after = lmdbStore(folder);
    closeAfter(() => after.close());
    const second = await realm(after);
    await second.orchestrator.resume(await testJob(after, 200, 60));
    const job = second.orchestrator.current!;
    expect(job).toMatchObject({ id, state: 'running' });
    expect(job.best!.energy).toBeLessThanOrEqual(best.energy);
    expect(job.best!.version).toBeGreaterThanOrEqual(best.version);
    expect(tsp.energy(tsp.decode(after.getBlob(job.problem)!), job.best!.state)).toBe(job.best!.energy);
    expect(job.elapsed).toBeGreaterThan(0);
    expect(job.stats.tasks).toBeGreaterThan(0);
    const { allTime } = await peerOf(second, 'viewer').call('lehr.leaderboard.get', {});
    expect(allTime).toHaveLength(1);
    expect(allTime[0]!.tasks).toBeGreaterThanOrEqual(told.allTime[0]?.tasks ?? 0);
    expect(allTime[0]!.tasks).toBe(job.stats.tasks);
  });

  test('another problem sets the unfinished one aside', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lehr-aside-'));
    closeAfter(() => rm(folder, { recursive: true, force: true }));
    const before = lmdbStore(folder);
    const first = await openRealm(before);
    await first.orchestrator.resume(await testJob(before, 20, 60));
    const { id } = first.orchestrator.current!;
    await first.close();
    await before.close();

    const after = lmdbStore(folder);
    closeAfter(() => after.close());
    const second = await realm(after);
    await second.orchestrator.resume(await testJob(after, 30, 60));
    expect(second.orchestrator.current).toMatchObject({ n: 30, state: 'running' });
    expect(await peerOf(second, 'viewer').call('lehr.job.get', { id })).toMatchObject({ state: 'cancelled' });
  });
});
