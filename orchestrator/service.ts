/** The procedures people and pages call; the peer's guards have looked at every input. */
import type { Peer } from '../peer/client.ts';
import { coolingCurve } from './cooling-curve.ts';
import type { Donors } from './donors.ts';
import type { Jobs } from './jobs.ts';
import type { Ledger } from './ledger.ts';

export interface ServiceOptions {
  readonly peer: Peer;
  readonly jobs: Jobs;
  readonly ledger: Ledger;
  readonly donors: Donors;
}

/** Registers; the returned function takes all back. */
export async function serve({ peer, jobs, ledger, donors }: ServiceOptions): Promise<() => Promise<void>> {
  const registered = await Promise.all([
    peer.register('lehr.job.submit', (spec) => jobs.submit(spec)),
    peer.register('lehr.job.list', () => jobs.list()),
    peer.register('lehr.job.get', ({ id }) => {
      const job = jobs.get(id);
      return { ...job, cooling: coolingCurve(job) };
    }),
    peer.register('lehr.job.proof', ({ id }) => jobs.proof(id)),
    peer.register('lehr.job.pause', ({ id }) => jobs.pause(id)),
    peer.register('lehr.job.resume', ({ id }) => jobs.resume(id)),
    peer.register('lehr.job.cancel', ({ id }) => jobs.cancel(id)),
    peer.register('lehr.donor.stats', ({ donor }) => ledger.credit(donor)),
    peer.register('lehr.leaderboard.get', () => ledger.leaderboard((donor) => donors.isOnline(donor))),
  ]);
  return async () => {
    await Promise.allSettled(registered.map((unregister) => unregister()));
  };
}
