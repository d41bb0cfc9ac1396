import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox, type OutboxOptions, type Sink } from './outbox.ts';
import type { Clock } from './patience.ts';

const LIMIT = 16_000;
/** What waits for a peer that takes nothing, beside what its socket holds. */
const STALLED = LIMIT / 8;

/** A socket that holds what it is given until the network takes it. */
function socket() {
  const written: Uint8Array[] = [];
  let held = 0;
  const takers: (() => void)[] = [];
  /** The network takes all of it. */
  const drain = () => {
    held = 0;
    for (const taken of takers.splice(0)) taken();
  };
  return {
    written,
    sink: {
      get buffered() {
        return held;
      },
      write(bytes: Uint8Array, taken?: () => void) {
        written.push(bytes);
        held += bytes.length;
        if (taken) takers.push(taken);
      },
    },
    drain,
    drainAll() {
      do drain();
      while (held > 0);
    },
  };
}

/** Every socket had its chance. */
const atOnce = (step: () => void) => step();

/** Nobody waits for its peer, but where a test says so. */
const outboxOf = (sink: Sink, options: Partial<OutboxOptions> = {}) =>
  new Outbox(sink, { limit: LIMIT, holdMillis: 0, later: atOnce, ...options });

/** Message i, of this length. */
const message = (i: number, length: number) => new Uint8Array(length).fill(i % 256);

describe('an outbox', () => {
  it('hands everything on at once while the socket takes it', () => {
    const { sink, written, drain } = socket();
    const outbox = outboxOf(sink);
    for (let i = 0; i < 100; i++) {
      outbox.send(message(i, 300), true);
      drain();
    }
    expect(written).toHaveLength(100);
    expect(outbox.dropped).toBe(0);
  });

  it('drops the oldest events first and never an answer', () => {
    const { sink, written, drainAll } = socket();
    const outbox = outboxOf(sink);
    outbox.send(message(0, 5000), false);
    for (let i = 1; i <= 100; i++) outbox.send(message(i, 100), i % 50 !== 0);
    drainAll();
    const arrived = written.map(([first]) => first!);
    expect(arrived.slice(0, 3)).toEqual([0, 50, 90]);
    expect(arrived.slice(2)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
    expect(outbox.dropped).toBe(101 - arrived.length);
    expect(outbox.bytes).toBe(0);
  });

  it('keeps the newest event, even one larger than the limit', () => {
    const { sink, written, drainAll } = socket();
    const outbox = outboxOf(sink);
    outbox.send(message(0, 5000), true);
    outbox.send(message(1, 500), true);
    outbox.send(message(2, 30_000), true);
    drainAll();
    expect(written.map(([first]) => first)).toEqual([0, 2]);
  });

  it('is hopeless for a peer that takes nothing while the limit’s worth is dropped', () => {
    const { sink, drain } = socket();
    const outbox = outboxOf(sink);
    let sent = 0;
    const send = () => outbox.send(message(sent++, 100), true);
    while (!outbox.isHopeless && sent < 1000) send();
    expect(outbox.dropped * 100).toBeGreaterThan(LIMIT / 2);
    expect(outbox.dropped * 100).toBeLessThan(LIMIT / 2 + 200);
    expect(outbox.bytes).toBeLessThanOrEqual(LIMIT / 4 + STALLED + 164);
    drain();
    // It has taken something: there is hope again.
    send();
    expect(outbox.isHopeless).toBe(false);
  });

  it('is hopeless too when answers alone exceed its limit', () => {
    const { sink } = socket();
    const outbox = outboxOf(sink);
    for (let i = 0; i < 12; i++) outbox.send(message(i, 1000), false);
    expect(outbox.isHopeless).toBe(false);
    for (let i = 0; i < 12; i++) outbox.send(message(i, 1000), false);
    expect(outbox.isHopeless).toBe(true);
    expect(outbox.dropped).toBe(0);
  });

  it('lets more wait for a peer that reads slowly than for one that does not read', () => {
    const { sink, drain } = socket();
    const outbox = outboxOf(sink);
    let sent = 0;
    // Of each fifty that come only forty are taken.
    for (let i = 0; i < 20; i++) {
      for (let k = 0; k < 50; k++) {
        outbox.send(message(sent++, 100), true);
        if (k % 5 === 0) drain();
      }
    }
    expect(outbox.dropped).toBe(0);
    const before = outbox.bytes;
    for (let k = 0; k < 80; k++) outbox.send(message(sent++, 100), true);
    expect(before).toBeLessThan(LIMIT);
    expect(outbox.dropped).toBeGreaterThan(0);
  });

  it('takes nobody for stalled whose socket had no chance yet', () => {
    const { sink } = socket();
    const steps: (() => void)[] = [];
    const outbox = outboxOf(sink, { later: (step) => steps.push(step) });
    let sent = 0;
    for (; sent < 80; sent++) outbox.send(message(sent, 100), true);
    expect(outbox.dropped).toBe(0);
    for (const step of steps) step();
    outbox.send(message(sent, 100), true);
    expect(outbox.dropped).toBeGreaterThan(0);
    expect(outbox.bytes).toBeLessThanOrEqual(LIMIT / 4 + STALLED + 164);
  });

  it('sends a hopeless peer its answers when it is flushed, and no more events', () => {
    const { sink, written } = socket();
    const outbox = outboxOf(sink);
    for (let i = 0; !outbox.isHopeless; i++) outbox.send(message(i, 100), i % 10 !== 0);
    const before = written.length;
    outbox.flush();
    const answers = written.slice(before).map(([first]) => first! % 10);
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(answers)).toEqual(new Set([0]));
  });

  it('sends all that waits when it is flushed, in order', () => {
    const { sink, written } = socket();
    const outbox = outboxOf(sink);
    for (let i = 0; i < 10; i++) outbox.send(message(i, 150), false);
    outbox.flush();
    expect(written.map(([first]) => first)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps the order, loses no answer, counts each loss and stays in its bounds, whatever happens', () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ length: fc.integer({ min: 1, max: 300 }), droppable: fc.boolean() }),
      },
      { weight: 1, arbitrary: fc.constant('drain' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        const { sink, written, drain, drainAll } = socket();
        const outbox = outboxOf(sink);
        const sent: { bytes: Uint8Array; droppable: boolean }[] = [];
        let answers = 0;
        let droppedBefore = 0;
        for (const each of steps) {
          if (each === 'drain') {
            drain();
            droppedBefore = outbox.dropped;
            continue;
          }
          const bytes = message(sent.length, each.length);
          sent.push({ bytes, droppable: each.droppable });
          if (!each.droppable) answers += each.length + 64;
          outbox.send(bytes, each.droppable);
          // Besides answers and the newest event, only what a peer that takes nothing has forfeited.
          const hopeful = (outbox.dropped - droppedBefore) * 300 <= LIMIT / 2;
          if (hopeful) expect(outbox.bytes).toBeLessThanOrEqual(LIMIT + answers + 364);
        }
        drainAll();
        const arrived = new Set(written);
        expect(written).toEqual(sent.map(({ bytes }) => bytes).filter((bytes) => arrived.has(bytes)));
        expect(sent.filter(({ bytes, droppable }) => !droppable && !arrived.has(bytes))).toEqual([]);
        expect(outbox.dropped).toBe(sent.length - written.length);
        expect(outbox.bytes).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

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
