/** Who is here, and how much of it is believed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DonorHello } from '../peer/procedures.ts';
import { Donors } from './donors.ts';
import { NO_CREDIT } from './leaderboard.ts';

describe('donors', () => {
  const hello = (cores: number): DonorHello => ({
    token: '',
    name: '',
    cores,
    kernels: [],
    agent: 'Node 20',
  });

  test('the capacity is that of the sessions present and not paused', () => {
    const donors = new Donors();
    donors.join(1, 'a', 'Ada', hello(2), 0);
    donors.join(2, 'b', 'Bob', hello(3), 0);
    expect(donors.capacity).toBe(5);
    expect(donors.load(2, { donor: 'b', cores: 3, running: 0, paused: true })).toBe(true);
    expect(donors.capacity).toBe(2);
    expect(donors.leave(1)).toBe(true);
    expect(donors.leave(1)).toBe(false);
    expect([donors.capacity, donors.count]).toEqual([0, 1]);
  });

  test('all read the quick form when nobody is here who does not say so', () => {
    const donors = new Donors();
    expect(donors.areQuick).toBe(true);
    donors.join(1, 'a', 'Ada', { ...hello(2), quick: true }, 0);
    expect(donors.areQuick).toBe(true);
    donors.join(2, 'b', 'Bob', hello(2), 0);
    donors.join(2, 'b', 'Bob', hello(2), 0);
    expect(donors.areQuick).toBe(false);
    donors.join(2, 'b', 'Bob', { ...hello(2), quick: true }, 0);
    expect(donors.areQuick).toBe(true);
    donors.join(3, 'c', 'Cy', hello(1), 0);
    donors.load(3, { donor: 'c', cores: 0, running: 0, paused: true });
    expect(donors.areQuick).toBe(true);
  });

  test('a load tells of the session that sent it, and of nobody else', () => {
    const donors = new Donors();
    donors.join(1, 'a', 'Ada', hello(2), 0);
    donors.join(2, 'a', 'Ada', hello(2), 0);
    expect(donors.load(2, { donor: 'a', cores: 1, running: 1, paused: false })).toBe(true);
    expect(donors.load(7, { donor: 'a', cores: 99, running: 0, paused: false })).toBe(false);
    expect(donors.load(1, { donor: 'b', cores: 99, running: 0, paused: false })).toBe(false);
    expect(donors.capacity).toBe(3);
  });

  test('a session that stopped donating is no donor, until it says hello again', () => {
    const donors = new Donors();
    donors.join(1, 'a', 'Ada', hello(2), 0);
    donors.load(1, { donor: 'a', cores: 0, running: 0, paused: true });
    expect([donors.count, donors.capacity, donors.isOnline('a')]).toEqual([0, 0, false]);
    donors.join(1, 'a', 'Ada', hello(2), 0);
    expect([donors.count, donors.capacity]).toEqual([1, 2]);
  });

  test('a claim of many cores is believed as answers come, and only so far', () => {
    const donors = new Donors();
    donors.join(1, 'a', 'Ada', hello(1_000), 0);
    expect(donors.capacity).toBe(8);
    for (let answer = 0; answer < 8; answer++) donors.verified(1);
    expect(donors.capacity).toBe(16);
    // Another hello is no answer.
    donors.join(1, 'b', 'Bob', hello(1_000), 0);
    expect(donors.capacity).toBe(16);
    for (let answer = 0; answer < 1_000; answer++) donors.verified(1);
    expect(donors.capacity).toBe(256);
  });

  test('who lets others do the work counts no more, until it answers', () => {
    const donors = new Donors();
    donors.join(1, 'a', 'Ada', hello(2), 0);
    for (let session = 2; session < 100; session++) donors.join(session, `d${session}`, '', hello(8), 0);
    for (let second = 0; second < 40; second++) {
      donors.worked(1_000);
      donors.verified(1);
    }
    // Ada's two, and a few for all others, so that they can be heard again.
    expect(donors.capacity).toBe(2 + 4);
    donors.verified(2);
    expect(donors.capacity).toBe(2 + 8 + 4);
    for (let session = 2; session < 100; session++) donors.leave(session);
    expect(donors.capacity).toBe(2);
  });

  test('a pause is no silence', () => {
    const donors = new Donors();
    donors.join(1, 'a', 'Ada', hello(8), 0);
    donors.load(1, { donor: 'a', cores: 8, running: 0, paused: true });
    donors.worked(60_000);
    expect(donors.capacity).toBe(0);
    donors.load(1, { donor: 'a', cores: 8, running: 0, paused: false });
    expect(donors.capacity).toBe(8);
  });

  test('rejected answers are counted for each session', () => {
    const donors = new Donors();
    donors.join(1, 'a', 'Ada', hello(1), 0);
    expect([donors.reject(1), donors.reject(1), donors.reject(7)]).toEqual([1, 2, 0]);
  });

  test('the capacity is the sum over whoever is there, whatever happened before', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('join' as const), session: fc.nat({ max: 5 }), cores: fc.nat({ max: 8 }) }),
      fc.record({ do: fc.constant('leave' as const), session: fc.nat({ max: 5 }) }),
      fc.record({
        do: fc.constant('load' as const),
        session: fc.nat({ max: 5 }),
        cores: fc.nat({ max: 8 }),
        paused: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const donors = new Donors();
        for (const event of steps) {
          const donor = `d${event.session}`;
          if (event.do === 'join') donors.join(event.session, donor, donor, hello(event.cores), 0);
          if (event.do === 'leave') donors.leave(event.session);
          if (event.do === 'load') donors.load(event.session, { ...event, donor, running: 0 });
          const rows = donors.rows(() => NO_CREDIT);
          expect(donors.capacity).toBe(rows.reduce((sum, { cores }) => sum + cores, 0));
        }
      }),
    );
  });
});
