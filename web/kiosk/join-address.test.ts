import { expect, test } from 'vitest';
import { isLoopback, joinAddress } from './join-address.ts';

test('a kiosk opened by its network name invites to that name', () => {
  expect(joinAddress('https://lehr.example', { join: 'http://192.168.0.7:8080/' })).toBe(
    'https://lehr.example/',
  );
});

test('a kiosk opened on its own machine invites to the address the server names', () => {
  expect(joinAddress('http://127.0.0.1:8080', { join: 'http://192.168.0.7:8080/' })).toBe(
    'http://192.168.0.7:8080/',
  );
});

test('a server that names none, or nonsense, leaves the own address', () => {
  for (const health of [null, {}, { join: 7 }, { join: 'not an address' }, 'text']) {
    expect(joinAddress('http://localhost:8080', health)).toBe('http://localhost:8080/');
  }
});

test('loopback is told from what only looks like it', () => {
  expect(['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]'].every(isLoopback)).toBe(true);
  expect(['localhost.example', '12.7.0.1', '192.168.0.1', 'lehr.local'].some(isLoopback)).toBe(false);
});
