/** Donors come, say how much they can take, misbehave and leave: keeps `Donors` true and tells the public. */
import type { InvocationContext, Peer } from '../peer/client.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { DonorHello, DonorWelcome } from '../peer/procedures.ts';
import type { Party } from './claim.ts';
import type { Clock } from './clock.ts';
import { donorId, donorName } from './donor-name.ts';
import type { Donors } from './donors.ts';
import type { Ledger } from './ledger.ts';
import { Throttle } from './throttle.ts';

export interface Reception {
  /** A session's answer was verified, at so many moves per millisecond. */
  verified(session: number, speed: number): void;
  /** A donor's answer was rejected. */
  rejected(by: Party, reason: string): void;
  /** Somebody answered who did not say hello; null when the router does not tell who. */
  stranger(session: number | null): void;
  /** Somebody's credit changed. */
  credited(): void;
  /** A donor was caught in a lie: its account is marked, its sessions end. */
  expel(donor: Pick<Party, 'donor' | 'name'>, reason: string): void;
  close(): void;
}

/** Pauses between two publications; a list of many donors goes out less often. Milliseconds. */
const DONORS_EVERY = 400;
const PER_DONOR = 10;
const LEADERBOARD_EVERY = 2_000;

/** Answers a session may have rejected before it is sent away. */
const PATIENCE = 3;

/** The role of donors in this process, which run our own program: nobody else can have it. */
export const OWN_ROLE = 'kiln';

export interface ReceptionOptions {
  readonly peer: Peer;
  readonly clock: Clock;
  readonly donors: Donors;
  readonly ledger: Ledger;
  /** False: another service tells it. */
  readonly ownsLeaderboard: boolean;
  readonly log: (line: string) => void;
  /** The capacity changed. */
  readonly changed: () => void;
  /** The donor's last session is gone. */
  readonly gone: (donor: string) => void;
}

type Caller = Pick<InvocationContext, 'caller' | 'callerRole'>;

export async function openReception(options: ReceptionOptions): Promise<Reception> {
  const { peer, clock, donors, ledger, ownsLeaderboard, log, changed, gone } = options;
  const rows = () => ({ donors: donors.rows((donor) => ledger.credit(donor)) });
  const donorsTopic = new Throttle(
    clock,
    () => Math.max(DONORS_EVERY, donors.count * PER_DONOR),
    () => peer.publish('lehr.donors', rows()),
  );
  const leaderboardTopic = new Throttle(
    clock,
    () => LEADERBOARD_EVERY,
    () => {
      if (!ownsLeaderboard) return;
      peer.publish(
        'lehr.leaderboard',
        ledger.leaderboard((donor) => donors.isOnline(donor)),
      );
    },
  );

  function left(donor: string): void {
    if (donors.isOnline(donor)) return;
    ledger.left(donor);
    gone(donor);
  }

  /** A router without wamp.session.kill leaves us with retryPause to hold a liar off. */
  function end(session: number): void {
    peer.callUri('wamp.session.kill', [session]).catch(() => {});
  }

  function hello(input: DonorHello, { caller: session, callerRole }: Caller): DonorWelcome {
    if (session === null)
      throw new WampError(ERRORS.runtime, 'the router does not tell who calls: check the roles');
    const before = donors.find(session);
    const donor = donorId(input.token);
    if (ledger.trust(donor).barred)
      throw new WampError(ERRORS.barred, 'an answer of this donor was not what the kernel gives');
    const { name: chosen, refused } = donorName(input.name, donor);
    const { name, credit } = ledger.greet(donor, chosen);
    donors.join(session, donor, name, input, clock.wall());
    if (callerRole === OWN_ROLE) donors.own(session);
    if (before) left(before.donor);
    donorsTopic.request();
    leaderboardTopic.request();
    changed();
    return { donor, name, refused, credit };
  }

  await peer.subscribeUri('wamp.session.on_leave', ([session]) => {
    const known = donors.find(Number(session));
    if (!known) return;
    donors.leave(Number(session));
    left(known.donor);
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
  await peer.register('lehr.donor.hello', (input, context) => hello(input, context));

  return {
    verified(session, speed) {
      donors.verified(session, speed);
      donorsTopic.request();
    },
    rejected({ session, donor, name }, reason) {
      ledger.mark(donor);
      const times = donors.reject(session);
      if (times === 1) log(`${name}: an answer was rejected: ${reason}`);
      if (times >= PATIENCE) end(session);
    },
    stranger(session) {
      // One that was here before this process was, comes back and says hello.
      if (session !== null && !donors.find(session)) end(session);
    },
    credited() {
      leaderboardTopic.request();
      donorsTopic.request();
    },
    expel({ donor, name }, reason) {
      log(`${name} was caught in a lie, and is believed no more: ${reason}`);
      ledger.bar(donor, name);
      for (const session of donors.sessionsOf(donor)) end(session);
      leaderboardTopic.request();
    },
    close() {
      donorsTopic.close();
      leaderboardTopic.close();
    },
  };
}
