/** A service says what it promises, in every session anew, and answers when it is asked whether it lives. */
import { pause, pauseBefore } from '../backoff.ts';
import type { Peer, PeerState } from '../client.ts';
import { PING_WITHIN, pingOf, type ServiceDeclaration } from './bulletin.ts';

export interface ServiceOptions {
  /** See ServiceDeclaration. */
  readonly name: string;
  readonly procedures?: readonly string[];
  readonly topics?: readonly string[];
  /** Default 2,000 ms. */
  readonly pingWithin?: number;
  /** Asked at every ping: what it throws, or rejects with, is reported as what is wrong. Default: always well. */
  readonly probe?: () => unknown;
}

/** Where nobody watches, services ask ever more rarely. */
const PAUSES = { first: 500, longest: 60_000 };
/** Nobody waits long to say goodbye. */
const BYE = { timeout: 1_000 };

/**
 * Registers `lehr.service.<name>.ping`, shared by all instances of the name, and says hello now and after every reconnect until
 * the returned function is called, which says goodbye. Rejects where the router refuses the ping's registration. Declare what
 * is registered and subscribed already.
 */
export async function declareService(peer: Peer, options: ServiceOptions): Promise<() => Promise<void>> {
  const { name, procedures = [], topics = [], pingWithin = PING_WITHIN.default, probe } = options;
  const declared = { name, procedures, topics, pingWithin };
  const answer = async () => {
    await probe?.();
  };
  const unregister = await peer.registerUri(pingOf(name), answer, { invoke: 'roundrobin' });
  let session = new AbortController();
  const stopListening = peer.onState((state: PeerState) => {
    session.abort();
    if (state.is !== 'joined') return;
    session = new AbortController();
    void greet(peer, declared, session.signal);
  });
  return async () => {
    stopListening();
    session.abort();
    const bye = peer.state.is === 'joined' ? peer.call('lehr.service.bye', { name }, BYE) : null;
    await Promise.allSettled([bye, unregister()]);
  };
}

/** Until the monitor has answered: it may come after us, or be full. */
async function greet(peer: Peer, declared: ServiceDeclaration, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    if (await greetOnce(peer, declared, signal)) return;
    await pause(pauseBefore(attempt, PAUSES, Math.random()), signal);
  }
}

async function greetOnce(peer: Peer, declared: ServiceDeclaration, signal: AbortSignal): Promise<boolean> {
  try {
    await peer.call('lehr.service.hello', declared, { signal });
    return true;
  } catch {
    return false;
  }
}
