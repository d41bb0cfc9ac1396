/** For tests: candidates, and authenticators asked as the handshake asks them. */
import { expect } from 'vitest';
import type { Ask, Authenticator, Candidate, ConnectionInfo, Decision } from '../core/authenticator.ts';
import type { Dict } from '../core/messages.ts';

export function candidate(
  authid: string | undefined,
  authextra: Dict = {},
  connection: Partial<ConnectionInfo> = {},
): Candidate {
  return {
    realm: 'lehr',
    session: 4711,
    authid,
    details: { authextra },
    connection: { kind: 'websocket', peer: '192.0.2.7', serializer: 'wamp.2.json', ...connection },
  };
}

export async function asked(authenticator: Authenticator, who: Candidate): Promise<Ask> {
  const decision = await authenticator.begin(who);
  expect(decision.kind).toBe('challenge');
  return decision as Ask;
}

export async function answered(ask: Ask, signature: string, extra: Dict = {}): Promise<Decision> {
  return ask.verify({ signature, extra });
}
