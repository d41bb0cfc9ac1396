import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import type { Ask } from '../core/authenticator.ts';
import { base64, unbase64, utf8, xor } from './bytes.ts';
import { saslprep } from './saslprep.ts';
import { authMessage, scram, scramTable } from './scram.ts';
import { scramCredential } from './scram-credential.ts';
import { answered, asked, candidate } from './testbed.ts';

const NONCE = 'egVDf3DMJh0=';
const SALT = 'W22ZaJ0SNY7soEsUEjb6gQ==';
const cheap = { kdf: 'pbkdf2', iterations: 10, salt: SALT } as const;

const method = async () =>
  scram(scramTable({ user: { ...(await scramCredential('pencil', cheap)), role: 'frontend' } }));

/** The client's side, from the password's salted form. */
async function proofOf(ask: Ask, name: string, password: string, binding = 'biws'): Promise<string> {
  const { nonce, salt, iterations } = ask.extra as { nonce: string; salt: string; iterations: number };
  const message = authMessage(name, NONCE, { nonce, salt, iterations }, binding)!;
  const { pbkdf2 } = await import('@noble/hashes/pbkdf2.js');
  const salted = pbkdf2(sha256, utf8(password), unbase64(salt)!, { c: iterations, dkLen: 32 });
  const clientKey = hmac(sha256, salted, utf8('Client Key'));
  return base64(xor(clientKey, hmac(sha256, sha256(clientKey), utf8(message))));
}

describe('what is stored of a password', () => {
  it('verifies the exchange of RFC 7677', async () => {
    const { storedKey, serverKey } = await scramCredential('pencil', { ...cheap, iterations: 4096 });
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const message = authMessage(
      'user',
      'rOprNGfwEbeRWgbNEkqO',
      { nonce, salt: SALT, iterations: 4096 },
      'biws',
    )!;
    expect(message).toBe(
      `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`,
    );
    const signature = hmac(sha256, unbase64(serverKey)!, utf8(message));
    expect(base64(signature)).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
    const proof = unbase64('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=')!;
    const clientKey = xor(proof, hmac(sha256, unbase64(storedKey)!, utf8(message)));
    expect(base64(sha256(clientKey))).toBe(storedKey);
  });

  it.each([
    ['argon2id13', 'RcushBFPacnoexxBBbYjUn7XMjT5nXgKKZdeQCLRzV4='],
    ['argon2id-13', 'HNkXvHhqGJY1jPVU+VEgf5xN72QhOFpSKaFVs07fkSY='],
  ] as const)('is with %s what argon2-cffi makes of it', async (kdf, storedKey) => {
    const cost = { kdf, iterations: 2, memory: 64, salt: SALT };
    expect((await scramCredential('pencil', cost)).storedKey).toBe(storedKey);
  });

  it('has a salt of its own where none is given', async () => {
    const { salt: _, ...cost } = cheap;
    const [first, second] = [await scramCredential('pencil', cost), await scramCredential('pencil', cost)];
    expect(unbase64(first.salt)).toHaveLength(16);
    expect(first.salt).not.toBe(second.salt);
    expect(first.storedKey).not.toBe(second.storedKey);
  });
});

describe('wamp-scram', () => {
  const hello = (name: string | undefined, extra: object = { nonce: NONCE }) => candidate(name, { ...extra });

  it('challenges with a nonce that goes on from the client’s, and the cost of its password', async () => {
    const { extra } = await asked(await method(), hello('user'));
    expect(extra).toEqual({ nonce: expect.any(String), salt: SALT, kdf: 'pbkdf2', iterations: 10 });
    expect(String(extra.nonce).startsWith(NONCE)).toBe(true);
    expect(String(extra.nonce)).toHaveLength(NONCE.length + 24);
  });

  it('lets in who proves the password, and proves in turn that the router knows it', async () => {
    const ask = await asked(await method(), hello('user'));
    const decision = await answered(ask, await proofOf(ask, 'user', 'pencil'), { nonce: ask.extra.nonce });
    const { nonce, salt, iterations } = ask.extra as { nonce: string; salt: string; iterations: number };
    const { serverKey } = await scramCredential('pencil', cheap);
    const message = authMessage('user', NONCE, { nonce, salt, iterations }, 'biws')!;
    const verifier = base64(hmac(sha256, unbase64(serverKey)!, utf8(message)));
    expect(decision).toMatchObject({ kind: 'accept', authid: 'user', authextra: { verifier } });
  });

  it('denies a wrong password, nonce, binding, name and proof in the same words', async () => {
    const authenticator = await method();
    const denied = { kind: 'deny', reason: 'wamp.error.authentication_denied' };
    const ask = await asked(authenticator, hello('user'));
    const proof = await proofOf(ask, 'user', 'pencil');
    const { nonce } = ask.extra;
    for (const [signature, extra] of [
      [await proofOf(ask, 'user', 'pencils'), { nonce }],
      [proof, { nonce: `${nonce}x` }],
      [proof, {}],
      [proof, { nonce, channel_binding: 'tls-unique', cbind_data: 'AAAA' }],
      [proof, { nonce, cbind_data: 'AAAA' }],
      [proof, { nonce, channel_binding: 'tls-unique' }],
      [proof.slice(0, -4), { nonce }],
      ['', { nonce }],
      ['%', { nonce }],
      [await proofOf(ask, 'user', 'pencil', ''), { nonce }],
    ] as const) {
      expect(await answered(ask, signature, extra)).toMatchObject(denied);
    }
    const stranger = await asked(authenticator, hello('mallory'));
    const again = await asked(authenticator, hello('mallory'));
    expect(stranger.extra).toMatchObject({ kdf: 'pbkdf2', iterations: 10, salt: again.extra.salt });
    expect(unbase64(String(stranger.extra.salt))).toHaveLength(16);
    expect(stranger.extra.salt).not.toBe(SALT);
    const guess = await proofOf(stranger, 'mallory', 'pencil');
    expect(await answered(stranger, guess, { nonce: stranger.extra.nonce })).toMatchObject(denied);
  });

  it('denies a HELLO without a nonce, with one that is none, and with a binding there is not', async () => {
    const authenticator = await method();
    for (const extra of [
      {},
      { nonce: '' },
      { nonce: 'a,b=' },
      { nonce: 7 },
      { nonce: 'A'.repeat(260) },
      { nonce: NONCE, channel_binding: 'tls-unique' },
      { nonce: NONCE, channel_binding: 7 },
    ]) {
      expect(await authenticator.begin(hello('user', extra))).toMatchObject({ kind: 'deny' });
    }
  });

  it('binds the proof to the TLS connection where the client asks for it', async () => {
    const data = new Uint8Array([1, 2, 3]);
    const connection = { channelBinding: (type: string) => (type === 'tls-unique' ? data : undefined) };
    const extra = { nonce: NONCE, channel_binding: 'tls-unique' };
    const ask = await asked(await method(), candidate('user', extra, connection));
    const input = base64(new Uint8Array([...utf8('p=tls-unique,,'), ...data]));
    const proof = await proofOf(ask, 'user', 'pencil', input);
    const reply = { nonce: ask.extra.nonce, channel_binding: 'tls-unique', cbind_data: base64(data) };
    expect(await answered(ask, proof, reply)).toMatchObject({ kind: 'accept' });
    const elsewhere = { ...reply, cbind_data: base64(new Uint8Array([1, 2, 4])) };
    expect(await answered(ask, proof, elsewhere)).toMatchObject({ kind: 'deny' });
    const otherType = { ...reply, channel_binding: 'tls-exporter' };
    expect(await answered(ask, proof, otherType)).toMatchObject({ kind: 'deny' });
    const unbound = { nonce: ask.extra.nonce };
    expect(await answered(ask, await proofOf(ask, 'user', 'pencil'), unbound)).toMatchObject({
      kind: 'deny',
    });
  });
});

describe('saslprep', () => {
  it.each([
    // RFC 4013 section 3.
    ['I\u00ADX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00AA', 'a'],
    ['\u2168', 'IX'],
    ['\u0007', null],
    ['\u0627\u0031', null],
    ['\u0627\u0628', '\u0627\u0628'],
    ['\u0627x\u0628', null],
    ['a\u00A0b', 'a b'],
    ['\uE000', null],
  ])('makes of %j %j', (text, prepared) => {
    expect(saslprep(text)).toBe(prepared);
  });

  it('escapes in names what parts attributes', () => {
    const sent = { nonce: 'n', salt: 's', iterations: 1 };
    expect(authMessage('a=b,c', 'r', sent, 'biws')).toBe('n=a=3Db=2Cc,r=r,r=n,s=s,i=1,c=biws,r=n');
    expect(authMessage('\u0007', 'r', sent, 'biws')).toBeNull();
  });
});
