/** Donors come, say how much they can take, misbehave and leave: keeps `Donors` true and tells the public. */
import type { Peer } from '../peer/client.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { DonorHello, DonorWelcome } from '../peer/procedures.ts';
import type { Clock } from './clock.ts';
import { donorId, donorName } from './donor-name.ts';
import type { Donors } from './donors.ts';
import type { Ledger } from './ledger.ts';
import { Throttle } from './throttle.ts';

export interface Reception {
  /** A session's answer was verified, and its donor's credit grew; null when it is not known whose. */
  verified(session: number | null): void;
  /** A session's answer was rejected; null when it is not known whose. */
  rejected(session: number | null, reason: string): void;
  close(): void;
}

/** Pauses between two publications; a list of many donors goes out less often. Milliseconds. */
const DONORS_EVERY = 400;
const PER_DONOR = 5;
const LEADERBOARD_EVERY = 2_000;

/** Answers a session may have rejected before it is sent away. */
const PATIENCE = 3;

export interface ReceptionOptions {
  readonly peer: Peer;
  readonly clock: Clock;
  readonly donors: Donors;
  readonly ledger: Ledger;
  readonly log: (line: string) => void;
  /** The capacity changed. */
  readonly changed: () => void;
}

export async function openReception(options: ReceptionOptions): Promise<Reception> {
  const { peer, clock, donors, ledger, log, changed } = options;
  const rows = () => ({ donors: donors.rows((donor) => ledger.credit(donor)) });
  const donorsTopic = new Throttle(
    clock,
    () => Math.max(DONORS_EVERY, donors.count * PER_DONOR),
    () => peer.publish('lehr.donors', rows()),
  );
  const leaderboardTopic = new Throttle(
    clock,
    () => LEADERBOARD_EVERY,
    () =>
      peer.publish(
        'lehr.leaderboard',
        ledger.leaderboard((donor) => donors.isOnline(donor)),
      ),
  );

  function left(donor: string): void {
    if (!donors.isOnline(donor)) ledger.left(donor);
  }

  function hello(input: DonorHello, session: number | null): DonorWelcome {
    if (session === null)
      throw new WampError(ERRORS.runtime, 'the router does not tell who calls: check the roles');
    const before = donors.find(session);
    const donor = donorId(input.token);
    const { name, credit } = ledger.greet(donor, donorName(input.name, donor));
    donors.join(session, donor, name, input, clock.wall());
    if (before) left(before.donor);
    donorsTopic.request();
    leaderboardTopic.request();
    changed();
    return { donor, name, credit };
  }

  await peer.subscribeUri('wamp.session.on_leave', ([session]) => {
    const gone = donors.find(Number(session));
    if (!gone) return;
    donors.leave(Number(session));
    left(gone.donor);
    donorsTopic.request();
    leaderboardTopic.request();
    changed();
  });
  await peer.subscribe('lehr.donor.load', (event, { publisher }) => {
    if (publisher === null) return;
    if (donors.load(publisher, event)) changed();
    left(event.donor);
    donorsTopic.request();
  });
  await peer.register('lehr.donor.list', rows);
  await peer.register('lehr.donor.hello', (input, { caller }) => hello(input, caller));

  return {
    verified(session) {
      if (session !== null) donors.verified(session);
      leaderboardTopic.request();
      donorsTopic.request();
    },
    rejected(session, reason) {
      const donor = donors.find(session);
      if (session === null || !donor) return;
      ledger.mark(donor.donor);
      const times = donors.reject(session);
      if (times === 1) log(`${donor.name}: an answer was rejected: ${reason}`);
      // A router without wamp.session.kill leaves us with retryPause to hold a liar off.
      if (times >= PATIENCE) peer.callUri('wamp.session.kill', [session]).catch(() => {});
    },
    close() {
      donorsTopic.close();
      leaderboardTopic.close();
    },
  };
}
