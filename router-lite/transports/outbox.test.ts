/** What an outbox keeps for a slow peer, what it gives up, and in which order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMIT, message, outboxOf, socket } from './outbox.test-world.ts';

/** What waits for a peer that takes nothing, beside what its socket holds. */
const STALLED = LIMIT / 8;

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
