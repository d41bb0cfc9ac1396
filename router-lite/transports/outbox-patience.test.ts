/** How long those who feed a peer that is behind wait for it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMIT, message, outboxOf, socket } from './outbox.test-world.ts';
import type { Outbox } from './outbox.ts';
import type { Clock } from './patience.ts';

/** A clock set by hand. */
function handClock() {
  let time = 0;
  const alarms = new Set<{ at: number; step: () => void }>();
  const clock: Clock = {
    now: () => time,
    after(millis, step) {
      const alarm = { at: time + millis, step };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
  };
  return {
    clock,
    pending: () => alarms.size,
    pass(millis: number) {
      const until = time + millis;
      for (;;) {
        const [next] = [...alarms].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        time = next.at;
        alarms.delete(next);
        next.step();
      }
      time = until;
    },
  };
}

const HOLD = 4_000;
/** What waits when a peer counts as behind. */
const BEHIND = LIMIT / 8;

function patientOutbox() {
  const world = { ...socket(), ...handClock() };
  const relieved: boolean[] = [];
  const { sink, clock } = world;
  const over = (caughtUp: boolean) => relieved.push(caughtUp);
  const outbox = outboxOf(sink, { clock, holdMillis: HOLD, relieved: over });
  return { ...world, outbox, relieved };
}

/** As a publisher that is held back does it: nothing more once the peer is behind. */
function fill(outbox: Outbox, length = 100): number {
  let sent = 0;
  while (!outbox.isBehind && sent < 10_000) outbox.send(message(sent++, length), true);
  return sent;
}

describe('who feeds a peer that is behind', () => {
  it('waits until it has caught up, and loses it nothing', () => {
    const { outbox, written, drain, drainAll, pass, relieved, pending } = patientOutbox();
    const sent = fill(outbox);
    expect(outbox.bytes).toBeLessThan(LIMIT / 4 + BEHIND + 500);
    pass(HOLD / 4);
    drain();
    expect(outbox.isBehind).toBe(false);
    expect(relieved).toEqual([true]);
    expect(pending()).toBe(0);
    drainAll();
    expect([written.length, outbox.dropped]).toEqual([sent, 0]);
  });

  it('waits no longer than half the time for one that takes nothing, and not again before long', () => {
    const { outbox, drain, drainAll, pass, relieved } = patientOutbox();
    fill(outbox);
    pass(HOLD / 2 - 1);
    expect(outbox.isBehind).toBe(true);
    pass(1);
    expect([outbox.isBehind, relieved]).toEqual([false, [false]]);
    for (let i = 0; i < 100; i++) outbox.send(message(i, 100), true);
    expect(outbox.isBehind).toBe(false);
    expect(outbox.dropped).toBeGreaterThan(0);
    drainAll();
    pass(10 * HOLD - 1);
    for (let i = 0; i < 100; i++) outbox.send(message(i, 100), true);
    expect(outbox.isBehind).toBe(false);
    pass(1);
    drain();
    fill(outbox);
    expect(outbox.isBehind).toBe(true);
  });

  it('waits no longer than all the time for one that never catches up', () => {
    const { outbox, drain, pass, relieved } = patientOutbox();
    let sent = fill(outbox);
    // It takes a little now and then, and as much comes from those whom nobody can hold back.
    for (let part = 1; part < 8; part++) {
      while (outbox.bytes < LIMIT * 0.75) outbox.send(message(sent++, 100), true);
      pass(HOLD / 8);
      drain();
      expect([outbox.isBehind, relieved]).toEqual([true, []]);
    }
    pass(HOLD / 8);
    expect([outbox.isBehind, relieved, outbox.dropped]).toEqual([false, [false], 0]);
  });

  it('waits for nobody whose connection is over', () => {
    const { outbox, relieved, pending } = patientOutbox();
    fill(outbox);
    outbox.close();
    expect([outbox.isBehind, relieved, pending()]).toEqual([false, [true], 0]);
  });

  it('loses nothing with any peer that takes something in time, whatever it sends', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 1, max: 300 }) },
      { weight: 1, arbitrary: fc.constant('drain' as const) },
      { weight: 1, arbitrary: fc.constant('wait' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        const { outbox, written, drain, drainAll, pass, pending } = patientOutbox();
        const sent: Uint8Array[] = [];
        let most = 0;
        let idle = 0;
        for (const each of steps) {
          if (each === 'drain') {
            drain();
            idle = 0;
          } else if (each === 'wait') {
            // Its socket takes something at least every quarter of the time, so it is never given up.
            if (++idle > 1) drain();
            pass(HOLD / 4 - 1);
          } else if (!outbox.isBehind) {
            const bytes = message(sent.length, each);
            sent.push(bytes);
            outbox.send(bytes, true);
          }
          most = Math.max(most, outbox.bytes);
        }
        expect(most).toBeLessThanOrEqual(LIMIT / 4 + BEHIND + 2 * 364);
        drainAll();
        expect(written.length).toBe(sent.length);
        expect(written.every((bytes, i) => bytes === sent[i])).toBe(true);
        expect([outbox.dropped, outbox.isBehind, pending()]).toEqual([0, false, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it('is let go again in any case, within the time', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant('send' as const) },
      { weight: 1, arbitrary: fc.constant('drain' as const) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: HOLD }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const { outbox, drain, pass, clock } = patientOutbox();
        let since: number | null = null;
        for (const each of steps) {
          if (each === 'send') outbox.send(message(0, 250), true);
          else if (each === 'drain') drain();
          else pass(each);
          if (!outbox.isBehind) since = null;
          else since ??= clock.now();
          if (since !== null) expect(clock.now() - since).toBeLessThan(HOLD);
        }
      }),
      { numRuns: 200 },
    );
  });
});
