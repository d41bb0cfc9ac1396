/** The router's own procedures, by URI. What is not here is no procedure, however it begins with `wamp.`. */
import type { Uri } from './messages.ts';
import { REGISTRATION_PROCEDURES } from './meta-registrations.ts';
import type { MetaProcedure } from './meta-scope.ts';
import { SESSION_PROCEDURES } from './meta-sessions.ts';
import { SUBSCRIPTION_PROCEDURES } from './meta-subscriptions.ts';

export const META_PROCEDURES: ReadonlyMap<Uri, MetaProcedure> = new Map([
  ...SESSION_PROCEDURES,
  ...REGISTRATION_PROCEDURES,
  ...SUBSCRIPTION_PROCEDURES,
]);
