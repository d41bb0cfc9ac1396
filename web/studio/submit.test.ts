import { expect, test } from 'vitest';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { Input, Job, JobSubmission, Output, Procedure } from '../../peer/procedures.ts';
import type { PutBlobOptions } from '../../worker/desk-api.ts';
import { submit } from './submit.ts';
import type { Wishes } from './wishes.ts';

const PARCEL = {
  kind: 'tsp',
  problem: new Uint8Array(60),
  view: new Uint8Array(30),
  start: new Uint8Array(10),
};
const PACK = async () => PARCEL;
const WISHES: Wishes = {
  title: 'T',
  budget: 60,
  weight: 1,
  moves: null,
  target: null,
  fromGiven: true,
};

const SUBMITTING = { wishes: WISHES, key: 'k1', progress: () => {} };

/** A server that keeps the jobs it accepted; `lose` loses the answer on the way back, `refuse` accepts nothing. */
function server(how: 'answers' | 'loses' | 'refuses', before: readonly Partial<Job>[] = []) {
  const jobs = [...before] as Job[];
  const taken = new Map<string, Job>();
  const put: number[] = [];
  return {
    jobs,
    put,
    async putBlob(bytes: Uint8Array, { onProgress }: PutBlobOptions = {}) {
      onProgress?.(0.5);
      onProgress?.(1);
      put.push(bytes.length);
      return `blob ${bytes.length}`;
    },
    callRaw: () => Promise.reject(new Error('nobody calls so here')),
    async call<P extends Procedure>(procedure: P, input: Input<P>): Promise<Output<P>> {
      expect(procedure).toBe('lehr.job.submit');
      if (how === 'refuses') throw new WampError('lehr.error.jobs_full', 'lehr.error.jobs_full');
      const { key, ...spec } = input as JobSubmission;
      const known = taken.get(key ?? '');
      if (known) return known as unknown as Output<P>;
      const job = { ...spec, id: `j${jobs.length}` } as unknown as Job;
      jobs.push(job);
      taken.set(key ?? '', job);
      if (how === 'loses') throw new WampError(ERRORS.connectionLost, 'the connection was lost');
      return job as unknown as Output<P>;
    },
  };
}

test('all that a job needs is stored before it is handed in, and the progress only grows', async () => {
  const desk = server('answers');
  const told: number[] = [];
  const job = await submit(desk, PACK, { ...SUBMITTING, progress: (share) => told.push(share) });
  expect(job).toMatchObject({
    problem: 'blob 60',
    view: 'blob 30',
    start: 'blob 10',
    title: 'T',
    budget: 60,
  });
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
  expect(Math.max(...told.slice(0, -1))).toBeLessThan(1);
});

test('the order of the file is neither sent nor named where it is not asked for', async () => {
  const desk = server('answers');
  expect(await submit(desk, PACK, { ...SUBMITTING, wishes: { ...WISHES, fromGiven: false } })).toMatchObject({
    start: null,
  });
  expect(desk.put).toEqual([60, 30]);
});

test('a job whose acceptance was lost on the way is handed in again by its key, and is one job', async () => {
  const desk = server('loses', [{ id: 'old', problem: 'blob 60', title: 'T' }]);
  const job = await submit(desk, PACK, SUBMITTING);
  expect(job.id).toBe('j1');
  expect(desk.jobs).toHaveLength(2);
});

test('a refusal is told as it is, though there is another job of the same places', async () => {
  const desk = server('refuses', [{ id: 'old', problem: 'blob 60', title: 'T' }]);
  await expect(submit(desk, PACK, SUBMITTING)).rejects.toThrow('jobs_full');
});

test('a start that is given up breaks off what is being sent, and hands nothing in', async () => {
  const desk = server('answers');
  const giving = new AbortController();
  const broken: unknown[] = [];
  const putBlob = (_bytes: Uint8Array, { signal }: PutBlobOptions = {}) =>
    new Promise<string>((_, reject) => {
      signal?.addEventListener('abort', () => {
        broken.push(signal.reason);
        reject(signal.reason);
      });
      giving.abort();
    });
  const given = submit({ ...desk, putBlob }, PACK, { ...SUBMITTING, signal: giving.signal });
  await expect(given).rejects.toMatchObject({ uri: ERRORS.canceled });
  expect(broken).toHaveLength(1);
  expect(desk.jobs).toEqual([]);
});
