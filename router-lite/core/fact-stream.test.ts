/** What one turn writes and tells of a stream of facts, and who may wait for it: bounded. */
import { expect, test } from 'vitest';
import type { Delivery } from './delivery.ts';
import { memoryFactLog } from './fact-log.ts';
import { Testbed } from './testbed.ts';

/** A stream whose writes end when the test says so. */
function world() {
  const log = memoryFactLog('job.');
  const groups: { readonly length: number; readonly bytes: number }[] = [];
  const append = log.append.bind(log);
  log.append = (group) => {
    const bytes = log.bytes;
    void append(group);
    groups.push({ length: group.length, bytes: log.bytes - bytes });
    return Promise.resolve();
  };
  let written: ((failure: string | null, now: number) => Delivery[]) | undefined;
  const bed = new Testbed(
    { facts: [{ prefix: 'job.' }], openFactLog: () => log },
    {
      waitFor: (_, resume) => {
        written = resume;
      },
    },
  );
  /** Each write ends well, until none is on its way. */
  function store(): void {
    while (written !== undefined) {
      const resume = written;
      written = undefined;
      bed.deliver(resume(null, bed.now));
    }
  }
  return { bed, groups, store, ann: bed.join(), bob: bed.join() };
}

test('what waits is written in groups of a thousand facts, and of four mebibytes or little more', () => {
  const { groups, store, ann, bob } = world();
  bob.subscribe('job.a');
  for (let i = 0; i < 2_501; i++) ann.publish('job.a', { acknowledge: true }, [i]);
  for (let i = 0; i < 60; i++) ann.publish('job.a', {}, ['x'.repeat(100_000)]);
  store();
  expect(groups.map(({ length }) => length)).toEqual([1, 1_000, 1_000, 500 + 42, 18]);
  for (const { bytes } of groups) expect(bytes).toBeLessThan(4.3 * 1024 * 1024);
  expect(ann.take()).toHaveLength(2_501);
  const seen = bob.take().map((event) => event.type === 'EVENT' && event.details._seq);
  expect(seen).toEqual(Array.from({ length: 2_561 }, (_, i) => i + 1));
});

test('whoever repeats a key that is not stored yet waits for it, up to a bound, and is told beyond it', () => {
  const { bed, store, ann, bob } = world();
  const repeat = () => bob.publish('job.a', { acknowledge: true, _key: 'k' });
  ann.publish('job.a', { acknowledge: true, _key: 'k' });
  for (let i = 1; i < 20_000; i++) repeat();
  expect(bob.take()).toEqual([]);
  repeat();
  expect(bob.takeOne('ERROR')).toMatchObject({ error: 'wamp.error.unavailable' });
  store();
  const { publication } = ann.takeOne('PUBLISHED');
  const answers = bob.take().map((answer) => answer.type === 'PUBLISHED' && answer.publication);
  expect(answers).toHaveLength(19_999);
  expect(new Set(answers)).toEqual(new Set([publication]));
  // Those who were answered make room.
  ann.publish('job.a', {}, []);
  repeat();
  expect(bob.takeOne('PUBLISHED').publication).toBe(publication);
  expect(bed.core.stats().unstored).toBe(1);
});
