/** Facts whose log cannot be read: what else is in the same step is no worse for it, and nobody asks for ever. */
import { expect, test } from 'vitest';
import { type FactLog, memoryFactLog } from './fact-log.ts';
import { type Client, Testbed } from './testbed.ts';

/** A log whose reads fail while `isBroken`. */
function breakable(): { readonly log: FactLog; isBroken: boolean; reads: number } {
  const whole = memoryFactLog('job.');
  const disk = { isBroken: false, reads: 0, log: whole };
  const reading = new Set(['measure', 'read', 'back']);
  disk.log = new Proxy(whole, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (reading.has(String(name))) disk.reads += 1;
        if (disk.isBroken && reading.has(String(name))) throw new Error('the disk cannot be read');
        return Reflect.apply(value, target, args);
      };
    },
  });
  return disk;
}

function scene(config: object = {}) {
  const disk = breakable();
  const faults: string[] = [];
  const bed = new Testbed(
    {
      facts: [{ prefix: 'job.', retention: { count: 2, ageMillis: 60_000 } }],
      openFactLog: () => disk.log,
      ...config,
    },
    { failed: (error) => faults.push((error as Error).message) },
  );
  const [ann, bob] = [bed.join('all', {}, 'ann'), bed.join('all', {}, 'bob')];
  bob.subscribe('job.', { match: 'prefix' });
  return { disk, faults, bed, ann, bob };
}

const seqs = (client: Client) =>
  client.take().map((message) => (message.type === 'EVENT' ? message.details._seq : message.type));

test('facts are told and acknowledged also where the old ones cannot be forgotten, and these go once they can', () => {
  const { disk, faults, bed, ann, bob } = scene();
  disk.isBroken = true;
  for (let n = 1; n <= 4; n++) ann.publish('job.a', { acknowledge: true }, [n]);
  expect(ann.take().map(({ type }) => type)).toEqual(Array(4).fill('PUBLISHED'));
  expect(seqs(bob)).toEqual([1, 2, 3, 4]);
  expect(faults).toEqual(Array(4).fill('the disk cannot be read'));
  // The realm has its other work done, and comes back to it in a while.
  bed.tick(1);
  expect(bed.core.nextDeadline()).toBeGreaterThan(bed.now + 1_000);
  disk.isBroken = false;
  bed.tick(bed.core.nextDeadline()! - bed.now);
  expect([disk.log.first, disk.log.last]).toEqual([3, 4]);
});

test('a fact is told and acknowledged, and the next ones are, also where what is else made of it fails', () => {
  const { faults, ann, bob } = scene({
    history: [{ uri: 'job.', match: 'prefix' }],
    openEventLog: () => ({
      append() {
        throw new Error('no room for history');
      },
    }),
  });
  for (let n = 1; n <= 2; n++) ann.publish('job.a', { acknowledge: true }, [n]);
  expect(ann.take().map(({ type }) => type)).toEqual(['PUBLISHED', 'PUBLISHED']);
  expect(seqs(bob)).toEqual([1, 2]);
  expect(faults).toEqual(['no room for history', 'no room for history']);
});

test('a question for past events that cannot be read is answered with an error, and the next one is asked', () => {
  const { disk, faults, bed, ann } = scene();
  ann.publish('job.a', {}, [1]);
  ann.subscribe('job.', { match: 'prefix' });
  ann.call('wamp.subscription.lookup', {}, ['job.', { match: 'prefix' }]);
  const id = ann.take().at(-1)!;
  const [subscription] = id.type === 'RESULT' ? id.payload.args! : [];
  disk.isBroken = true;
  ann.call('wamp.subscription.get_events', {}, [subscription]);
  bed.replay();
  expect(ann.takeOne('ERROR')).toMatchObject({
    error: 'wamp.error.unavailable',
    payload: { args: [expect.stringContaining('cannot be read')] },
  });
  expect(faults).toEqual(['the disk cannot be read']);
  disk.isBroken = false;
  ann.call('wamp.subscription.get_events', {}, [subscription]);
  bed.replay();
  expect(ann.takeOne('RESULT').payload.args).toHaveLength(1);
});

test('that answer is not lost with what the same session would read of the past as a subscriber', () => {
  const { disk, bed, ann } = scene();
  ann.publish('job.a', {}, [1]);
  ann.subscribe('job.', { match: 'prefix' });
  ann.call('wamp.subscription.lookup', {}, ['job.', { match: 'prefix' }]);
  const id = ann.take().at(-1)!;
  const [subscription] = id.type === 'RESULT' ? id.payload.args! : [];
  disk.isBroken = true;
  ann.subscribe('job.', { match: 'prefix', _replay: { from: 1 } });
  ann.call('wamp.subscription.get_events', {}, [subscription]);
  expect(() => bed.replay()).toThrow('the disk cannot be read');
  expect(ann.takeOne('ERROR')).toMatchObject({ error: 'wamp.error.unavailable' });
  disk.isBroken = false;
  bed.replay();
  expect(ann.take().map(({ type }) => type)).toEqual(['EVENT']);
});
