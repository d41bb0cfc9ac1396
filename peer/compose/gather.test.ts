import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ERRORS } from '../errors.ts';
import { type Leaf, Leaves, openWorld, type World } from './compose.test-world.ts';
import { type Arrival, gather } from './gather.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const leaf = (does: Leaf['does']) =>
  fc.record({
    id: fc.integer({ min: 0, max: 2 ** 30 }),
    does: fc.constant(does),
    at: fc.constantFrom('callee' as const, 'here' as const),
  });
const ending = fc.array(fc.oneof(leaf('answer'), leaf('fail')), { maxLength: 40 });
const bounds = fc.record({
  concurrency: fc.integer({ min: 1, max: 5 }),
  ahead: fc.integer({ min: 1, max: 8 }),
});

/** Calls that count themselves while they run. */
class Counted {
  running = 0;
  most = 0;
  readonly leaves = new Leaves();

  *calls(list: readonly Leaf[]): Generator<() => Promise<unknown>> {
    for (const one of list)
      yield async () => {
        this.running += 1;
        this.most = Math.max(this.most, this.running);
        await Promise.resolve();
        this.running -= 1;
        return this.leaves.enter(one, new AbortController().signal);
      };
  }
}

const told = (arrival: Arrival<unknown>) =>
  arrival.ok ? arrival.output : Number(arrival.error.uri.split('.').at(-1));

test('the loop hands over every outcome once, with its index, and no more run than may', async () => {
  await fc.assert(
    fc.asyncProperty(ending, bounds, async (list, limits) => {
      const counted = new Counted();
      const seen = new Map<number, unknown>();
      const gathering = gather(world.caller, counted.calls(list), limits);
      for await (const arrival of gathering) {
        expect(seen.has(arrival.index)).toBe(false);
        expect(arrival.ok).toBe(list[arrival.index]!.does === 'answer');
        seen.set(arrival.index, told(arrival));
      }
      expect(list.map((_, index) => seen.get(index))).toEqual(list.map(({ id }) => id));
      expect(counted.most).toBeLessThanOrEqual(Math.min(limits.concurrency, limits.ahead));
      expect(gathering.done).toBe(true);
      expect(gathering.delta()).toEqual([]);
    }),
  );
});

test('delta never waits, and with the loop hands over each outcome once', async () => {
  await fc.assert(
    fc.asyncProperty(ending, bounds, fc.infiniteStream(fc.boolean()), async (list, limits, asks) => {
      const leaves = new Leaves();
      const seen: number[] = [];
      const gathering = gather(
        world.caller,
        list.map((one) => leaves.part(one, world)),
        limits,
      );
      const take = (arrivals: readonly Arrival<unknown>[]) =>
        seen.push(...arrivals.map(({ index }) => index));
      for await (const arrival of gathering) {
        take([arrival]);
        if (asks.next().value) take(gathering.delta());
      }
      expect(seen.sort((a, b) => a - b)).toEqual(list.map((_, index) => index));
    }),
  );
});

test('while nobody asks, no more calls are begun than `ahead`; asking begins the next', async () => {
  const leaves = new Leaves();
  function* endless() {
    for (let id = 0; ; id += 1) yield leaves.part({ id, does: 'answer', at: 'callee' }, world);
  }
  const gathering = gather(world.caller, endless(), { concurrency: 2, ahead: 5 });
  await leaves.until(() => leaves.started.length === 5);
  // A linked pair lives on microtasks alone: after a turn all is still that will ever be.
  await new Promise((resolve) => setImmediate(resolve));
  expect(leaves.started.length).toBe(5);
  expect(gathering.delta().map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  await leaves.until(() => leaves.started.length === 10);
  gathering.close();
  expect(gathering.done).toBe(false);
  let rest = 0;
  for await (const _ of gathering) rest += 1;
  expect(rest).toBeLessThanOrEqual(5);
  expect(leaves.started.length).toBe(10);
});

test('leaving the loop cancels what runs, starts nothing more, and lets the source go', async () => {
  const leaves = new Leaves();
  let left = false;
  function* source() {
    try {
      yield leaves.part({ id: 1, does: 'answer', at: 'callee' }, world);
      for (let id = 2; ; id += 1) yield leaves.part({ id, does: 'hang', at: 'callee' }, world);
    } finally {
      left = true;
    }
  }
  for await (const arrival of gather(world.caller, source(), { concurrency: 3 })) {
    expect(arrival).toEqual({ index: 0, ok: true, output: 1 });
    await leaves.until(() => leaves.started.length === 4);
    break;
  }
  expect(left).toBe(true);
  await leaves.until(() => leaves.stopped.length === 3);
  expect([...leaves.stopped].sort()).toEqual([2, 3, 4]);
  expect(leaves.started.length).toBe(4);
});

test('when the signal aborts, what had arrived is handed over and then the loop throws', async () => {
  const leaves = new Leaves();
  const giving = new AbortController();
  const calls = (['answer', 'hang', 'hang'] as const).map((does, id) =>
    leaves.part({ id, does, at: 'here' }, world),
  );
  const gathering = gather(world.caller, calls, { signal: giving.signal });
  const seen: unknown[] = [];
  const loop = async () => {
    for await (const arrival of gathering) {
      seen.push(arrival);
      giving.abort();
    }
  };
  await expect(loop()).rejects.toMatchObject({ uri: ERRORS.canceled });
  expect(seen).toEqual([{ index: 0, ok: true, output: 0 }]);
  expect(leaves.stopped).toEqual([1, 2]);
  expect(gathering.done).toBe(true);
  expect(() => gathering.delta()).toThrow();
});

test('a source that throws ends the gathering with what it threw', async () => {
  const broken = new Error('no more');
  function* source() {
    yield () => new Promise<never>(() => {});
    throw broken;
  }
  const loop = async () => {
    for await (const _ of gather(world.caller, source())) expect.fail('nothing arrived');
  };
  await expect(loop()).rejects.toBe(broken);
});
