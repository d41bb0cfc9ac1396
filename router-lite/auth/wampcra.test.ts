import { describe, expect, it } from 'vitest';
import { base64 } from './bytes.ts';
import { answered, asked, candidate } from './testbed.ts';
import { wampcra, wampcraKey, wampcraSignature, wampcraTable } from './wampcra.ts';

const CLOCK = () => new Date('2014-06-22T16:36:25.448Z');
const salted = { salt: 'salt123', iterations: 100, keylen: 16 };

const method = async () =>
  wampcra(
    wampcraTable({
      peter: { secret: 'secret1', role: 'user' },
      anna: { secret: await wampcraKey('password', salted), role: 'user', ...salted },
    }),
    CLOCK,
  );

describe('wampcra', () => {
  it('signs as the spec’s clients do', () => {
    // Made with Python's hmac, hashlib and base64 from the spec's example challenge.
    const challenge =
      '{ "nonce": "LHRTC9zeOIrt_9U3", "authprovider": "userdb", "authid": "peter", "timestamp": "2014-06-22T16:36:25.448Z", "authrole": "user", "authmethod": "wampcra", "session": 3251278072152162}';
    expect(base64(wampcraSignature('secret1', challenge))).toBe(
      'g3rbrS3LXjzaG0ZMGw5j6di+rkK5pbpkzm2R8O7LfxQ=',
    );
  });

  it('derives the key of a password with a salt as Autobahn does', async () => {
    expect(await wampcraKey('secret1', { salt: 'salt123', iterations: 1000, keylen: 32 })).toBe(
      '64xfzBvZhGDT7PB0bQwDeI8/WR1M9x6Cw5dt0yP9koc=',
    );
  });

  it('challenges with who it is to be, a nonce, the time and the session', async () => {
    const { extra } = await asked(await method(), candidate('peter'));
    expect(Object.keys(extra)).toEqual(['challenge']);
    expect(JSON.parse(extra.challenge as string)).toMatchObject({
      authid: 'peter',
      authrole: 'user',
      authmethod: 'wampcra',
      authprovider: 'static',
      timestamp: '2014-06-22T16:36:25.448Z',
      session: 4711,
      nonce: expect.stringMatching(/^[A-Za-z0-9+/]{24}$/),
    });
    const again = await asked(await method(), candidate('peter'));
    expect(again.extra.challenge).not.toBe(extra.challenge);
  });

  it('lets in who signs with the secret, or with the key of the password', async () => {
    const peter = await asked(await method(), candidate('peter'));
    const right = base64(wampcraSignature('secret1', peter.extra.challenge as string));
    expect(await answered(peter, right)).toMatchObject({ kind: 'accept', authid: 'peter', authrole: 'user' });

    const anna = await asked(await method(), candidate('anna'));
    expect(anna.extra).toMatchObject(salted);
    const key = await wampcraKey('password', salted);
    const derived = base64(wampcraSignature(key, anna.extra.challenge as string));
    expect(await answered(anna, derived)).toMatchObject({ kind: 'accept', authid: 'anna' });
  });

  it('denies every other answer in the same words', async () => {
    const peter = await asked(await method(), candidate('peter'));
    const challenge = peter.extra.challenge as string;
    const right = base64(wampcraSignature('secret1', challenge));
    const denied = await answered(peter, '');
    expect(denied).toMatchObject({ kind: 'deny', reason: 'wamp.error.authentication_denied' });
    for (const wrong of [
      `${right} `,
      right.slice(0, -4),
      right.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
      base64(wampcraSignature('Secret1', challenge)),
      base64(wampcraSignature('secret1', `${challenge} `)),
      'not base64!',
    ]) {
      expect(await answered(peter, wrong)).toEqual(denied);
    }
  });

  it('asks a name it does not know as it asks others, always with the same salt, and denies it', async () => {
    const authenticator = await method();
    const shapes = new Set<string>();
    const names = ['mallory', 'constructor', '__proto__', ...Array.from({ length: 40 }, (_, i) => `x${i}`)];
    for (const name of names) {
      const first = await asked(authenticator, candidate(name));
      const second = await asked(authenticator, candidate(name));
      expect(second.extra.salt).toBe(first.extra.salt);
      expect(JSON.parse(first.extra.challenge as string)).toMatchObject({ authid: name, authrole: 'user' });
      const shape = Object.keys(first.extra).join(' ');
      shapes.add(shape);
      expect(['challenge', 'challenge salt iterations keylen']).toContain(shape);
      if (first.extra.salt !== undefined) expect(first.extra.salt).toHaveLength(salted.salt.length);
      for (const secret of ['secret1', '', await wampcraKey('password', salted)]) {
        const signature = base64(wampcraSignature(secret, first.extra.challenge as string));
        expect(await answered(first, signature)).toMatchObject({ kind: 'deny' });
      }
    }
    expect(shapes.size).toBe(2);
  });

  it('denies who gives no name', async () => {
    expect(await (await method()).begin(candidate(undefined))).toMatchObject({ kind: 'deny' });
  });
});
