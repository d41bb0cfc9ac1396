import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Authenticator, Decision } from '../core/authenticator.ts';
import { BackOff, type BackOffOptions } from './back-off.ts';
import { asked, candidate } from './testbed.ts';
import { ticket } from './ticket.ts';

const tickets = ticket({ alice: { ticket: 'right', role: 'user' }, bob: { ticket: 'right', role: 'user' } });

class Bed {
  at = 0;
  readonly backOff: BackOff;
  readonly guarded: Authenticator;

  constructor(options: Partial<BackOffOptions> = {}) {
    this.backOff = new BackOff({ now: () => this.at, firstMillis: 1000, longestMillis: 8000, ...options });
    this.guarded = this.backOff.guard(tickets);
  }

  async attempt(authid: string, signature: string, peer = '192.0.2.7'): Promise<Decision> {
    const begun = await this.guarded.begin(candidate(authid, {}, { peer }));
    return begun.kind === 'challenge' ? begun.verify({ signature, extra: {} }) : begun;
  }

  async kindsOf(attempts: readonly [string, string, string?][]): Promise<string[]> {
    const kinds: string[] = [];
    for (const attempt of attempts) kinds.push(told(await this.attempt(...attempt)));
    return kinds;
  }
}

const told = (decision: Decision) =>
  decision.kind === 'deny' && decision.message.startsWith('too many') ? 'wait' : decision.kind;
const wrong: [string, string] = ['alice', 'wrong'];
const right: [string, string] = ['alice', 'right'];

describe('the back-off', () => {
  it('lets three failures pass, then doubles the wait up to its longest', async () => {
    const bed = new Bed();
    expect(await bed.kindsOf([wrong, wrong, wrong, wrong])).toEqual(['deny', 'deny', 'deny', 'deny']);
    for (const seconds of [1, 2, 4, 8, 8]) {
      bed.at += seconds * 1000 - 1;
      expect(await bed.attempt(...right)).toMatchObject({
        reason: 'wamp.error.authentication_denied',
        message: 'too many failed attempts: try again in 1 s',
      });
      bed.at += 1;
      expect(told(await bed.attempt(...wrong))).toBe('deny');
    }
    bed.at += 8000;
    expect(told(await bed.attempt(...right))).toBe('accept');
  });

  it('forgets the failures of who got in at last, and of who kept quiet', async () => {
    const bed = new Bed();
    await bed.kindsOf([wrong, wrong, wrong]);
    expect(await bed.kindsOf([right, wrong, wrong, wrong, right])).toEqual([
      'accept',
      'deny',
      'deny',
      'deny',
      'accept',
    ]);
    await bed.kindsOf([wrong, wrong, wrong, wrong]);
    bed.at += 80_001;
    expect(await bed.kindsOf([wrong, wrong, wrong, right])).toEqual(['deny', 'deny', 'deny', 'accept']);
  });

  it('leaves other names and other addresses alone', async () => {
    const bed = new Bed();
    await bed.kindsOf([wrong, wrong, wrong, wrong]);
    expect(await bed.kindsOf([right, ['bob', 'right'], ['alice', 'right', '192.0.2.8']])).toEqual([
      'wait',
      'accept',
      'accept',
    ]);
  });

  it('slows down an address that tries many names, whoever of them it could be', async () => {
    const bed = new Bed();
    const many = Array.from({ length: 31 }, (_, i) => [`name${i}`, 'wrong'] as [string, string]);
    expect(new Set(await bed.kindsOf(many))).toEqual(new Set(['deny']));
    expect(await bed.kindsOf([right, ['alice', 'right', '192.0.2.8']])).toEqual(['wait', 'accept']);
  });

  it('does not sell many guesses for one, to who asked for many challenges first', async () => {
    const bed = new Bed();
    const asks = await Promise.all(Array.from({ length: 6 }, () => asked(bed.guarded, candidate('alice'))));
    const decisions = [];
    for (const ask of asks) decisions.push(told(await ask.verify({ signature: 'wrong', extra: {} })));
    expect(decisions).toEqual(['deny', 'deny', 'deny', 'deny', 'wait', 'wait']);
  });

  it('counts the decisions that take their time', async () => {
    const backOff = new BackOff({ now: () => 0 });
    const slow: Authenticator = {
      method: 'slow',
      begin: () =>
        Promise.resolve({ kind: 'deny', reason: 'wamp.error.authentication_denied', message: 'no' }),
    };
    const guarded = backOff.guard(slow);
    const kinds = [];
    for (let i = 0; i < 5; i++) kinds.push(told(await guarded.begin(candidate('alice'))));
    expect(kinds).toEqual(['deny', 'deny', 'deny', 'deny', 'wait']);
  });

  it('remembers no more than it may, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string(), fc.constantFrom('right', 'wrong'), fc.ipV4()), { maxLength: 60 }),
        async (attempts) => {
          const bed = new Bed({ remembered: 10 });
          for (const attempt of attempts) {
            await bed.attempt(...attempt);
            expect(bed.backOff.size).toBeLessThanOrEqual(10);
          }
        },
      ),
    );
  });
});
