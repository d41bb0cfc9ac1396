import type { Authenticator } from '../core/authenticator.ts';

/**
 * Lets anybody in, with one role (spec: "Anonymous"). The authid is the session's own, made by the router: an authid
 * that a stranger chose would let it pass for somebody else wherever identities are disclosed.
 */
export function anonymous(authrole: string): Authenticator {
  return {
    method: 'anonymous',
    begin: ({ session }) => ({
      kind: 'accept',
      authid: `anonymous-${session}`,
      authrole,
      authprovider: 'static',
    }),
  };
}
