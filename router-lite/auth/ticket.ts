import { sha256 } from '@noble/hashes/sha2.js';
import type { Authenticator } from '../core/authenticator.ts';
import { equal, utf8 } from './bytes.ts';
import { DENIED } from './directory.ts';

export interface Ticket {
  readonly ticket: string;
  readonly role: string;
}

/**
 * Shared secrets by authid (spec: "Ticket-based Authentication"). An unknown authid is asked for its ticket like a
 * known one, and the same work is done for it: neither answer nor time tells which of the two was wrong.
 */
export function ticket(tickets: Readonly<Record<string, Ticket>>): Authenticator {
  const known = new Map(
    Object.entries(tickets).map(([authid, { ticket, role }]) => [authid, { digest: digestOf(ticket), role }]),
  );
  const nobody = { digest: digestOf(''), role: '' };
  return {
    method: 'ticket',
    begin: ({ authid }) => ({
      kind: 'challenge',
      extra: {},
      verify({ signature }) {
        const entry = authid === undefined ? undefined : known.get(authid);
        const right = equal(digestOf(signature), (entry ?? nobody).digest);
        if (!right || entry === undefined || authid === undefined) return DENIED;
        return { kind: 'accept', authid, authrole: entry.role, authprovider: 'static' };
      },
    }),
  };
}

/** Digests have one length whatever the secret's: the comparison tells nothing of it. */
function digestOf(secret: string): Uint8Array {
  return sha256(utf8(secret));
}
