/** The procedures people and pages call; the peer's guards have looked at every input. */
import type { Peer } from '../peer/client.ts';
import { declareService } from '../peer/health/declare.ts';
import { coolingCurve } from './cooling-curve.ts';
import type { Donors } from './donors.ts';
import type { Jobs } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import type { ReadyMade } from './ready-made.ts';

export interface ServiceOptions {
  readonly peer: Peer;
  readonly jobs: Jobs;
  readonly ledger: Ledger;
  /** False: leaderboard and credits are served by another service. */
  readonly ownsLeaderboard: boolean;
  readonly donors: Donors;
  /** null where there is no world: its procedures are then nobody's. */
  readonly readyMade: ReadyMade | null;
}

/** What reception.ts serves and hears, for the declaration: the orchestrator is one service. */
const RECEPTION = ['lehr.donor.hello', 'lehr.donor.list'];
const TOPICS = ['lehr.donor.load'];

/** Registers and says hello as the service `orchestrator`; the returned function takes all back. */
export async function serve(options: ServiceOptions): Promise<() => Promise<void>> {
  const { peer, jobs, ledger, ownsLeaderboard, donors, readyMade } = options;
  const procedures: string[] = [...RECEPTION];
  const register: Peer['register'] = (procedure, handler, how) => {
    procedures.push(procedure);
    return peer.register(procedure, handler, how);
  };
  const registered = await Promise.all([
    register('lehr.job.submit', (spec) => jobs.submit(spec)),
    register('lehr.job.list', () => jobs.list()),
    register('lehr.job.get', ({ id }) => {
      const job = jobs.get(id);
      return { ...job, cooling: coolingCurve(job) };
    }),
    register('lehr.job.proof', ({ id }) => jobs.proof(id)),
    register('lehr.job.pause', ({ id }) => jobs.pause(id)),
    register('lehr.job.resume', ({ id }) => jobs.resume(id)),
    register('lehr.job.cancel', ({ id }) => jobs.cancel(id)),
    ...(ownsLeaderboard
      ? [
          register('lehr.donor.stats', ({ donor }) => ledger.credit(donor)),
          register('lehr.leaderboard.get', () => ledger.leaderboard((donor) => donors.isOnline(donor))),
        ]
      : []),
    ...(readyMade
      ? [
          register('lehr.problem.world', (wish) => readyMade.problem(wish)),
          register('lehr.problem.glass', ({ side }) => readyMade.glass(side)),
          register('lehr.problem.countries', async () => ({ countries: await readyMade.countries() })),
        ]
      : []),
  ]);
  const undeclare = await declareService(peer, { name: 'orchestrator', procedures, topics: TOPICS });
  return async () => {
    await undeclare();
    await Promise.allSettled(registered.map((unregister) => unregister()));
  };
}
