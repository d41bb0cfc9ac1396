import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { hex, unhex, utf8, xor } from './bytes.ts';
import { cryptosign, cryptosignTable } from './cryptosign.ts';
import { answered, asked, candidate } from './testbed.ts';

const SECRET = unhex('4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510')!;
const PUBLIC = hex(ed25519.getPublicKey(SECRET));
const OTHER = unhex('d511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd')!;
const method = cryptosign(cryptosignTable({ client01: { authorizedKeys: [PUBLIC], role: 'user' } }));

const signed = (message: Uint8Array, secret = SECRET) => hex(ed25519.sign(message, secret)) + hex(message);

describe('cryptosign', () => {
  it('signs as the spec’s test vectors have it', () => {
    expect(signed(unhex('ff'.repeat(32))!)).toBe(
      `b32675b221f08593213737bef8240e7c15228b07028e19595294678c90d11c0cae80a357331bfc5cc9fb71081464e6e75013517c2cf067ad566a6b7b728e5d03${'ff'.repeat(32)}`,
    );
    const channelId = unhex('62e935ae755f3d48f80d4d59f6121358c435722a67e859cc0caa8b539027f2ff')!;
    expect(signed(xor(unhex('ff'.repeat(32))!, channelId))).toBe(
      '9b6f41540c9b95b4b7b281c3042fa9c54cef43c842d62ea3fd6030fcb66e70b3e80d49d44c29d1635da9348d02ec93f3ed1ef227dfb59a07b580095c2b82f80f9d16ca518aa0c2b707f2b2a609edeca73bca8dd59817a633f35574ac6fd80d00',
    );
  });

  it.each(['client01', undefined])('lets in who holds the key, calling itself %j', async (authid) => {
    const ask = await asked(method, candidate(authid, { pubkey: PUBLIC.toUpperCase() }));
    expect(ask.extra).toEqual({ challenge: expect.stringMatching(/^[0-9a-f]{64}$/), channel_binding: null });
    const challenge = unhex(ask.extra.challenge as string)!;
    expect(await answered(ask, signed(challenge))).toMatchObject({ kind: 'accept', authid: 'client01' });
  });

  it('denies another key, another message, another name and nonsense in the same words', async () => {
    const ask = await asked(method, candidate('client01', { pubkey: PUBLIC }));
    const challenge = unhex(ask.extra.challenge as string)!;
    const right = signed(challenge);
    const denied = { kind: 'deny', reason: 'wamp.error.authentication_denied' };
    for (const wrong of [
      signed(challenge, OTHER),
      signed(new Uint8Array(32)),
      right.slice(0, 128),
      right.slice(0, 128) + '00'.repeat(32),
      `${right}00`,
      right.replace(/^../, (byte) => (byte === '00' ? '01' : '00')),
      '',
      'xyz',
    ]) {
      expect(await answered(ask, wrong)).toMatchObject(denied);
    }
    const stranger = { pubkey: hex(ed25519.getPublicKey(OTHER)) };
    for (const authid of ['client01', 'mallory', undefined]) {
      const other = await asked(method, candidate(authid, stranger));
      const message = unhex(other.extra.challenge as string)!;
      expect(await answered(other, signed(message, OTHER))).toMatchObject(denied);
    }
    const impostor = await asked(method, candidate('client02', { pubkey: PUBLIC }));
    const message = unhex(impostor.extra.challenge as string)!;
    expect(await answered(impostor, signed(message))).toMatchObject(denied);
  });

  it.each([{}, { pubkey: 'ab' }, { pubkey: 'x'.repeat(64) }, { pubkey: 7 }])(
    'denies the key %j',
    async (extra) => {
      expect(await method.begin(candidate('client01', extra))).toMatchObject({ kind: 'deny' });
    },
  );

  it('denies a key that is no point of the curve', async () => {
    const pubkey = 'ff'.repeat(32);
    const weak = cryptosign(cryptosignTable({ client01: { authorizedKeys: [pubkey], role: 'user' } }));
    const ask = await asked(weak, candidate('client01', { pubkey }));
    expect(await answered(ask, '00'.repeat(64) + ask.extra.challenge)).toMatchObject({ kind: 'deny' });
  });

  it('binds the signature to the TLS connection where the client asks for it and TLS offers it', async () => {
    const exported = sha256(utf8('exporter'));
    const finished = utf8('finished');
    const bindings: Record<string, Uint8Array> = { 'tls-exporter': exported, 'tls-unique': finished };
    const connection = { channelBinding: (type: string) => bindings[type] };
    for (const [type, channelId] of [
      ['tls-exporter', exported],
      ['tls-unique', sha256(finished)],
    ] as const) {
      const extra = { pubkey: PUBLIC, channel_binding: type };
      const ask = await asked(method, candidate('client01', extra, connection));
      expect(ask.extra.channel_binding).toBe(type);
      const challenge = unhex(ask.extra.challenge as string)!;
      expect(await answered(ask, signed(xor(challenge, channelId)))).toMatchObject({ kind: 'accept' });
      expect(await answered(ask, signed(challenge))).toMatchObject({ kind: 'deny' });
    }
    const unknown = { pubkey: PUBLIC, channel_binding: 'tls-server-end-point' };
    const ask = await asked(method, candidate('client01', unknown, connection));
    expect(ask.extra.channel_binding).toBeNull();
  });
});
