/**
 * The invariants of dealer.ts as properties: random histories of sessions that join, leave, register, unregister, call, yield,
 * fail, cancel and let time pass. The world keeps its own account of every call from the messages alone and checks after
 * each step; it never looks into the router but for the sizes of its tables.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InvocationMessage, Message } from './messages.ts';
import { CLIENT_ROLES, type Client, Testbed } from './testbed.ts';

const PROCEDURES = ['app.a', 'app.b'] as const;
const QUEUE_LIMIT = 3;
const GRACE = 50;

interface CallRecord {
  readonly tag: number;
  readonly procedure: string;
  readonly caller: Client;
  invoked: boolean;
}

interface EndpointRecord {
  readonly registration: number;
  readonly concurrency: number;
  /** INVOCATION.Request of what it has in hand. */
  readonly inHand: Set<number>;
}

/** One connected session: the calls it waits for, and the endpoints it serves. */
interface Peer {
  readonly client: Client;
  readonly calls: Map<number, CallRecord>;
  readonly endpoints: Map<string, EndpointRecord>;
  /** INVOCATION.Request → the endpoint it belongs to, which may be withdrawn meanwhile. */
  readonly work: Map<number, EndpointRecord>;
  /** INVOCATION.Request of those it was told to stop and still owes an answer of. */
  readonly interrupted: Set<number>;
}

class World {
  readonly bed = new Testbed({ queueLimit: QUEUE_LIMIT, graceMillis: GRACE });
  readonly peers: Peer[] = [];
  readonly policies = new Map<string, string>();
  #tag = 0;

  join(canCancel: boolean): void {
    const client = this.bed.join('all', canCancel ? {} : { roles: { ...CLIENT_ROLES, callee: {} } });
    this.peers.push({
      client,
      calls: new Map(),
      endpoints: new Map(),
      work: new Map(),
      interrupted: new Set(),
    });
  }

  peer(at: number): Peer {
    return this.peers[at % this.peers.length]!;
  }

  serving(procedure: string): EndpointRecord[] {
    return this.peers.flatMap(({ endpoints }) => endpoints.get(procedure) ?? []);
  }

  waiting(procedure: string): CallRecord[] {
    const all = this.peers.flatMap(({ calls }) => [...calls.values()]);
    return all.filter((call) => !call.invoked && call.procedure === procedure);
  }

  hasFreeSlot(procedure: string): boolean {
    return this.serving(procedure).some(({ inHand, concurrency }) => inHand.size < concurrency);
  }

  call(peer: Peer, procedure: string, timeout: number | undefined): void {
    const mayRun = this.serving(procedure).length > 0;
    const mayWait = this.hasFreeSlot(procedure) || this.waiting(procedure).length < QUEUE_LIMIT;
    this.#tag += 1;
    const request = peer.client.next();
    peer.calls.set(request, { tag: this.#tag, procedure, caller: peer.client, invoked: false });
    const options = timeout === undefined ? {} : { timeout };
    peer.client.send({ type: 'CALL', request, options, procedure, payload: { args: [this.#tag] } });
    const refused = peer.client.inbox.find((m) => m.type === 'ERROR' && m.request === request);
    const error = refused?.type === 'ERROR' ? refused.error : undefined;
    if (!mayRun) expect(error).toBe('wamp.error.no_such_procedure');
    else if (!mayWait) expect(error).toBe('wamp.error.unavailable');
    else expect(error).toBeUndefined();
    this.settle();
  }

  register(peer: Peer, procedure: string, invoke: string, concurrency: number): void {
    if (this.serving(procedure).length === 0) this.policies.set(procedure, invoke);
    const options = { invoke: this.policies.get(procedure), concurrency };
    const registration = peer.client.register(procedure, options);
    peer.endpoints.set(procedure, { registration, concurrency, inHand: new Set() });
    this.settle();
  }

  unregister(peer: Peer, procedure: string): void {
    const { registration } = peer.endpoints.get(procedure)!;
    peer.endpoints.delete(procedure);
    peer.client.send({ type: 'UNREGISTER', request: peer.client.next(), registration });
    this.settle();
  }

  answer(peer: Peer, at: number, ok: boolean): void {
    const [request, endpoint] = [...peer.work][at % peer.work.size]!;
    peer.work.delete(request);
    endpoint.inHand.delete(request);
    if (ok) peer.client.yield(request);
    else peer.client.fail(request);
    this.settle();
  }

  leave(peer: Peer): void {
    this.peers.splice(this.peers.indexOf(peer), 1);
    peer.client.disconnect();
    this.settle();
  }

  /** Reads what everybody was sent since, and checks the invariants. */
  settle(): void {
    const invoked: CallRecord[] = [];
    for (const peer of this.peers)
      for (const message of peer.client.take()) this.#read(peer, message, invoked);
    for (const procedure of PROCEDURES) {
      const waiting = this.waiting(procedure);
      // 4: nobody who came later was served before one who still waits.
      const served = invoked.filter((call) => call.procedure === procedure).map(({ tag }) => tag);
      for (const { tag } of waiting) expect(Math.max(0, ...served)).toBeLessThan(tag);
      // 6
      if (waiting.length > 0) expect(this.hasFreeSlot(procedure)).toBe(false);
    }
    const { sessions, queued } = this.bed.core.stats();
    expect(sessions).toBe(this.peers.length);
    expect(queued).toBe(PROCEDURES.reduce((sum, procedure) => sum + this.waiting(procedure).length, 0));
  }

  #read(peer: Peer, message: Message, invoked: CallRecord[]): void {
    if (message.type === 'INVOCATION') {
      invoked.push(this.#invoked(peer, message));
    } else if (message.type === 'INTERRUPT') {
      expect(peer.client.session.open.features.callCanceling).toBe(true);
      expect(peer.interrupted.has(message.request)).toBe(false);
      peer.interrupted.add(message.request);
      // killnowait: the callee need not answer, and here it does not; kill: it will.
      if (message.options.mode === 'kill') return;
      peer.work.get(message.request)!.inHand.delete(message.request);
      peer.work.delete(message.request);
    } else if (message.type === 'RESULT' || (message.type === 'ERROR' && message.requestType === 'CALL')) {
      // 1: one final answer, for a call that waits for one.
      const call = peer.calls.get(message.request)!;
      expect(peer.calls.delete(message.request)).toBe(true);
      const abandoned = message.type === 'ERROR' && message.error === 'wamp.error.no_available_callee';
      if (abandoned) expect(this.serving(call.procedure)).toEqual([]);
    } else {
      expect(message.type).toBe('UNREGISTERED');
    }
  }

  #invoked(peer: Peer, { request, registration, payload }: InvocationMessage): CallRecord {
    const all = this.peers.flatMap(({ calls }) => [...calls.values()]);
    const call = all.find(({ tag }) => tag === payload.args?.[0])!;
    // A call whose caller is gone or has its answer is not handed out, nor is one handed out twice.
    expect(call?.invoked).toBe(false);
    call.invoked = true;
    const endpoint = peer.endpoints.get(call.procedure)!;
    expect(endpoint.registration).toBe(registration);
    endpoint.inHand.add(request);
    peer.work.set(request, endpoint);
    // 5
    expect(endpoint.inHand.size).toBeLessThanOrEqual(endpoint.concurrency);
    return call;
  }
}

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
const call = fc
  .tuple(peerAt, procedure, fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }))
  .map(
    ([at, uri, timeout]): Command =>
      command(`call(${at}, ${uri}, ${timeout})`, somebody, (world) =>
        world.call(world.peer(at), uri, timeout),
      ),
  );
const answer = fc.tuple(peerAt, fc.nat(5), fc.boolean()).map(
  ([at, which, ok]): Command =>
    command(
      `${ok ? 'yield' : 'error'}(${at}, ${which})`,
      (world) => somebody(world) && world.peer(at).work.size > 0,
      (world) => world.answer(world.peer(at), which, ok),
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
  [join, leave, register, unregister, call, call, call, answer, answer, cancel, tick],
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
      // In the end every callee answers what it has, and the grace of calls nobody serves runs out: no call is left.
      for (let busy = world.peers.find(({ work }) => work.size > 0); busy !== undefined; ) {
        world.answer(busy, 0, true);
        busy = world.peers.find(({ work }) => work.size > 0);
      }
      world.bed.tick(GRACE);
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
      const { connections, ...tables } = world.bed.core.stats();
      expect(tables).toEqual({
        sessions: 0,
        subscriptions: 0,
        registrations: 0,
        invocations: 0,
        queued: 0,
        deadlines: 0,
        retained: 0,
      });
      expect(connections).toBe(0);
      expect(world.bed.core.nextDeadline()).toBeNull();
    }),
    { numRuns: 200 },
  );
});
