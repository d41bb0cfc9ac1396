/** Guards of donors: who they are, what they did, what they are credited with. */
import type {
  CreditBooking,
  Donor,
  DonorCredit,
  DonorHello,
  DonorWelcome,
  Leaderboard,
  LeaderboardRow,
} from './procedures.ts';
import { finite, flag, hex, integer, listOf, oneOf, orElse, record, text } from './shape.ts';
import type { DonorLoad, TaskEnd, TaskEnds } from './topics.ts';
import { count, id } from './values.ts';

const CORES = 1024;
const creditFields = { moves: count, tasks: count, improvements: count };
export const donorCredit = record<DonorCredit>(creditFields);
export const donorHello = record<DonorHello>({
  token: hex(32),
  name: text(24),
  cores: integer(0, CORES),
  kernels: listOf(text(64), 64),
  agent: text(64),
  quick: orElse(flag, false),
});
export const donorWelcome = record<DonorWelcome>({
  donor: id,
  name: text(64),
  refused: orElse(flag, false),
  credit: donorCredit,
});
const donor = record<Donor>({
  donor: id,
  name: text(64),
  agent: text(64),
  cores: count,
  running: count,
  joinedAt: count,
  credit: donorCredit,
});
export const donors = record<{ readonly donors: readonly Donor[] }>({ donors: listOf(donor, 100_000) });
const row = record<LeaderboardRow>({ ...creditFields, donor: id, name: text(64), online: flag });
export const leaderboard = record<Leaderboard>({ allTime: listOf(row, 1000), today: listOf(row, 1000) });
export const donorLoad = record<DonorLoad>({
  donor: id,
  cores: integer(0, CORES),
  running: integer(0, CORES),
  paused: flag,
});
export const creditBookings = record<{ readonly bookings: readonly CreditBooking[] }>({
  bookings: listOf(
    record<CreditBooking>({
      donor: id,
      name: text(64),
      day: text(10, 10),
      credit: record<DonorCredit>(creditFields),
      barred: flag,
    }),
    1_000,
  ),
});
export const taskEnds = record<TaskEnds>({
  ends: listOf(
    record<TaskEnd>({
      job: id,
      task: id,
      attempt: count,
      donor: id,
      name: text(64),
      from: finite(0),
      to: finite(0),
      end: oneOf('done', 'rejected', 'lost'),
    }),
    1_000,
  ),
  more: count,
});
