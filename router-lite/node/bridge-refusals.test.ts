/** What the HTTP bridge refuses, and how it says so. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bed,
  call,
  faults,
  NOW,
  pass,
  post,
  publish,
  type Signing,
  signed,
  start,
} from './bridge.test-world.ts';

describe('a request that is not as it must be', () => {
  const BODY = JSON.stringify({ procedure: 'a.b' });

  it.each<[string, Signing, number, string]>([
    ['signed with another secret', { secret: 'oven' }, 401, 'the key or the signature is wrong'],
    ['of a key there is not', { key: 'stranger' }, 401, 'the key or the signature is wrong'],
    [
      'of a key that is a method of objects',
      { key: 'constructor' },
      401,
      'the key or the signature is wrong',
    ],
    ['too old', { at: NOW - 300_001 }, 400, 'timestamp is more than 300 s'],
    ['of the future', { at: NOW + 300_001 }, 400, 'timestamp is more than 300 s'],
    ['with a nonce that is no number', { nonce: 'x' }, 400, 'seq and nonce must be integers'],
    ['with a sequence that is no number', { seq: '-1' }, 400, 'seq and nonce must be integers'],
  ])('is refused when it is %s', async (_, signing, status, text) => {
    await start();
    const reply = await post(signed('/call', BODY, signing), BODY);
    expect(reply.status).toBe(status);
    expect(reply.value.args?.[0]).toContain(text);
  });

  it('is refused without each of the parts, and with a part twice', async () => {
    await start();
    for (const name of ['key', 'timestamp', 'seq', 'nonce', 'signature']) {
      const url = new URL(signed('/call', BODY), 'http://x');
      const twice = `${url.pathname}${url.search}&${name}=1`;
      url.searchParams.delete(name);
      for (const path of [url.pathname + url.search, twice]) {
        const reply = await post(path, BODY);
        expect([reply.status, reply.value.args]).toEqual([
          400,
          [expect.stringContaining(`must have ${name}`)],
        ]);
      }
    }
  });

  it('is refused when its body was changed', async () => {
    await start();
    const reply = await post(signed('/call', BODY), BODY.replace('a.b', 'a.c'));
    expect(reply).toMatchObject({ status: 401, value: { error: 'wamp.error.not_authorized' } });
  });

  it('is refused the second time, also with its digits moved, until its timestamp is too old anyway', async () => {
    await start();
    const path = signed('/call', BODY, { seq: '12', nonce: '34' });
    expect((await post(path, BODY)).status).toBe(200);
    const moved = path.replace('seq=12', 'seq=1').replace('nonce=34', 'nonce=234');
    for (const again of [path, moved, `${path}%3D`]) {
      const reply = await post(again, BODY);
      expect([reply.status, reply.value.args?.[0]]).toEqual([
        401,
        expect.stringContaining('was made before'),
      ]);
    }
    pass(300_001);
    expect((await post(path, BODY)).value.args?.[0]).toContain('timestamp is more than');
  });

  it('is refused when more are remembered than may be, and taken again when they are forgotten', async () => {
    await start({ remembered: 2 });
    expect((await call({ procedure: 'a.b' })).status).toBe(200);
    expect((await call({ procedure: 'a.b' })).status).toBe(200);
    expect((await call({ procedure: 'a.b' })).status).toBe(429);
    pass(600_000);
    expect((await call({ procedure: 'a.b' })).status).toBe(200);
  });

  it('is refused with more body than may be, announced or not', async () => {
    await start({ bodyBytes: 100 });
    const body = JSON.stringify({ procedure: 'a.b', args: ['x'.repeat(100)] });
    const announced = await post(signed('/call', body), body, { 'Content-Length': String(body.length) });
    const chunked = await post(signed('/call', body), body, { 'Transfer-Encoding': 'chunked' });
    for (const { status, value } of [announced, chunked]) {
      expect([status, value.args]).toEqual([413, ['the body may have 100 bytes']]);
    }
  });

  it.each([
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['[]', 'must be a JSON object'],
    ['null', 'must be a JSON object'],
    ['{}', 'procedure must be a URI'],
    ['{"procedure":7}', 'procedure must be a URI'],
    ['{"procedure":"a.b","args":{}}', 'args must be a list'],
    ['{"procedure":"a.b","kwargs":[]}', 'kwargs must be an object'],
    ['{"procedure":"a.b","arg":[]}', 'body.arg is unknown; there are procedure, args, kwargs'],
  ])('is refused with the body %s', async (body, text) => {
    await start();
    const reply = await post(signed('/call', body), body);
    expect([reply.status, reply.value.args?.[0]]).toEqual([400, expect.stringContaining(text)]);
  });

  it('is refused with options that would break the protocol, and the key goes on', async () => {
    await start();
    for (const options of [
      { eligible: 'x' },
      { exclude: [-1] },
      { exclude_authid: [7] },
      { retain: true },
      [],
    ]) {
      expect((await publish({ topic: 'a.b', options })).status).toBe(400);
    }
    expect(await publish({ topic: 'a.b' })).toMatchObject({ status: 200, value: { id: expect.any(Number) } });
  });

  it('is refused with another method or type', async () => {
    await start();
    expect((await post('/call', '', {}, 'PUT')).status).toBe(405);
    const plain = await post(signed('/call', BODY), BODY, { 'Content-Type': 'text/plain' });
    expect(plain.status).toBe(415);
    const latin = await post(signed('/call', BODY), BODY, {
      'Content-Type': 'application/json; charset=latin1',
    });
    expect(latin.status).toBe(415);
  });

  it('says which methods there are, and counts each request by path and status', async () => {
    await start();
    const url = `http://127.0.0.1:${bed.server.port}/call`;
    const wrong = await fetch(url);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'OPTIONS, POST']);
    await wrong.text();
    await publish({ topic: 'a.b' });
    await call({ procedure: 'a.nobody' });
    await call({ procedure: 'a.nobody' }, { secret: 'wrong' });
    const { text } = await bed.get('/metrics');
    const lines = text.split('\n').filter((line) => line.startsWith('lehr_bridge_requests_total{'));
    expect(lines.sort()).toEqual([
      'lehr_bridge_requests_total{request="/call 200"} 1',
      'lehr_bridge_requests_total{request="/call 401"} 1',
      'lehr_bridge_requests_total{request="/call 405"} 1',
      'lehr_bridge_requests_total{request="/publish 200"} 1',
    ]);
  });

  it.each([
    ['none by default', undefined, null],
    ['those that are named', ['https://example.org'], 'https://example.org'],
    ['all by *', ['*'], 'https://example.org'],
    ['no other', ['https://example.com'], null],
  ])('may be read by pages of %s', async (_, origins, expected) => {
    await start(origins === undefined ? {} : { origins });
    const url = `http://127.0.0.1:${bed.server.port}`;
    const headers = { Origin: 'https://example.org', 'Content-Type': 'application/json' };
    const before = await fetch(`${url}/publish`, { method: 'OPTIONS', headers });
    const allowed = (name: string) => before.headers.get(`access-control-allow-${name}`);
    expect([before.status, allowed('origin')]).toEqual([204, expected]);
    expect([allowed('methods'), allowed('headers')]).toEqual(
      expected === null ? [null, null] : ['POST', 'Content-Type'],
    );
    const body = JSON.stringify({ topic: 'a.b' });
    const answer = await fetch(url + signed('/publish', body), { method: 'POST', headers, body });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, expected]);
    expect(answer.headers.get('vary')).toBe(origins === undefined ? null : 'Origin');
  });

  it('never harms, whatever is in it', async () => {
    await start();
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('{"procedure":"a.b","args":', '{"topic":"a"}'),
    );
    const part = fc.constantFrom('procedure', 'topic', 'args', 'kwargs', 'options', '__proto__');
    const bodies = fc.oneof(
      text,
      fc.dictionary(part, fc.jsonValue()).map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(
        bodies,
        fc.constantFrom('/call', '/publish'),
        fc.boolean(),
        async (body, path, right) => {
          const url = right ? signed(path, body) : `${path}?${encodeURIComponent(body)}`;
          const { status, value } = await post(url, body);
          expect([200, 400, 401]).toContain(status);
          if (value.error !== undefined) expect(value.error).toMatch(/^wamp\.error\./);
        },
      ),
      { numRuns: 150 },
    );
    expect(faults).toEqual([]);
  });
});
