/**
 * Looks now and then at who serves `lehr.compute.anneal`, as the router knows it. The router gives a call to whoever has the
 * fewest per unit of concurrency, so a session that registers with more than a task at work and one at hand for each core it
 * named is given everybody's work; one that never said hello answers in vain, as after another orchestrator took the lead, of which
 * it did not hear. Both are asked to leave, unless they were only changing their minds: seen so twice in a row.
 */
import type { Peer } from '../peer/client.ts';
import type { Clock } from './clock.ts';
import type { Donors } from './donors.ts';

const EVERY = 5_000;
/** As worker/donor.ts registers: one at work, one at hand. */
const CALLS_PER_CORE = 2;

export interface InspectionOptions {
  readonly peer: Pick<Peer, 'callUri'>;
  readonly clock: Clock;
  readonly donors: Donors;
  readonly log: (line: string) => void;
}

/** Begins; the returned function ends it. A router that does not tell of its callees' load is not inspected. */
export function inspect({ peer, clock, donors, log }: InspectionOptions): () => void {
  let closed = false;
  let cancel = () => {};
  let suspects: ReadonlySet<number> = new Set();

  async function look(): Promise<void> {
    const odd = await oddSessions(peer, donors).catch(() => []);
    for (const session of odd) {
      if (!suspects.has(session) || closed) continue;
      const known = donors.find(session);
      log(
        known
          ? `${known.name} took more tasks than the cores named, and was sent away`
          : 'Somebody took tasks and had not said hello, and was sent away',
      );
      await peer.callUri('wamp.session.kill', [session]).catch(() => {});
    }
    suspects = new Set(odd);
    if (!closed) next();
  }

  function next(): void {
    cancel = clock.after(EVERY, () => void look());
  }

  next();
  return () => {
    closed = true;
    cancel();
  };
}

async function oddSessions(peer: Pick<Peer, 'callUri'>, donors: Donors): Promise<number[]> {
  const id = await peer.callUri('wamp.registration.lookup', ['lehr.compute.anneal']);
  if (typeof id !== 'number') return [];
  const registration = await peer.callUri('wamp.registration.get', [id]);
  const { _callees: callees } = registration as { readonly _callees?: unknown };
  if (!Array.isArray(callees)) return [];
  return (callees as { readonly session: number; readonly concurrency: number | null }[])
    .filter(
      ({ session, concurrency }) =>
        donors.find(session) === null ||
        concurrency === null ||
        concurrency > CALLS_PER_CORE * donors.coresOf(session),
    )
    .map(({ session }) => session);
}
