import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ERRORS, WampError } from './errors.ts';
import { handIn, newKey } from './hand-in.ts';
import type { Job, JobSubmission } from './procedures.ts';

const SUBMISSION = { title: 'T', key: 'k' } as unknown as JobSubmission & { readonly key: string };

/** A call that ends so, one end after the other, and then in a job. */
function callEnding(...uris: string[]) {
  const keys: (string | null | undefined)[] = [];
  return {
    keys,
    call: async (submission: JobSubmission) => {
      keys.push(submission.key);
      const uri = uris.shift();
      if (uri) throw new WampError(uri, uri);
      return { id: 'j1' } as Job;
    },
  };
}

test('a call that was lost is made again with the same key, also while nobody serves', async () => {
  const line = callEnding(ERRORS.connectionLost, ERRORS.noSuchProcedure, ERRORS.canceled);
  expect(await handIn(line.call, SUBMISSION)).toEqual({ id: 'j1' });
  expect(line.keys).toEqual(['k', 'k', 'k', 'k']);
});

test.each([ERRORS.invalidInput, ERRORS.jobsFull, ERRORS.noSuchProcedure, ERRORS.unavailable])(
  '%s, before any call was lost, is told at once',
  async (uri) => {
    const line = callEnding(uri);
    await expect(handIn(line.call, SUBMISSION)).rejects.toMatchObject({ uri });
    expect(line.keys).toHaveLength(1);
  },
);

test('a refusal ends it also after a call was lost', async () => {
  const line = callEnding(ERRORS.connectionLost, ERRORS.jobsFull);
  await expect(handIn(line.call, SUBMISSION)).rejects.toMatchObject({ uri: ERRORS.jobsFull });
});

test('no two keys are the same, and each is one that a job may have', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), (count) => {
      const keys = Array.from({ length: count }, newKey);
      expect(new Set(keys).size).toBe(count);
      for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
    }),
  );
});
