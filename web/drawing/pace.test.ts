import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pace, type Timers } from './pace.ts';

/** A clock that goes where it is told, and the work that waits on it. */
class ManualTimers implements Timers {
  readonly share = 0.5;
  #now = 0;
  readonly #due = new Set<{ readonly at: number; readonly work: () => void }>();

  now(): number {
    return this.#now;
  }

  get waiting(): number {
    return this.#due.size;
  }

  after(millis: number, work: () => void): () => void {
    const entry = { at: this.#now + millis, work };
    this.#due.add(entry);
    return () => this.#due.delete(entry);
  }

  /** Of a frame: it takes so long. */
  spend(millis: number): void {
    this.#now += millis;
  }

  run(millis: number): void {
    const end = this.#now + millis;
    for (;;) {
      const [next] = [...this.#due].sort((a, b) => a.at - b.at);
      if (!next || next.at > end) break;
      this.#due.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.work();
    }
    this.#now = Math.max(this.#now, end);
  }
}

const NEVER = Number.POSITIVE_INFINITY;

function paced(again: () => number = () => NEVER, cost = 0) {
  const timers = new ManualTimers();
  const frames: number[] = [];
  const pace = new Pace(() => {
    frames.push(timers.now());
    timers.spend(cost);
    return again();
  }, timers);
  return { timers, frames, pace };
}

test('one change is one frame, and at most ten a second are drawn, the last change in the last of them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(120), { maxLength: 80 }), (gaps) => {
      const { timers, frames, pace } = paced();
      pace.wake(true);
      let last = 0;
      for (const gap of gaps) {
        timers.run(gap);
        pace.want();
        last = timers.now();
      }
      timers.run(1000);
      for (let i = 1; i < frames.length; i++)
        expect((frames[i] ?? 0) - (frames[i - 1] ?? 0)).toBeGreaterThanOrEqual(100);
      expect(frames.length).toBeLessThanOrEqual(gaps.length);
      if (gaps.length > 0) expect(frames.at(-1)).toBeGreaterThanOrEqual(last);
      expect(timers.waiting).toBe(0);
    }),
  );
});

test('asleep nothing is drawn and nothing waits; waking up draws once what was wanted', () => {
  const { timers, frames, pace } = paced();
  pace.want();
  pace.want();
  timers.run(5000);
  expect([frames, timers.waiting]).toEqual([[], 0]);
  pace.wake(true);
  timers.run(1000);
  expect(frames).toHaveLength(1);
  pace.want();
  pace.wake(false);
  timers.run(1000);
  expect([frames.length, timers.waiting]).toEqual([1, 0]);
  pace.wake(true);
  timers.run(1000);
  expect(frames).toHaveLength(2);
});

test('what still glows is drawn again when it says, and no more once it has cooled', () => {
  const looks = [150, 150, 1000, NEVER];
  const { timers, frames, pace } = paced(() => looks.shift() ?? NEVER);
  pace.wake(true);
  pace.want();
  timers.run(10_000);
  expect(frames).toEqual([0, 150, 300, 1300]);
});

test('a change does not wait for what fades slowly, and what fades does not wait for a change', () => {
  const looks = [1000, 1000, NEVER];
  const { timers, frames, pace } = paced(() => looks.shift() ?? NEVER);
  pace.wake(true);
  pace.want();
  timers.run(400);
  pace.want();
  timers.run(5000);
  expect(frames).toEqual([0, 400, 1400]);
});

test('frames that take long are fewer: half of the time is left to others', () => {
  const { timers, frames, pace } = paced(() => 0, 400);
  pace.wake(true);
  pace.want();
  timers.run(8000);
  expect(frames.length).toBeGreaterThan(8);
  expect(frames.length).toBeLessThanOrEqual(11);
});

test('a closed one draws no more', () => {
  const { timers, frames, pace } = paced(() => 100);
  pace.wake(true);
  pace.want();
  timers.run(250);
  pace.close();
  pace.want();
  timers.run(5000);
  expect(frames).toHaveLength(3);
});
