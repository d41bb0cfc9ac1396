import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

const LIMIT = 2000;

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

/** Message i, of this length. */
const message = (i: number, length: number) => new Uint8Array(length).fill(i % 256);

describe('an outbox', () => {
  it('hands everything on at once while the socket takes it', () => {
    const { sink, written, drain } = socket();
    const outbox = new Outbox(sink, LIMIT);
    for (let i = 0; i < 100; i++) {
      outbox.send(message(i, 300), true);
      drain();
    }
    expect(written).toHaveLength(100);
    expect(outbox.dropped).toBe(0);
  });

  it('drops the oldest events first and never an answer', () => {
    const { sink, written, drainAll } = socket();
    const outbox = new Outbox(sink, LIMIT);
    outbox.send(message(0, 1000), false);
    for (let i = 1; i <= 20; i++) outbox.send(message(i, 100), i % 4 !== 0);
    expect(outbox.bytes).toBeLessThanOrEqual(LIMIT);
    drainAll();
    const arrived = written.map(([first]) => first);
    expect(arrived).toEqual([0, 4, 8, 12, 16, 19, 20]);
    expect(outbox.dropped).toBe(21 - arrived.length);
    expect(outbox.bytes).toBe(0);
  });

  it('keeps the newest event, even one larger than the limit', () => {
    const { sink, written, drainAll } = socket();
    const outbox = new Outbox(sink, LIMIT);
    outbox.send(message(0, 1000), true);
    outbox.send(message(1, 500), true);
    outbox.send(message(2, 3000), true);
    drainAll();
    expect(written.map(([first]) => first)).toEqual([0, 2]);
  });

  it('grows past its limit only for a peer that takes nothing while the limit’s worth is dropped', () => {
    const { sink, drain } = socket();
    const outbox = new Outbox(sink, LIMIT);
    let sent = 0;
    const send = () => outbox.send(message(sent++, 100), true);
    while (outbox.bytes <= LIMIT && sent < 1000) send();
    expect(outbox.dropped * 100).toBeGreaterThan(LIMIT);
    expect(sent).toBeLessThan(1000);
    drain();
    // It has taken something: there is hope again.
    for (let i = 0; i < 10; i++) send();
    expect(outbox.bytes).toBeLessThanOrEqual(LIMIT);
  });

  it('sends all that waits when it is flushed, in order', () => {
    const { sink, written } = socket();
    const outbox = new Outbox(sink, LIMIT);
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
      fc.property(fc.array(step, { maxLength: 600, size: 'max' }), (steps) => {
        const { sink, written, drain, drainAll } = socket();
        const outbox = new Outbox(sink, LIMIT);
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
          const hopeful = (outbox.dropped - droppedBefore) * 300 <= LIMIT;
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
