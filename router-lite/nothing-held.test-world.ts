/** Of a router's stats(), when all have left and all has come to an end. */
export const NOTHING_HELD = {
  connections: 0,
  sessions: 0,
  subscriptions: 0,
  registrations: 0,
  invocations: 0,
  queued: 0,
  deadlines: 0,
};
