import { describe, expect, it } from 'vitest';
import type { Ask, Candidate, Decision } from '../core/authenticator.ts';
import { anonymous } from './anonymous.ts';
import { ticket } from './ticket.ts';

const candidate = (authid?: string): Candidate => ({
  realm: 'lehr',
  session: 4711,
  authid,
  details: {},
  connection: { kind: 'linked', peer: 'local', serializer: 'none' },
});

describe('anonymous', () => {
  it('lets anybody in under an id of the router’s making, whatever name they ask for', () => {
    const decision = anonymous('donor').begin(candidate('orchestrator'));
    expect(decision).toMatchObject({ kind: 'accept', authid: 'anonymous-4711', authrole: 'donor' });
  });
});

describe('ticket', () => {
  const tickets = ticket({ alice: { ticket: 'secret', role: 'operator' }, empty: { ticket: '', role: 'x' } });
  const answer = (authid: string | undefined, signature: string): Decision | Promise<Decision> => {
    const asked = tickets.begin(candidate(authid)) as Ask;
    expect(asked).toMatchObject({ kind: 'challenge', extra: {} });
    return asked.verify({ signature, extra: {} });
  };

  it('lets in who knows the ticket, with the ticket’s role', () => {
    expect(answer('alice', 'secret')).toMatchObject({
      kind: 'accept',
      authid: 'alice',
      authrole: 'operator',
    });
  });

  it('answers a wrong ticket, an unknown name and no name alike', () => {
    const wrong = answer('alice', 'Secret');
    expect(wrong).toMatchObject({ kind: 'deny', reason: 'wamp.error.authentication_denied' });
    for (const [authid, signature] of [
      ['alice', ''],
      ['alice', 'secret '],
      ['mallory', 'secret'],
      ['mallory', ''],
      ['constructor', ''],
      [undefined, ''],
    ] as const) {
      expect(answer(authid, signature)).toEqual(wrong);
    }
  });
});
