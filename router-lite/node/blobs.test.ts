import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServerOptions } from './server.ts';
import { type GetOptions, type Testbed, testbed } from './testbed.ts';

let bed: Testbed;
const start = async (serving: Partial<ServerOptions> = {}) => {
  bed = await testbed({}, serving);
};
afterEach(() => bed?.close());

describe('/blob', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const getBlob = (name: string) => (name === sha256 ? bytes : undefined);

  it('gives the bytes of a hash, to be kept for ever', async () => {
    await start({ getBlob });
    const { status, headers, text } = await bed.get(`/blob/${sha256}`);
    expect([status, text]).toEqual([200, '\u0001\u0002\u0003']);
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/octet-stream',
      etag: `"${sha256}"`,
      'x-content-type-options': 'nosniff',
    });
    const again = await bed.get(`/blob/${sha256}`, { headers: { 'If-None-Match': `"${sha256}"` } });
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await bed.get(`/blob/${sha256}`, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '3', '']);
  });

  it('tells a missing blob from a name that is none', async () => {
    await start({ getBlob });
    expect(await bed.get(`/blob/${'0'.repeat(64)}`)).toMatchObject({ status: 404 });
    for (const name of ['', 'x', sha256.toUpperCase(), `${sha256}0`, '../../etc/passwd']) {
      expect(await bed.get(`/blob/${name}`)).toMatchObject({ status: 400 });
    }
  });

  it('answers 500 when the store fails, and goes on', async () => {
    const told: unknown[] = [];
    await start({ getBlob: () => Promise.reject(new Error('disk')), onError: (error) => told.push(error) });
    expect(await bed.get(`/blob/${sha256}`)).toMatchObject({ status: 500 });
    expect(told).toMatchObject([{ message: 'disk' }]);
    expect(await bed.get('/healthz')).toMatchObject({ status: 200 });
  });
});

describe('PUT /blob', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const headers = { Authorization: 'Bearer open sesame' };
  const kept: Uint8Array[] = [];
  const upload = {
    tokens: ['another', 'open sesame'],
    bytes: 100,
    put: async (stored: Uint8Array) => kept.push(stored),
  };
  const send = (more: GetOptions = {}, name = sha256) =>
    bed.get(`/blob/${name}`, { method: 'PUT', headers, body: bytes, ...more });
  afterEach(() => void kept.splice(0));

  it('stores what its name says, for who has a token', async () => {
    await start({ putBlob: upload });
    expect(await send()).toMatchObject({ status: 201 });
    expect(await send({ headers: { Authorization: 'Bearer another' } })).toMatchObject({ status: 201 });
    expect(kept.map((stored) => [...stored])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('refuses strangers, other names, names that are none, and what is too long; and stores none of it', async () => {
    await start({ putBlob: upload });
    for (const authorization of [
      undefined,
      'Bearer ',
      'Bearer open sesam',
      'open sesame',
      'Basic open sesame',
    ])
      expect(await send({ headers: authorization ? { authorization } : {} })).toMatchObject({ status: 401 });
    expect(await send({}, '0'.repeat(64))).toMatchObject({
      status: 400,
      text: `these bytes are blob ${sha256}\n`,
    });
    expect(await send({}, 'x')).toMatchObject({ status: 400 });
    expect(await send({ body: new Uint8Array(101) })).toMatchObject({ status: 413 });
    const chunked = { ...headers, 'Transfer-Encoding': 'chunked' };
    expect(await send({ headers: chunked, body: new Uint8Array(101) })).toMatchObject({ status: 413 });
    expect(kept).toEqual([]);
  });

  it('is not there where nobody asked for it', async () => {
    await start();
    const refused = await send();
    expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('is told of to who asks for something else', async () => {
    await start({ putBlob: upload });
    for (const method of ['POST', 'PATCH']) {
      const { status, text, headers } = await send({ method });
      expect([status, headers.allow]).toEqual([405, 'GET, HEAD, PUT']);
      expect(text).toContain('only GET, HEAD and PUT are known here');
    }
    expect((await bed.get('/elsewhere', { method: 'PUT' })).headers.allow).toBe('GET, HEAD');
  });
});
