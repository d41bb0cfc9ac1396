/** For the dealer's properties: peers that do whatever they are told, and after each step a look at what must be true of the router. */
import { expect } from 'vitest';
import {
  type CallRecord,
  isFree,
  Model,
  type Peer,
  PROCEDURES,
  QUEUE_LIMIT,
  type WorkRecord,
} from './dealer.test-model.ts';
import type { InvocationMessage, Message } from './messages.ts';
import { CLIENT_ROLES, Testbed } from './testbed.ts';

export const GRACE = 50;

export type How = 'yield' | 'error' | 'unavailable';

export class World extends Model {
  readonly bed = new Testbed({ queueLimit: QUEUE_LIMIT, graceMillis: GRACE });
  #tag = 0;

  join(able: boolean): void {
    const client = this.bed.join('all', able ? {} : { roles: { ...CLIENT_ROLES, callee: {} } });
    this.peers.push({
      client,
      able,
      calls: new Map(),
      late: new Map(),
      endpoints: new Map(),
      work: new Map(),
      interrupted: new Set(),
    });
  }

  call(
    peer: Peer,
    procedure: string,
    options: { timeout?: number; rkey?: string; progress?: boolean; _queue?: boolean },
  ): void {
    this.#tag += 1;
    const request = peer.client.next();
    const record: CallRecord = {
      tag: this.#tag,
      procedure,
      caller: peer.client,
      key: options.rkey,
      progressive: options.progress === true,
      streaming: options.progress === true,
      invoked: false,
      parts: 0,
      held: 0,
      tried: new Set(),
      registration: 0,
    };
    const expected = this.expected(record, options);
    peer.calls.set(request, record);
    peer.client.send({ type: 'CALL', request, options, procedure, payload: { args: [this.#tag, 0] } });
    const refused = peer.client.inbox.find((m) => m.type === 'ERROR' && m.request === request);
    expect(expected).toContain(refused?.type === 'ERROR' ? refused.error : undefined);
    this.settle();
  }

  /** The next part of a progressive call, be it over or not. */
  more(peer: Peer, at: number, last: boolean): void {
    const open = [...peer.calls, ...peer.late].filter(([, { streaming }]) => streaming);
    const [request, call] = open[at % open.length]!;
    const options = last ? {} : { progress: true };
    const isOver = peer.late.has(request);
    const part = call.invoked ? call.parts : 1 + call.held;
    if (last) {
      call.streaming = false;
      peer.late.delete(request);
    }
    if (!isOver && !call.invoked && !this.isFull(call.procedure)) call.held += 1;
    const payload = { args: [call.tag, part] };
    const before = peer.client.inbox.length;
    peer.client.send({ type: 'CALL', request, options, procedure: call.procedure, payload });
    if (isOver) expect(peer.client.inbox.length).toBe(before);
    if (!isOver && call.invoked) expect(call.parts).toBe(part);
    this.settle();
    if (!isOver && call.invoked && peer.calls.has(request)) expect(call.parts).toBeGreaterThan(part);
  }

  register(peer: Peer, procedure: string, invoke: string, concurrency: number): void {
    if (this.serving(procedure).length === 0) this.policies.set(procedure, invoke);
    const options = { invoke: this.policies.get(procedure), concurrency };
    const registration = peer.client.register(procedure, options);
    peer.endpoints.set(procedure, { registration, concurrency, able: peer.able, inHand: new Set() });
    this.settle();
  }

  unregister(peer: Peer, procedure: string): void {
    const { registration } = peer.endpoints.get(procedure)!;
    this.forgetHomes(peer.endpoints.get(procedure)!);
    peer.endpoints.delete(procedure);
    peer.client.send({ type: 'UNREGISTER', request: peer.client.next(), registration });
    this.settle();
  }

  answer(peer: Peer, at: number, how: How): void {
    const [request, { endpoint, call }] = [...peer.work][at % peer.work.size]!;
    peer.work.delete(request);
    endpoint.inHand.delete(request);
    const owed = this.peers.some(({ calls }) => [...calls.values()].includes(call));
    const moves = owed && call.key === undefined && call.parts === 1 && !peer.interrupted.has(request);
    if (how === 'unavailable' && moves) {
      call.tried.add(endpoint);
      call.invoked = false;
      call.parts = 0;
    }
    if (how === 'yield') peer.client.yield(request);
    else peer.client.fail(request, how === 'error' ? 'app.error' : 'wamp.error.unavailable');
    this.settle();
  }

  leave(peer: Peer): void {
    this.peers.splice(this.peers.indexOf(peer), 1);
    for (const endpoint of peer.endpoints.values()) this.forgetHomes(endpoint);
    peer.client.disconnect();
    this.settle();
  }

  /** Reads what everybody was sent since, and checks the invariants. */
  settle(): void {
    const served: WorkRecord[] = [];
    for (const peer of this.peers)
      for (const message of peer.client.take()) this.#read(peer, message, served);
    for (const procedure of PROCEDURES) {
      const serving = this.serving(procedure);
      for (const call of this.waiting(procedure)) {
        if (call.key !== undefined && this.homeOf(call) === undefined) {
          // It waits for an endpoint that only the router knows.
          if (serving.length > 0) expect(serving.every(isFree)).toBe(false);
          continue;
        }
        const will = serving.filter((endpoint) => this.mayRunOn(call, endpoint));
        // 6
        expect(will.some(isFree)).toBe(false);
        if (serving.length > 0) expect(will).not.toEqual([]);
        // 4: nobody who came later was served by an endpoint that one who still waits could have had.
        const ahead = served.filter(
          (other) => other.call.procedure === procedure && other.call.tag > call.tag,
        );
        for (const { endpoint } of ahead) expect(will).not.toContain(endpoint);
      }
    }
    const { sessions, queued } = this.bed.core.stats();
    expect(sessions).toBe(this.peers.length);
    expect(queued).toBe(PROCEDURES.reduce((sum, procedure) => sum + this.waiting(procedure).length, 0));
  }

  #read(peer: Peer, message: Message, served: WorkRecord[]): void {
    if (message.type === 'INVOCATION') {
      this.#invoked(peer, message, served);
    } else if (message.type === 'INTERRUPT') {
      expect(peer.client.session.open.features.callCanceling).toBe(true);
      expect(peer.interrupted.has(message.request)).toBe(false);
      peer.interrupted.add(message.request);
      // killnowait: the callee need not answer, and here it does not; kill: it will.
      if (message.options.mode === 'kill') return;
      peer.work.get(message.request)!.endpoint.inHand.delete(message.request);
      peer.work.delete(message.request);
    } else if (message.type === 'RESULT' || (message.type === 'ERROR' && message.requestType === 'CALL')) {
      // 1: one final answer, for a call that waits for one.
      const call = peer.calls.get(message.request)!;
      expect(peer.calls.delete(message.request)).toBe(true);
      if (call.streaming) peer.late.set(message.request, call);
      const abandoned = message.type === 'ERROR' && message.error === 'wamp.error.no_available_callee';
      if (abandoned) {
        const serving = this.serving(call.procedure).filter(
          ({ registration }) => call.registration === 0 || registration === call.registration,
        );
        expect(serving.filter((endpoint) => this.mayRunOn(call, endpoint))).toEqual([]);
      }
    } else {
      expect(message.type).toBe('UNREGISTERED');
    }
  }

  #invoked(peer: Peer, { request, registration, payload }: InvocationMessage, served: WorkRecord[]): void {
    const [tag, part] = payload.args as [number, number];
    const known = peer.work.get(request);
    const all = this.peers.flatMap(({ calls }) => [...calls.values()]);
    const call = known?.call ?? all.find((each) => each.tag === tag)!;
    // Parts arrive in order, at one endpoint.
    expect([call.tag, call.parts]).toEqual([tag, part]);
    call.parts += 1;
    if (known !== undefined) return;
    // A call whose caller is gone or has its answer is not handed out, nor is one handed out twice.
    expect(call.invoked).toBe(false);
    call.invoked = true;
    call.held = 0;
    call.registration = registration;
    const endpoint = peer.endpoints.get(call.procedure)!;
    expect(endpoint.registration).toBe(registration);
    if (call.key !== undefined && this.homeOf(call) === undefined) {
      this.homes.set(`${call.procedure} ${call.key}`, endpoint);
    }
    // 7, and never twice to the same
    expect(this.mayRunOn(call, endpoint)).toBe(true);
    endpoint.inHand.add(request);
    peer.work.set(request, { endpoint, call });
    served.push({ endpoint, call });
    // 5
    expect(endpoint.inHand.size).toBeLessThanOrEqual(endpoint.concurrency);
  }
}
