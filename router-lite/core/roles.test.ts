import { expect, test } from 'vitest';
import { type Action, type Role, role, ruleFor, verdict } from './roles.ts';
import type { Pattern } from './uris.ts';

const isAllowed = (of: Role, action: Action, pattern: Pattern): boolean =>
  verdict(of, action, pattern) ?? false;

const donor = role('donor', [
  { uri: 'app.', match: 'prefix', allow: { subscribe: true } },
  { uri: 'app.secret.', match: 'prefix', allow: {} },
  { uri: 'app.secret.hint', allow: { subscribe: true } },
  { uri: 'app.compute.', match: 'prefix', allow: { register: true } },
  { uri: 'app..load', match: 'wildcard', allow: { publish: true } },
  { uri: 'other..load', match: 'wildcard', allow: { publish: true } },
]);

test('nothing is allowed that no rule allows', () => {
  expect(isAllowed(donor, 'call', { uri: 'com.x', match: 'exact' })).toBe(false);
  expect(isAllowed(role('nobody', []), 'subscribe', { uri: '', match: 'prefix' })).toBe(false);
});

test('the most specific rule decides alone: exact, then the longest prefix, then wildcard', () => {
  const may = (uri: string) => isAllowed(donor, 'subscribe', { uri, match: 'exact' });
  expect(may('app.news')).toBe(true);
  expect(may('app.secret.key')).toBe(false);
  expect(may('app.secret.hint')).toBe(true);
  // A prefix beats a wildcard, so the wildcard's permission does not count under app.
  expect(isAllowed(donor, 'publish', { uri: 'app.x.load', match: 'exact' })).toBe(false);
  expect(isAllowed(donor, 'publish', { uri: 'other.x.load', match: 'exact' })).toBe(true);
  expect(ruleFor(donor, 'app.compute.anneal')?.uri).toBe('app.compute.');
});

test('a pattern is no way around a denial', () => {
  const may = (uri: string, match: 'prefix' | 'wildcard') => isAllowed(donor, 'subscribe', { uri, match });
  expect(may('app.news.', 'prefix')).toBe(true);
  expect(may('app.', 'prefix')).toBe(false);
  expect(may('', 'prefix')).toBe(false);
  expect(may('app..key', 'wildcard')).toBe(false);
  expect(may('app.news.', 'wildcard')).toBe(true);
  expect(may('.secret.key', 'wildcard')).toBe(false);
});

test('registering a pattern needs a rule that covers all of it', () => {
  expect(isAllowed(donor, 'register', { uri: 'app.compute.', match: 'prefix' })).toBe(true);
  expect(isAllowed(donor, 'register', { uri: 'app.comp', match: 'prefix' })).toBe(false);
});
