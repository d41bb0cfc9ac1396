import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { accepting, badUpgrade } from './websocket-upgrade.ts';

/** The example of RFC 6455, section 1.3. */
const good = {
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const request = (headers: object, method = 'GET') => ({ method, headers }) as IncomingMessage;

describe('the opening handshake', () => {
  it('is answered as the RFC’s example is', () => {
    expect(badUpgrade(request(good))).toBeNull();
    expect(badUpgrade(request({ ...good, upgrade: 'WebSocket' }))).toBeNull();
    const answer = accepting(request(good), 'wamp.2.json');
    expect(answer).toContain('\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 101 .*\r\nSec-WebSocket-Protocol: wamp\.2\.json\r\n\r\n$/s);
  });

  it.each([
    [{ ...good, upgrade: 'h2c' }, 'GET', 400],
    [{ ...good, 'sec-websocket-key': undefined }, 'GET', 400],
    [{ ...good, 'sec-websocket-key': 'dGhlIHNhbXBsZQ==' }, 'GET', 400],
    [{ ...good, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==\r\nX: y' }, 'GET', 400],
    [{ ...good, 'sec-websocket-version': '8' }, 'GET', 426],
    [good, 'POST', 405],
  ])('is refused with %o and %s', (headers, method, status) => {
    expect(badUpgrade(request(headers, method))).toMatchObject({ status });
  });

  it('names the version we speak to who speaks another', () => {
    const headers = { ...good, 'sec-websocket-version': '14' };
    expect(badUpgrade(request(headers))?.headers).toMatchObject({ 'Sec-WebSocket-Version': '13' });
  });
});
