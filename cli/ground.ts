/** What every house stands on: the router and its monitor, donors of this machine when asked for, and faults for who shows Lehr. */
import { createHash } from 'node:crypto';
import type { ProblemKind } from '../anneal/kind.ts';
import { systemClock } from '../orchestrator/clock.ts';
import { FACTS, REALM, ROLES } from '../orchestrator/realm.ts';
import { OWN_ROLE } from '../orchestrator/reception.ts';
import { openStandings } from '../orchestrator/standings/standings.ts';
import { connect, type Peer } from '../peer/client.ts';
import { type Monitor, openMonitor } from '../peer/health/monitor.ts';
import type { TokenHolder } from '../peer/tokens.ts';
import { createRouter, type Router } from '../router-lite/index.ts';
import type { Store } from '../router-lite/store/store.ts';
import { openChaos } from './chaos.ts';
import { type NodeDonor, startNodeDonor } from './node-donor.ts';

export interface Ground {
  readonly router: Router;
  readonly monitor: Monitor;
  /** Of the role orchestrator. */
  readonly peer: Peer;
  /** Starts so many donors of one thread each; `secret` makes them the same donors at every start. */
  addDonors(count: number, secret: string): Promise<void>;
  /** Donors leave, then the router says goodbye. */
  close(): Promise<void>;
}

export interface GroundOptions {
  readonly store: Store;
  /** Who has one is let in as its holder; absent: nobody from outside is more than a donor. */
  readonly tokens?: Readonly<Partial<Record<TokenHolder, string>>>;
  /** The one kind there is instead of the built-in ones, and the script that exports it. */
  readonly own?: { readonly kinds: ReadonlyMap<string, ProblemKind<unknown>>; readonly script: string };
  readonly log: (line: string) => void;
}

export async function openGround({ store, tokens, own, log }: GroundOptions): Promise<Ground> {
  const tickets = Object.fromEntries(
    Object.entries(tokens ?? {}).map(([role, ticket]) => [role, { ticket, role }]),
  );
  const router = createRouter({
    realms: {
      [REALM]: {
        roles: ROLES,
        anonymous: 'donor',
        slots: { prefix: 'lehr' },
        facts: FACTS,
        ...(tokens && { tickets }),
      },
    },
    store,
  });
  const link = (authid: string, authrole: string) => async () =>
    router.link({ realm: REALM, authid, authrole });
  const peer = connect({ link: link('orchestrator', 'orchestrator'), realm: REALM });
  // Before anybody who says hello to it.
  const watcher = connect({ link: link('monitor', 'monitor'), realm: REALM });
  const keeper = connect({ link: link('leaderboard', 'leaderboard'), realm: REALM });
  const monitor = await openMonitor({ peer: watcher, clock: systemClock, log });
  const closeStandings = await openStandings({ peer: keeper, store, clock: systemClock, log });
  /** Also those that still start: a house may be closed at once. */
  const donors: Promise<NodeDonor>[] = [];
  const fetchBlob = async (sha256: string) => {
    const bytes = store.getBlob(sha256);
    if (!bytes) throw new Error(`blob ${sha256} is not in the store`);
    return bytes;
  };
  // Only where there can be an operator to switch them.
  const closeChaos = tokens ? await openChaos({ peer, link: link('chaos', 'donor'), fetchBlob, log }) : null;
  return {
    router,
    monitor,
    peer,
    async addDonors(count, secret) {
      const started = Array.from({ length: count }, (_, index) =>
        startNodeDonor({
          link: link(`donor-${index + 1}`, OWN_ROLE),
          fetchBlob,
          threads: 1,
          name: `Kiln ${index + 1}`,
          token: tokenOf(secret, index),
          ...(own ? { own } : {}),
        }),
      );
      donors.push(...started);
      await Promise.all(started);
    },
    async close() {
      await closeChaos?.();
      const started = await Promise.allSettled(donors);
      await Promise.all(started.map((donor) => (donor.status === 'fulfilled' ? donor.value.close() : null)));
      await peer.close();
      await closeStandings();
      await keeper.close();
      await monitor.close();
      await watcher.close();
      await router.close();
    },
  };
}

/** 32 hex digits that belong to the index-th donor of whoever knows the secret. */
function tokenOf(secret: string, index: number): string {
  return createHash('sha256').update(`${secret} ${index}`).digest('hex').slice(0, 32);
}
