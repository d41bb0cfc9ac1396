/** Puts the questions of dynamic authenticators to the procedures of their realms, as a session of this process. */
import type { Answer, Ask } from './auth/dynamic.ts';
import type { Uri } from './core/messages.ts';
import type { Trust } from './core/session.ts';
import { type Failure, type LinkSession, linkSession } from './link-session.ts';
import type { LinkedEnd } from './transports/linked-pair.ts';

/** The role of the session that asks: it may call the authenticators of its realm, and nothing else. */
export const ASKING_ROLE = 'wamp.authenticator';
/** Less than a handshake may take. */
const ASK_MILLIS = 5_000;

/** Errors of WAMP's own namespace an authenticator gives on purpose; all others of it say that it did not answer. */
const REFUSALS = new Set([
  'wamp.error.authentication_failed',
  'wamp.error.authentication_denied',
  'wamp.error.no_such_principal',
]);

/** `millis`: what a procedure has for its answer. */
export function asking(
  link: (trust: Trust) => LinkedEnd,
  onError: (error: unknown) => void,
  millis = ASK_MILLIS,
): Ask {
  const sessions = new Map<Uri, LinkSession>();

  function sessionOf(realm: Uri): LinkSession {
    const open = sessions.get(realm);
    if (open?.isOpen) return open;
    const fresh = linkSession(link({ realm, authid: 'authenticator', authrole: ASKING_ROLE }), realm);
    sessions.set(realm, fresh);
    return fresh;
  }

  return async (realm, procedure, args) => {
    const outcome = await sessionOf(realm).call(procedure, { args, kwargs: {} }, { timeout: millis });
    if (!('error' in outcome)) return { value: outcome.args[0] };
    const refusal = refusalOf(outcome);
    if (refusal === null) {
      onError(new Error(`authenticator ${procedure} of realm ${realm} did not answer: ${outcome.error}`));
    }
    return refusal;
  };
}

function refusalOf({ error, args }: Failure): Answer | null {
  if (error.startsWith('wamp.') && !REFUSALS.has(error)) return null;
  return { error, text: typeof args[0] === 'string' ? args[0] : 'the authenticator refused' };
}
