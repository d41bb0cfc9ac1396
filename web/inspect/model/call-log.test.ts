import { expect, test } from 'vitest';
import type { RawResult } from '../../../peer/client.ts';
import { WampError } from '../../../peer/errors.ts';
import type { DeskCall } from '../../../worker/desk-api.ts';
import { CallLog } from './call-log.ts';

const RESULT: RawResult = { args: [1], kwargs: {}, details: {} };
const TEXT = { uri: 'com.example', args: '', kwargs: '' };

/** A session whose calls the test answers. */
function open() {
  const calls: { how: DeskCall; resolve(result: RawResult): void; reject(error: unknown): void }[] = [];
  const desk = {
    callRaw: (_uri: string, _args: readonly unknown[], how: DeskCall = {}) =>
      new Promise<RawResult>((resolve, reject) => {
        calls.push({ how, resolve, reject });
        how.signal?.addEventListener('abort', () =>
          reject(new WampError('wamp.error.canceled', 'cancelled')),
        );
      }),
  };
  return { calls, desk, log: new CallLog(() => {}) };
}

test('a call runs, brings parts, and ends as it ends', async () => {
  const { calls, desk, log } = open();
  const done = log.call(desk, TEXT, [], { progressive: true });
  expect(log.records).toMatchObject([{ state: 'running', took: null, result: null }]);
  for (let i = 0; i < 120; i += 1) calls[0]!.how.onProgress?.({ ...RESULT, args: [i] });
  calls[0]!.resolve(RESULT);
  await done;
  const [record] = log.records;
  expect(record).toMatchObject({ state: 'done', result: RESULT, parts: 120, took: expect.any(Number) });
  expect(record!.lastParts.map(({ args }) => args[0])).toEqual(Array.from({ length: 100 }, (_, i) => i + 20));
});

test('an error is kept with all it says; who did not ask hears no parts', async () => {
  const { calls, desk, log } = open();
  const done = log.call(desk, TEXT, [], { progressive: false });
  expect(calls[0]!.how.onProgress).toBeUndefined();
  calls[0]!.reject(new WampError('com.no', 'not today', { args: ['not today'], kwargs: { until: 9 } }));
  await done;
  expect(log.records).toMatchObject([
    { state: 'failed', error: { uri: 'com.no', args: ['not today'], kwargs: { until: 9 } } },
  ]);
});

test('one is cancelled, the other goes on; cancelAll() ends every one', async () => {
  const { desk, log } = open();
  const both = [
    log.call(desk, TEXT, [], { progressive: false }),
    log.call(desk, TEXT, [], { progressive: false }),
  ];
  const [second, first] = log.records;
  log.cancel(first!.id);
  await both[0];
  expect(log.records.map(({ state }) => state)).toEqual(['running', 'cancelled']);
  expect(second!.id).toBeGreaterThan(first!.id);
  log.cancelAll();
  await both[1];
  expect(log.records.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
});

test('fifty calls are kept', async () => {
  const { calls, desk, log } = open();
  const all = Array.from({ length: 60 }, () => log.call(desk, TEXT, [], { progressive: false }));
  for (const { resolve } of calls) resolve(RESULT);
  await Promise.all(all);
  expect(log.records).toHaveLength(50);
  expect(log.records.every(({ state }) => state === 'done')).toBe(true);
});
