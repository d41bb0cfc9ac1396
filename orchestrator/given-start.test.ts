import { describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import { testJob } from '../cli/testing/realm-of-one-process.ts';
import { realms } from '../cli/testing/realms.ts';

const { realm, peerOf, donorJoins } = realms();

describe('a given start', () => {
  const order = (n: number) => encodeTour(Int32Array.from({ length: n }, (_, city) => city));

  test('is the job’s first best, and is never lost', async () => {
    const it = await realm();
    const submitter = peerOf(it, 'submitter');
    const spec = await testJob(it.store, 100, 0.5);
    const start = await it.store.putBlob(order(100));
    const job = await submitter.call('lehr.job.submit', { ...spec, start });
    const energy = tsp.energy(tsp.decode(it.store.getBlob(spec.problem)!), order(100));
    expect(job.best).toMatchObject({ version: 1, energy, by: 'the given start' });
    await donorJoins(it);
    const done = await it.orchestrator.ended(job.id);
    expect(done.best!.energy).toBeLessThan(energy);
    expect(done.history[0]).toEqual({ elapsed: 0, energy });
    expect(done.finders.donors.map(({ name }) => name)).toEqual(['Ada']);
  });

  test('that nobody made better has a proof, which says that it was given', async () => {
    const it = await realm();
    const { id } = await it.orchestrator.submit({
      ...(await testJob(it.store, 100, null)),
      start: await it.store.putBlob(order(100)),
      target: { energy: 1e9 },
    });
    const { ended, best } = await it.orchestrator.ended(id);
    const { proof } = it.orchestrator.proof(id);
    expect(ended).toBe('target');
    expect(proof?.steps).toEqual([{ is: 'given', state: order(100), energy: best!.energy, behind: 0 }]);
  });

  test.each([
    ['of another size', order(99), 'a tour of 100 cities takes 200 bytes; there are 198'],
    ['that is no permutation', new Uint8Array(200), 'the tour visits city 0 twice'],
  ])('%s is refused, and says what is wrong', async (_, bytes, says) => {
    const it = await realm();
    const spec = { ...(await testJob(it.store, 100, 1)), start: await it.store.putBlob(bytes) };
    const refused = peerOf(it, 'submitter').call('lehr.job.submit', spec);
    await expect(refused).rejects.toMatchObject({ uri: 'lehr.error.invalid_input' });
    await expect(refused).rejects.toThrow(new RegExp(`the given start: ${says}`, 'i'));
    expect(it.orchestrator.current).toBeNull();
  });

  test('that nobody stored, or a gap to nothing, is refused', async () => {
    const it = await realm();
    const spec = await testJob(it.store, 100, 1);
    await expect(it.orchestrator.submit({ ...spec, start: 'ab'.repeat(32) })).rejects.toThrow(
      'is not in the blob store',
    );
    await expect(it.orchestrator.submit({ ...spec, target: { gap: 0.01 } })).rejects.toThrow(
      'a target as a gap needs a best known length',
    );
  });
});
