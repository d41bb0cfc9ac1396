/** The procedures people and pages call; the peer's guards have looked at every input. */
import type { Peer } from '../peer/client.ts';
import { coolingCurve } from './cooling-curve.ts';
import type { Donors } from './donors.ts';
import type { Jobs } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import type { ReadyMade } from './ready-made.ts';

export interface ServiceOptions {
  readonly peer: Peer;
  readonly jobs: Jobs;
  readonly ledger: Ledger;
  readonly donors: Donors;
  /** null where there is no world: its procedures are then nobody's. */
  readonly readyMade: ReadyMade | null;
}

/** Registers; the returned function takes all back. */
export async function serve(options: ServiceOptions): Promise<() => Promise<void>> {
  const { peer, jobs, ledger, donors, readyMade } = options;
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
    ...(readyMade
      ? [
          peer.register('lehr.problem.world', (wish) => readyMade.problem(wish)),
          peer.register('lehr.problem.glass', ({ side }) => readyMade.glass(side)),
          peer.register('lehr.problem.countries', async () => ({ countries: await readyMade.countries() })),
        ]
      : []),
  ]);
  return async () => {
    await Promise.allSettled(registered.map((unregister) => unregister()));
  };
}
