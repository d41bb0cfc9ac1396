/**
 * The realm `lehr`: who may do what. Anonymous peers are donors; who has the submitter's or the operator's token is that;
 * everything not granted here is refused.
 */
export const REALM = 'lehr';

/** Calls and subscriptions of anybody who only looks. */
const LOOK = [
  { uri: 'lehr.job.list', allow: { call: true } },
  { uri: 'lehr.job.get', allow: { call: true } },
  { uri: 'lehr.job.proof', allow: { call: true } },
  { uri: 'lehr.donor.list', allow: { call: true } },
  { uri: 'lehr.donor.stats', allow: { call: true } },
  { uri: 'lehr.leaderboard.get', allow: { call: true } },
  { uri: 'wamp.session.count', allow: { call: true } },
  { uri: 'lehr.job.', match: 'prefix', allow: { subscribe: true } },
  { uri: 'lehr.run.', match: 'prefix', allow: { subscribe: true } },
  { uri: 'lehr.jobs', allow: { subscribe: true } },
  { uri: 'lehr.orchestrator', allow: { subscribe: true } },
  { uri: 'lehr.donors', allow: { subscribe: true } },
  { uri: 'lehr.leaderboard', allow: { subscribe: true } },
  { uri: 'lehr.tasks', allow: { subscribe: true } },
  { uri: 'lehr.chaos.get', allow: { call: true } },
  { uri: 'lehr.chaos', allow: { subscribe: true } },
] as const;

const DONATE = [
  ...LOOK,
  // The orchestrator books credit on the session that says hello.
  { uri: 'lehr.donor.hello', allow: { call: true }, disclose: { caller: true } },
  // … and believes a session about itself alone.
  { uri: 'lehr.donor.load', allow: { publish: true }, disclose: { publisher: true } },
  { uri: 'lehr.compute.', match: 'prefix', allow: { register: true } },
] as const;

/** What is kept for those who come later: in one order for each, the oldest go when there is more than that. */
export const FACTS = [
  // Credit that was given: some 100 bytes a donor and second.
  { prefix: 'lehr.credit.', retention: { bytes: 256 * 1024 * 1024 } },
  // The runs of jobs: up to 2 MiB of pictures each, of most far less.
  { prefix: 'lehr.run.', retention: { bytes: 128 * 1024 * 1024 } },
];

export const ROLES = {
  donor: { rules: DONATE },
  // Donors of this process: their answers are our own program's, and are not replayed. No way in from outside has this role.
  kiln: { rules: DONATE },
  viewer: { rules: LOOK },
  submitter: {
    rules: [
      ...LOOK,
      { uri: 'lehr.job.submit', allow: { call: true } },
      { uri: 'lehr.problem.', match: 'prefix', allow: { call: true } },
      { uri: 'lehr.job.pause', allow: { call: true } },
      { uri: 'lehr.job.resume', allow: { call: true } },
      { uri: 'lehr.job.cancel', allow: { call: true } },
    ],
  },
  // Looks at everything, ends sessions, and may what submitters may. It serves nothing, and speaks for nobody: no publishing.
  operator: {
    rules: [
      { uri: 'lehr.', match: 'prefix', allow: { call: true, subscribe: true }, disclose: { callee: true } },
      { uri: 'wamp.', match: 'prefix', allow: { call: true, subscribe: true } },
    ],
  },
  // Watches services from the router's own process: asks the meta API, and pings each instance by itself.
  monitor: {
    rules: [
      { uri: 'lehr.service.hello', allow: { register: true } },
      { uri: 'lehr.service.bye', allow: { register: true } },
      { uri: 'lehr.service.', match: 'prefix', allow: { call: true }, disclose: { callee: true } },
      { uri: 'lehr.health.get', allow: { register: true } },
      { uri: 'lehr.health', allow: { publish: true } },
      { uri: 'wamp.', match: 'prefix', allow: { call: true, subscribe: true } },
    ],
  },
  // Folds what was credited, and tells it (standings/).
  leaderboard: {
    rules: [
      { uri: 'lehr.leaderboard.', match: 'prefix', allow: { register: true } },
      { uri: 'lehr.donor.stats', allow: { register: true } },
      { uri: 'lehr.leaderboard', allow: { publish: true } },
      { uri: 'lehr.donors', allow: { subscribe: true } },
      { uri: 'lehr.credit.', match: 'prefix', allow: { subscribe: true } },
      { uri: 'lehr.service.leaderboard.ping', allow: { register: true } },
      { uri: 'lehr.service.', match: 'prefix', allow: { call: true } },
    ],
  },
  orchestrator: {
    rules: [
      // The monitor enrols the session that says hello, whatever its client can ask for.
      {
        uri: 'lehr.service.',
        match: 'prefix',
        allow: { call: true, register: true, publish: true, subscribe: true },
        disclose: { caller: true, callee: true },
      },
      {
        uri: 'lehr.',
        match: 'prefix',
        allow: { call: true, register: true, publish: true, subscribe: true },
        disclose: { callee: true },
      },
      { uri: 'wamp.', match: 'prefix', allow: { call: true, subscribe: true } },
    ],
  },
} as const;
