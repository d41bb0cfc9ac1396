import { expect, test } from 'vitest';

/** Loaded by name: credential.ts compiles with the browser's types, this file with Node's. */
const { credentialIn } = (await import(`${'./credential.ts'}`)) as {
  readonly credentialIn: (hash: string) => unknown;
};

test('a token alone is Lehr\u2019s, and says whose it is', () => {
  expect(credentialIn('#token=abc')).toEqual({ realm: 'lehr', authid: 'submitter', token: 'abc' });
  expect(credentialIn('#token=operator-abc')).toEqual({
    realm: 'lehr',
    authid: 'operator',
    token: 'operator-abc',
  });
  expect(credentialIn('#token=%20abc%20')).toMatchObject({ token: 'abc' });
});

test('a realm alone is anonymous; a name and a token go together', () => {
  expect(credentialIn('#realm=realm1')).toEqual({ realm: 'realm1', authid: null, token: null });
  expect(credentialIn('#realm=realm1&authid=ann&token=open%26sesame')).toEqual({
    realm: 'realm1',
    authid: 'ann',
    token: 'open&sesame',
  });
  expect(credentialIn('#realm=realm1&token=abc')).toBeNull();
  expect(credentialIn('#authid=ann')).toBeNull();
});

test('any other fragment is none', () => {
  for (const hash of ['', '#', '#main', '#token=', '#token=%20', '#realm='])
    expect(credentialIn(hash)).toBeNull();
});
