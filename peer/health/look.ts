/** What the monitor sees of a service: by the router's meta API, and by a ping of each instance. */
import type { Peer } from '../client.ts';
import { asWampError, isUnavailable, type WampError } from '../errors.ts';
import type { Ping, Service, Sight } from './assess.ts';
import { pingOf, type ServiceDeclaration } from './bulletin.ts';

/** Of a question to the router itself. */
const META_MILLIS = 2_500;

/** Resolves within twice `pingWithin` and a few answers of the router; rejects where the router does not answer. */
export async function look(
  peer: Peer,
  declared: ServiceDeclaration,
  instances: readonly number[],
): Promise<Sight> {
  const [pings, procedures, topics] = await Promise.all([
    Promise.all(instances.map((session) => ping(peer, declared, session))),
    Promise.all(declared.procedures.map(async (uri) => [uri, await serviceOf(peer, uri)] as const)),
    Promise.all(declared.topics.map((uri) => isSubscribed(peer, uri, new Set(instances)))),
  ]);
  return {
    pings: pings.filter((each) => each !== null),
    procedures: new Map(procedures.flatMap(([uri, service]) => (service ? [[uri, service]] : []))),
    topics: new Set(declared.topics.filter((_, index) => topics[index])),
  };
}

function ask(peer: Peer, procedure: string, arg: unknown): Promise<unknown> {
  return peer.callUri(procedure, [arg], { timeout: META_MILLIS });
}

/**
 * Null: the session has left. One miss may be a pause of the machine we both run on; it is asked again at once, and the
 * second miss counts.
 */
async function ping(peer: Peer, declared: ServiceDeclaration, session: number): Promise<Ping | null> {
  for (let attempt = 1; ; attempt += 1) {
    const began = performance.now();
    const complaint = await pingOnce(peer, declared, session);
    const took = Math.round(performance.now() - began);
    if (complaint === null) return { session, took, complaint };
    const { uri, message }: WampError = complaint;
    if (!isUnavailable(complaint) && uri !== NO_CALLEE) return { session, took, complaint: message };
    if (attempt < 2) continue;
    return (await isThere(peer, session)) ? { session, took: null, complaint: null } : null;
  }
}

/** The router's word for: nobody of those who may answer is there. */
const NO_CALLEE = 'wamp.error.no_available_callee';

async function pingOnce(
  peer: Peer,
  { name, pingWithin }: ServiceDeclaration,
  session: number,
): Promise<WampError | null> {
  try {
    const options = { _eligible: [session] };
    await peer.callRaw(pingOf(name), [], { timeout: pingWithin, options });
    return null;
  } catch (error) {
    return asWampError(error);
  }
}

async function isThere(peer: Peer, session: number): Promise<boolean> {
  try {
    await ask(peer, 'wamp.session.get', session);
    return true;
  } catch (error) {
    if (asWampError(error).uri === 'wamp.error.no_such_session') return false;
    throw error;
  }
}

async function serviceOf(peer: Peer, procedure: string): Promise<Service | null> {
  const id = await ask(peer, 'wamp.registration.match', procedure);
  return id === null ? null : orGone(ask(peer, 'wamp.registration.get', id).then(toService));
}

interface Callee {
  readonly in_flight: number;
  readonly concurrency: number | null;
}

function toService(registration: unknown): Service {
  // Only router-lite has these members; the monitor is in its process.
  const { _queue, _callees } = registration as {
    readonly _queue: number;
    readonly _callees: readonly Callee[];
  };
  const spare = _callees.reduce<number | null>(
    (sum, { in_flight, concurrency }) =>
      sum === null || concurrency === null ? null : sum + Math.max(0, concurrency - in_flight),
    0,
  );
  return { callees: _callees.length, spare, waiting: _queue };
}

/** It may be gone between two questions. */
async function orGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const { uri } = asWampError(error);
    if (uri === 'wamp.error.no_such_registration' || uri === 'wamp.error.no_such_subscription') return null;
    throw error;
  }
}

/** By an instance: who listens to everything, as an operator may, says nothing about the service. */
async function isSubscribed(peer: Peer, topic: string, instances: ReadonlySet<number>): Promise<boolean> {
  const ids = (await ask(peer, 'wamp.subscription.match', topic)) as readonly number[] | null;
  const all = await Promise.all(
    (ids ?? []).map((id) => orGone(ask(peer, 'wamp.subscription.list_subscribers', id))),
  );
  return all.some((sessions) => (sessions as readonly number[] | null)?.some((id) => instances.has(id)));
}
