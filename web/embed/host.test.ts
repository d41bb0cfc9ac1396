import { expect, test } from 'vitest';
import { withOrigins } from '../../cli/embedding.ts';
import { allowedOrigins, isAllowed } from './host.ts';

/** As a browser would find it in the page that the server sends. */
function told(...origins: string[]) {
  const html = withOrigins('<html><head></head></html>', origins);
  const content = /<meta name="lehr-embed-origins" content="([^"]*)" \/>/.exec(html)?.[1];
  const querySelector = () => (content === undefined ? null : { getAttribute: () => content });
  return allowedOrigins({ querySelector } as unknown as Document);
}

test('where the operator names none, any site may embed, and a sandboxed one', () => {
  expect(told()).toBeNull();
  expect(isAllowed('https://anybody.example', told())).toBe(true);
  expect(isAllowed('null', told())).toBe(true);
});

test('where the operator names some, those may and no other: not a neighbour, not another port or scheme', () => {
  const allowed = told('https://a.example', 'http://localhost:3000');
  expect(isAllowed('https://a.example', allowed)).toBe(true);
  expect(isAllowed('http://localhost:3000', allowed)).toBe(true);
  for (const origin of [
    'https://b.a.example',
    'http://a.example',
    'https://a.example:8443',
    'null',
    'http://localhost',
  ])
    expect(isAllowed(origin, allowed)).toBe(false);
});
