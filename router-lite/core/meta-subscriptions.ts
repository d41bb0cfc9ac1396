/**
 * The subscription meta API and event history (spec: "Subscription Meta API", "Event History"). Beyond the spec: `get` tells how
 * many subscribe, and `remove_subscriber` revokes.
 */
import { LATER } from './answers.ts';
import { described, noSuchSubscription } from './broker.ts';
import type { Id } from './messages.ts';
import { patternArg } from './meta-registrations.ts';
import {
  byMatch,
  firstArg,
  invalid,
  type MetaOutcome,
  type MetaProcedure,
  type MetaProcedures,
  ok,
  taking,
} from './meta-scope.ts';
import type { Subscription } from './subscriptions.ts';

/** Runs on the subscription the first argument names. */
function about(answer: (subscription: Subscription) => MetaOutcome): MetaProcedure {
  return ({ broker }, call) => {
    const id = firstArg(call);
    const subscription = broker.subscriptions.byId(id as Id);
    return subscription === undefined ? noSuchSubscription(id) : answer(subscription);
  };
}

export const SUBSCRIPTION_PROCEDURES: MetaProcedures = [
  ['wamp.subscription.list', ({ broker }) => byMatch(broker.subscriptions)],
  [
    'wamp.subscription.lookup',
    ({ broker }, call) => {
      const pattern = patternArg(call);
      return 'error' in pattern ? pattern : ok(broker.subscriptions.get(pattern)?.id ?? null);
    },
  ],
  [
    'wamp.subscription.match',
    ({ broker }, call) => {
      const topic = firstArg(call);
      if (typeof topic !== 'string') return invalid('the first argument must be a URI');
      const ids = broker.subscriptions.matching(topic).map(({ id }) => id);
      return ok(ids.length === 0 ? null : ids);
    },
  ],
  [
    'wamp.subscription.get',
    about((found) => ok({ ...described(found), _subscribers: found.subscribers.size })),
  ],
  [
    'wamp.subscription.list_subscribers',
    about(({ subscribers }) => ok([...subscribers].map(({ id }) => id))),
  ],
  ['wamp.subscription.count_subscribers', about(({ subscribers }) => ok(subscribers.size))],
  [
    'wamp.subscription.get_events',
    ({ broker }, call, caller) => {
      const past = broker.past(caller, call);
      if (past === undefined) return LATER;
      return 'error' in past ? past : { payload: past };
    },
  ],
  [
    'wamp.subscription.remove_subscriber',
    ({ broker, sessions, turn }, call) => {
      const id = firstArg(call);
      const whom = taking(call, sessions);
      if ('error' in whom) return whom;
      return broker.revoke(whom.session, id as Id, whom.reason, turn) ? ok() : noSuchSubscription(id);
    },
  ],
];
