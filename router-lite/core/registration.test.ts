import { expect, test } from 'vitest';
import type { PolicyName } from './policies.ts';
import { Endpoint, Registration } from './registration.ts';
import { Testbed } from './testbed.ts';

const zero = () => 0;

const registration = (policy: PolicyName, ...concurrencies: number[]) => {
  const bed = new Testbed();
  const made = new Registration(1, { uri: 'app.x', match: 'exact' }, policy);
  const endpoints = concurrencies.map(
    (concurrency) => new Endpoint(bed.join().session, made, { concurrency }),
  );
  for (const endpoint of endpoints) made.add(endpoint);
  return { made, endpoints };
};

test('takes as many slots as there are, and no more until one is released', () => {
  const { made, endpoints } = registration('roundrobin', 1, 2);
  const taken = [1, 2, 3].map(() => made.take(zero));
  expect(taken).toEqual([endpoints[0], endpoints[1], endpoints[1]]);
  expect([made.hasFreeSlot, made.take(zero)]).toEqual([false, undefined]);
  made.release(endpoints[1]!);
  expect([made.hasFreeSlot, made.take(zero)]).toEqual([true, endpoints[1]]);
});

test('the turn stays with whose turn it is when one before it leaves, and wraps when the last one does', () => {
  const { made, endpoints } = registration('roundrobin', Infinity, Infinity, Infinity);
  const [a, b, c] = endpoints;
  expect([made.take(zero), made.take(zero)]).toEqual([a, b]);
  made.remove(a!);
  expect(made.take(zero)).toBe(c);
  expect(made.take(zero)).toBe(b);
  made.remove(c!);
  expect(made.take(zero)).toBe(b);
});

test('a slot released by an endpoint that was removed is nobody’s', () => {
  const { made, endpoints } = registration('first', 1);
  made.take(zero);
  made.remove(endpoints[0]!);
  made.release(endpoints[0]!);
  expect([made.hasFreeSlot, made.endpoints]).toEqual([false, []]);
});
