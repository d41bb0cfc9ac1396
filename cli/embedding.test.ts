import { expect, test } from 'vitest';
import { embedHeaders, parseOrigin } from './embedding.ts';

test('an origin is taken with or without its slash, and nothing else is', () => {
  expect(parseOrigin('--embed-origin', 'https://example.org')).toBe('https://example.org');
  expect(parseOrigin('--embed-origin', 'http://localhost:3000/')).toBe('http://localhost:3000');
  for (const bad of [
    'example.org',
    'https://example.org/blog',
    '*',
    'https://*.example.org',
    'https://a;b',
    'ftp://a.b',
    '',
  ])
    expect(() => parseOrigin('--embed-origin', bad)).toThrow(`--embed-origin ${bad}: give a site's origin`);
});

test('with origins no page of ours is framed by another; without, any may', () => {
  for (const path of ['/', '/kiosk', '/embed/', '/embed', '/embed/index.html']) {
    expect(embedHeaders([])(path)['Content-Security-Policy']).toBeUndefined();
    const policy = embedHeaders(['https://a.example', 'https://b.example'])(path)['Content-Security-Policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).toMatch(/; frame-ancestors 'self' https:\/\/a\.example https:\/\/b\.example$/);
  }
});

test('a host that requires CORP and COEP gets them from the frame and its Workers', () => {
  const headers = embedHeaders([]);
  const coep = { 'Cross-Origin-Embedder-Policy': 'require-corp' };
  expect(headers('/embed/')).toMatchObject({ ...coep, 'Cross-Origin-Resource-Policy': 'cross-origin' });
  expect(headers('/assets/kernel.worker-abcdefgh.js')).toEqual(coep);
  expect(headers('/embed.js')).toMatchObject({
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': expect.stringContaining('max-age=300'),
  });
});
