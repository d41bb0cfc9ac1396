/**
 * Where a method finds what it must know of a candidate: a table in the options, or a WAMP procedure (dynamic.ts).
 * A method never learns whether the name was known: it asks everybody, does the same work, and denies in the end.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes } from '@noble/hashes/utils.js';
import type { Accept, Candidate, Decision, Deny } from '../core/authenticator.ts';
import { WampError } from '../core/errors.ts';
import { utf8 } from './bytes.ts';

/** What is found of a candidate; `known` is false for a decoy, which must never be let in. */
export interface Entry<P> {
  readonly authid: string;
  readonly role: string;
  readonly known: boolean;
  readonly provider: 'static' | 'dynamic';
  readonly principal: P;
}

export type Found<P> = Entry<P> | Deny;
export type Directory<P> = (candidate: Candidate) => Found<P> | Promise<Found<P>>;

/** Every credential that is wrong in any way gets this one answer. */
export const DENIED: Deny = {
  kind: 'deny',
  reason: WampError.authenticationDenied,
  message: 'the authid or its credentials are wrong',
};

/** Whether they are wrong could not be found out. */
export const FAILED: Deny = {
  kind: 'deny',
  reason: WampError.authenticationFailed,
  message: 'the authenticator did not decide; try again later',
};

export function accept({ authid, role, provider }: Entry<unknown>, authextra?: Accept['authextra']): Accept {
  const accepted = { kind: 'accept', authid, authrole: role, authprovider: provider } as const;
  return authextra === undefined ? accepted : { ...accepted, authextra };
}

/** Goes on at once where the directory answered at once. */
export function withFound<P>(
  found: Found<P> | Promise<Found<P>>,
  then: (entry: Entry<P>) => Decision,
): Decision | Promise<Decision> {
  const decide = (outcome: Found<P>) => ('kind' in outcome ? outcome : then(outcome));
  return found instanceof Promise ? found.then(decide) : decide(found);
}

/**
 * A table by authid. Who is not in it gets a decoy made from an entry that is: the same one and the same salt each time
 * the same name is asked for (spec: "SCRAM", mock CHALLENGE), or strangers would learn which names exist.
 */
export function table<P extends { readonly role: string }>(
  principals: Readonly<Record<string, P>>,
  decoy: (template: P, seed: Uint8Array) => P,
): Directory<P> {
  const known = new Map(Object.entries(principals));
  const templates = [...known.values()];
  const secret = randomBytes(32);
  return ({ authid }) => {
    if (authid === undefined || templates.length === 0) return DENIED;
    const seed = hmac(sha256, secret, utf8(authid));
    const mock = decoy(templates[((seed[0]! << 8) | seed[1]!) % templates.length]!, seed);
    const found = known.get(authid);
    const principal = found ?? mock;
    return { authid, role: principal.role, known: found !== undefined, provider: 'static', principal };
  };
}
