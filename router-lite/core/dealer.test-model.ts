/** For the dealer's properties: what a router must hold after what was done to it, in the simplest words there are. */
import type { Client } from './testbed.ts';

export const PROCEDURES = ['app.a', 'app.b'] as const;
export const QUEUE_LIMIT = 3;

export interface CallRecord {
  readonly tag: number;
  readonly procedure: string;
  readonly caller: Client;
  /** rkey of a sticky call. */
  readonly key: string | undefined;
  readonly progressive: boolean;
  /** More parts of it may come. */
  streaming: boolean;
  invoked: boolean;
  /** Parts its callee has. */
  parts: number;
  /** Parts sent while it waits, after the first. */
  held: number;
  readonly tried: Set<EndpointRecord>;
  /** The registration it was handed out by, which may be gone since. */
  registration: number;
}

export interface EndpointRecord {
  readonly registration: number;
  readonly concurrency: number;
  /** Takes progressive calls. */
  readonly able: boolean;
  /** INVOCATION.Request of what it has in hand. */
  readonly inHand: Set<number>;
}

export interface WorkRecord {
  readonly endpoint: EndpointRecord;
  readonly call: CallRecord;
}

/** One connected session: the calls it waits for, and the endpoints it serves. */
export interface Peer {
  readonly client: Client;
  readonly able: boolean;
  readonly calls: Map<number, CallRecord>;
  /** CALL.Request of progressive calls that ended before their last part. */
  readonly late: Map<number, CallRecord>;
  readonly endpoints: Map<string, EndpointRecord>;
  /** INVOCATION.Request → the endpoint it belongs to, which may be withdrawn meanwhile, and the call. */
  readonly work: Map<number, WorkRecord>;
  /** INVOCATION.Request of those it was told to stop and still owes an answer of. */
  readonly interrupted: Set<number>;
}

export class Model {
  readonly peers: Peer[] = [];
  readonly policies = new Map<string, string>();
  /** Procedure and key → the endpoint the key was seen at. */
  readonly homes = new Map<string, EndpointRecord>();

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

  isFull(procedure: string): boolean {
    return this.waiting(procedure).reduce((sum, { held }) => sum + 1 + held, 0) >= QUEUE_LIMIT;
  }

  homeOf({ procedure, key }: CallRecord): EndpointRecord | undefined {
    return this.homes.get(`${procedure} ${key}`);
  }

  mayRunOn(call: CallRecord, endpoint: EndpointRecord): boolean {
    if (call.key !== undefined && this.homeOf(call) !== endpoint) return false;
    return !call.tried.has(endpoint) && (!call.progressive || endpoint.able);
  }

  /** The errors a new call may get at once; undefined for none. */
  expected(
    call: CallRecord,
    { _queue, timeout }: { _queue?: boolean; timeout?: number },
  ): (string | undefined)[] {
    const serving = this.serving(call.procedure);
    if (_queue === true && timeout === undefined) return ['wamp.error.invalid_argument'];
    if (serving.length === 0) {
      if (_queue !== true) return ['wamp.error.no_such_procedure'];
      return [this.isFull(call.procedure) ? 'wamp.error.queue_full' : undefined];
    }
    const homeless = call.key !== undefined && this.homeOf(call) === undefined;
    const will = serving.filter((endpoint) => homeless || this.mayRunOn(call, endpoint));
    if (will.length === 0) return ['wamp.error.feature_not_supported'];
    const free = will.some(isFree);
    if (!this.isFull(call.procedure) || (free && !homeless)) return [undefined];
    // Where a key will live that was never seen is the router's to choose.
    return homeless && free ? [undefined, 'wamp.error.unavailable'] : ['wamp.error.unavailable'];
  }

  /** 7 ends with the endpoint. */
  forgetHomes(endpoint: EndpointRecord): void {
    for (const [key, home] of this.homes) if (home === endpoint) this.homes.delete(key);
  }
}

export function isFree({ inHand, concurrency }: EndpointRecord): boolean {
  return inHand.size < concurrency;
}
