/** What the pages are told of the donor and of its connection. Pure. */
import type { PeerState } from '../peer/client.ts';
import type { Consideration, DonorSettings, DonorStatus, PauseReason } from './api.ts';
import type { Credit } from './credit.ts';
import type { Donor } from './donor.ts';

/** So long without a task, and it is said that there is none. */
const NO_JOB_MILLIS = 3000;

/** What the browser's peer knows. */
export interface Known {
  /** Null while nobody donates. */
  readonly donor: Donor | null;
  readonly credit: Credit | null;
  readonly connection: PeerState;
  readonly settings: DonorSettings | null;
  /** Why nothing should run now, by the visitor's word and what the pages see. */
  readonly considered: Consideration | null;
  readonly tabs: number;
  /** As in DonorStatus, where somebody donates. */
  readonly rate: number;
  readonly load: number;
  readonly until: number;
  /** Milliseconds since 1970, of Donate. */
  readonly since: number;
  /** Milliseconds without a task. */
  readonly idle: number;
}

export function donorStatus(known: Known): DonorStatus {
  const { donor, credit, connection, settings, tabs, load } = known;
  return {
    connection: connection.is === 'joined' ? 'online' : 'connecting',
    reason: connection.is === 'joined' ? '' : connection.reason,
    donating: donor !== null,
    paused: donor ? paused(donor, known) : null,
    settings,
    kernels: donor?.kernels ?? 0,
    running: donor?.running ?? 0,
    tabs,
    rate: donor ? known.rate : 0,
    load,
    until: donor ? known.until : 0,
    session: {
      tasks: donor?.tasks ?? 0,
      moves: donor?.moves ?? 0,
      verified: credit?.since?.verified ?? null,
      improvements: credit?.since?.improvements ?? null,
      since: known.since,
    },
    donor: donor?.welcome
      ? {
          id: donor.welcome.donor,
          name: donor.welcome.name,
          refused: donor.welcome.refused ?? false,
          credit: credit?.allTime ?? donor.welcome.credit,
        }
      : null,
  };
}

function paused(donor: Donor, { considered, connection, idle }: Known): PauseReason | null {
  if (donor.outdated) return 'outdated';
  if (donor.barred) return 'barred';
  if (considered) return considered;
  if (connection.is !== 'joined') return 'offline';
  return idle > NO_JOB_MILLIS ? 'no job' : null;
}
