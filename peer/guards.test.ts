import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annealTask } from '../worker/anneal-task.test-world.ts';
import { ERRORS, WampError } from './errors.ts';
import { parseEvent, parseInput, parseOutput } from './guards.ts';
import type { AnnealTask, DonorHello, Procedure } from './procedures.ts';

const TASK = { ...annealTask(), packed: false, beside: false, quick: false };
const HELLO: DonorHello = {
  token: 'ab'.repeat(16),
  name: 'Ada',
  cores: 4,
  kernels: ['tsp/1'],
  agent: 'Node 20',
  quick: false,
};

const HASH = '0'.repeat(64);

function refusal(act: () => unknown): WampError {
  try {
    act();
  } catch (error) {
    if (error instanceof WampError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('guards', () => {
  test('what the contract allows passes, and only its fields', () => {
    expect(parseInput('lehr.compute.anneal', { ...TASK, extra: 'x' })).toEqual(TASK);
    expect(parseInput('lehr.donor.hello', HELLO)).toEqual(HELLO);
    expect(parseInput('lehr.job.list', { anything: 1 })).toEqual({});
  });

  test.each<[Partial<Record<keyof AnnealTask, unknown>>, string]>([
    [{ seed: -1 }, 'input.seed must be an integer in 0..4294967295'],
    [{ seed: 1.5 }, 'input.seed must be an integer in 0..4294967295'],
    [{ problem: 'A'.repeat(64) }, 'input.problem must be 64 lower-case hex digits'],
    [{ problem: '../../etc/passwd' }, 'input.problem must be 64 lower-case hex digits'],
    [{ state: 'abc' }, 'input.state must be binary of at most 4000000 bytes'],
    [{ moves: 0 }, 'input.moves must be an integer in 1..10000000000'],
    [{ moves: 1e12 }, 'input.moves must be an integer in 1..10000000000'],
    [{ until: 1e12 }, 'input.until must be an integer in 1..10000000000'],
    [{ moves: 10, until: 11 }, 'input.until must be at most 10, and is 11'],
    [{ schedule: { from: Number.NaN, to: 0 } }, 'input.schedule.from must be a finite number of at least 0'],
    [{ schedule: null }, 'input.schedule must be an object'],
    [{ millis: Number.POSITIVE_INFINITY }, 'input.millis must be an integer in 1..600000'],
  ])('a task with %o is refused by name', (fault, message) => {
    const error = refusal(() => parseInput('lehr.compute.anneal', { ...TASK, ...fault }));
    expect(error.uri).toBe(ERRORS.invalidInput);
    expect(error.message).toBe(message);
  });

  test('a replay may stop at any move of its task', () => {
    for (const until of [1, TASK.moves]) {
      const task = { ...TASK, until };
      expect(parseInput('lehr.compute.anneal', task)).toEqual(task);
    }
  });

  test('the path of a fault in a list names its index', () => {
    const error = refusal(() => parseInput('lehr.donor.hello', { ...HELLO, kernels: ['tsp/1', 7] }));
    expect(error.message).toBe('input.kernels[1] must be a string of at most 64 characters');
  });

  test('an answer that does not fit is the callee’s fault', () => {
    expect(refusal(() => parseOutput('lehr.compute.anneal', null)).uri).toBe(ERRORS.invalidAnswer);
  });

  test('events are told apart by topic, ids included', () => {
    expect(parseEvent('lehr.jobs', { current: 'a' })).toEqual({ current: 'a' });
    expect(refusal(() => parseEvent('lehr.job.7.best', { current: 'a' })).message).toMatch(/^event\./);
    expect(refusal(() => parseEvent('lehr.other' as 'lehr.jobs', {})).message).toContain('no topic');
  });

  test('no value whatever makes a guard fail in another way than by refusing', () => {
    const procedures: Procedure[] = [
      'lehr.compute.anneal',
      'lehr.job.submit',
      'lehr.job.get',
      'lehr.donor.hello',
      'lehr.donor.stats',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...procedures), fc.anything(), (procedure, value) => {
        expect(refusal(() => parseInput(procedure, value)).uri).toBe(ERRORS.invalidInput);
      }),
    );
  });

  test('a job says no more than it has to: what is left out has its default', () => {
    const spec = { title: 't', kind: 'tsp', problem: HASH, view: HASH, budget: 60, reference: null };
    const full = { ...spec, moves: null, target: null, start: null, weight: 1, key: null };
    expect(parseInput('lehr.job.submit', spec)).toEqual(full);
    for (const target of [{ energy: -7 }, { gap: 0.01 }])
      expect(parseInput('lehr.job.submit', { ...spec, target })).toEqual({ ...full, target });
  });

  test.each([
    [{ weight: 0 }, 'input.weight must be a number in 0.01..100'],
    [{ weight: Number.NaN }, 'input.weight must be a number in 0.01..100'],
    [{ weight: 101 }, 'input.weight must be a number in 0.01..100'],
    [{ moves: 0 }, 'input.moves must be an integer in 1..9007199254740991'],
    [{ key: '' }, 'input.key must be a string of 1 to 64 characters'],
    [{ key: 'k'.repeat(65) }, 'input.key must be a string of 1 to 64 characters'],
    [{ start: 'x' }, 'input.start must be 64 lower-case hex digits'],
    [{ target: 7 }, 'input.target must be an object with energy, an integer, or gap, a number in 0..1000'],
    [
      { target: { gap: -1 } },
      'input.target must be an object with energy, an integer, or gap, a number in 0..1000',
    ],
  ])('a job with %o is refused by name', (fault, message) => {
    const spec = { title: 't', kind: 'tsp', problem: HASH, view: HASH, budget: 60, reference: null };
    expect(refusal(() => parseInput('lehr.job.submit', { ...spec, ...fault })).message).toBe(message);
  });
});
