/**
 * The invariants of core/slots.ts as properties: random histories of members that come, go, answer and fail, of publications, of
 * time that passes, of a router that dies. The world keeps its own account of every event from the messages alone.
 */
import fc from 'fast-check';
import { test } from 'vitest';
import { type Shape, type Step, World } from './slots.test-world.ts';

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.boolean().map(
      (ack): Step =>
        (world) =>
          world.publish(ack),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.nat(5).map(
      (at): Step =>
        (world) =>
          world.answer(at, 'yield'),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.nat(5).map(
      (at): Step =>
        (world) =>
          world.answer(at, 'error'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 3 }).map(
      (most): Step =>
        (world) =>
          world.join(most),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat(5).map(
      (at): Step =>
        (world) =>
          world.leave(at),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 40 }).map(
      (ms): Step =>
        (world) =>
          world.tick(ms),
    ),
  },
);
const shape: fc.Arbitrary<Shape> = fc.record({
  concurrency: fc.constantFrom(undefined, 1, 2),
  onError: fc.constantFrom('ignore', 'queue'),
  durable: fc.boolean(),
  events: fc.constantFrom(1, 4, 1_000),
});

test('every event is acknowledged once, given up by its policy, or dropped at a bound; in order where one is out at a time', () => {
  fc.assert(
    fc.property(shape, fc.array(step, { maxLength: 150, size: 'max' }), (each, steps) => {
      const world = new World(each);
      for (const run of steps) run(world);
      world.finish();
    }),
    { numRuns: 200 },
  );
});
