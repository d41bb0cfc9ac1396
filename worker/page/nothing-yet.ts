import type { DonorStatus } from '../api.ts';

/** A page's status before its peer has told any. */
export const NOTHING_YET: DonorStatus = {
  connection: 'connecting',
  reason: '',
  donating: false,
  paused: null,
  settings: null,
  kernels: 0,
  running: 0,
  tabs: 1,
  rate: 0,
  load: 0,
  until: 0,
  session: { tasks: 0, moves: 0, verified: null, improvements: null, since: 0 },
  donor: null,
};
