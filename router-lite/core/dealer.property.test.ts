/**
 * The invariants of dealer.ts as properties: random histories of sessions that join, leave, register, unregister, call, yield,
 * fail, cancel and let time pass. The world keeps its own account of every call from the messages alone and checks after
 * each step; it never looks into the router but for the sizes of its tables.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROCEDURES } from './dealer.test-model.ts';
import { GRACE, type How, World } from './dealer.test-world.ts';

type Command = fc.Command<object, World>;

const command = (
  name: string,
  possible: (world: World) => boolean,
  step: (world: World) => void,
): fc.Command<object, World> & { possible(world: World): boolean } => ({
  possible,
  check: () => true,
  // What is possible depends on what the router did, which only the world knows: an impossible step is none.
  run: (_model, world) => {
    if (possible(world)) step(world);
  },
  toString: () => name,
});

const peerAt = fc.nat(7);
const procedure = fc.constantFrom(...PROCEDURES);
const policy = fc.constantFrom('roundrobin', 'random', 'first', 'last', 'load');
const somebody = (world: World): boolean => world.peers.length > 0;

const join = fc.boolean().map(
  (canCancel): Command =>
    command(
      `join(${canCancel})`,
      (world) => world.peers.length < 6,
      (world) => world.join(canCancel),
    ),
);
const leave = peerAt.map(
  (at): Command => command(`leave(${at})`, somebody, (world) => world.leave(world.peer(at))),
);
const register = fc.tuple(peerAt, procedure, policy, fc.integer({ min: 1, max: 3 })).map(
  ([at, uri, invoke, concurrency]): Command =>
    command(
      `register(${at}, ${uri}, ${invoke}, ${concurrency})`,
      (world) => somebody(world) && !world.peer(at).endpoints.has(uri),
      (world) => world.register(world.peer(at), uri, invoke, concurrency),
    ),
);
const unregister = fc.tuple(peerAt, procedure).map(
  ([at, uri]): Command =>
    command(
      `unregister(${at}, ${uri})`,
      (world) => somebody(world) && world.peer(at).endpoints.has(uri),
      (world) => world.unregister(world.peer(at), uri),
    ),
);
/** Milliseconds of a call's time-out. */
const LONGEST = 60;
const timeout = fc.option(fc.integer({ min: 1, max: LONGEST }), { nil: undefined });
const kind = fc.constantFrom<{ rkey?: string; progress?: boolean; _queue?: boolean }>(
  {},
  {},
  { rkey: 'a' },
  { rkey: 'b' },
  { progress: true },
  { _queue: true },
  { _queue: true, rkey: 'a' },
  { _queue: true, progress: true },
);
const call = fc
  .tuple(peerAt, procedure, timeout, kind)
  .map(
    ([at, uri, millis, options]): Command =>
      command(`call(${at}, ${uri}, ${millis}, ${JSON.stringify(options)})`, somebody, (world) =>
        world.call(world.peer(at), uri, { ...options, ...(millis === undefined ? {} : { timeout: millis }) }),
      ),
  );
const more = fc.tuple(peerAt, fc.nat(5), fc.boolean()).map(
  ([at, which, last]): Command =>
    command(
      `more(${at}, ${which}, ${last})`,
      (world) => {
        if (!somebody(world)) return false;
        const { calls, late } = world.peer(at);
        return [...calls.values(), ...late.values()].some(({ streaming }) => streaming);
      },
      (world) => world.more(world.peer(at), which, last),
    ),
);
const how = fc.constantFrom<How>('yield', 'error', 'unavailable', 'unavailable');
const answer = fc.tuple(peerAt, fc.nat(5), how).map(
  ([at, which, each]): Command =>
    command(
      `${each}(${at}, ${which})`,
      (world) => somebody(world) && world.peer(at).work.size > 0,
      (world) => world.answer(world.peer(at), which, each),
    ),
);
const cancel = fc.tuple(peerAt, fc.nat(5), fc.constantFrom('skip', 'kill', 'killnowait')).map(
  ([at, which, mode]): Command =>
    command(
      `cancel(${at}, ${which}, ${mode})`,
      (world) => somebody(world) && world.peer(at).calls.size > 0,
      (world) => {
        const { client, calls } = world.peer(at);
        client.cancel([...calls.keys()][which % calls.size]!, mode);
        world.settle();
      },
    ),
);
const tick = fc.integer({ min: 1, max: 40 }).map(
  (millis): Command =>
    command(
      `tick(${millis})`,
      () => true,
      (world) => {
        world.bed.tick(millis);
        world.settle();
      },
    ),
);

const histories = fc.commands(
  [join, leave, register, unregister, call, call, call, more, more, answer, answer, cancel, tick],
  {
    maxCommands: 120,
    size: 'max',
  },
);

const run = (world: World, commands: Iterable<Command>): void =>
  fc.modelRun(() => ({ model: {}, real: world }), commands);

/** A world in which something can happen at once: two callees, one that can be interrupted, and a caller. */
function busyWorld(invoke: string): World {
  const world = new World();
  for (const canCancel of [true, false, true]) world.join(canCancel);
  for (const each of PROCEDURES) {
    world.register(world.peer(0), each, invoke, 1);
    world.register(world.peer(1), each, invoke, 2);
  }
  return world;
}

test('every call ends once, no slot is overrun and no call waits for a free one, whatever comes and goes', () => {
  fc.assert(
    fc.property(histories, policy, (commands, invoke) => {
      const world = busyWorld(invoke);
      run(world, commands);
      // In the end every callee answers what it has, and the grace of calls nobody serves and the time of those that wait for
      // any callee run out: no call is left.
      for (let busy = world.peers.find(({ work }) => work.size > 0); busy !== undefined; ) {
        world.answer(busy, 0, 'yield');
        busy = world.peers.find(({ work }) => work.size > 0);
      }
      world.bed.tick(Math.max(GRACE, LONGEST));
      world.settle();
      for (const { calls } of world.peers) expect(calls.size).toBe(0);
    }),
    { numRuns: 400 },
  );
});

test('all tables are empty after the last session left, whatever it left behind', () => {
  fc.assert(
    fc.property(histories, policy, (commands, invoke) => {
      const world = busyWorld(invoke);
      run(world, commands);
      while (world.peers.length > 0) world.leave(world.peers[0]!);
      const { connections, lateAnswers: _, ...tables } = world.bed.core.stats();
      expect(tables).toEqual({
        sessions: 0,
        subscriptions: 0,
        registrations: 0,
        invocations: 0,
        queued: 0,
        unserved: 0,
        deadlines: 0,
        kept: 0,
        retained: 0,
        followers: 0,
        unstored: 0,
        unreadable: 0,
      });
      expect(connections).toBe(0);
      expect(world.bed.core.nextDeadline()).toBeNull();
    }),
    { numRuns: 200 },
  );
});
