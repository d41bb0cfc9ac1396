import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVERY, Lag } from './lag.ts';
import { type Level, NO_STRAIN, type Strain, strainAfter } from './strain.ts';

const levels = fc.constantFrom<Level>('low', 'between', 'high');
const looks = fc.array(fc.record({ level: levels, after: fc.integer({ min: 1, max: 20_000 }) }), {
  maxLength: 100,
});

/** One look a second. */
function seen(
  levelsSeen: readonly Level[],
  { strain = NO_STRAIN, from = 0, patience = 0 }: { strain?: Strain; from?: number; patience?: number } = {},
): Strain {
  return levelsSeen.reduce(
    (before, level, i) => strainAfter(before, { level, now: from + i * 1000, patience }),
    strain,
  );
}

describe('strain', () => {
  test('begins at once, and ends when all was well for five seconds', () => {
    expect(seen(['low', 'high']).strained).toBe(true);
    const calming = seen(['high', 'low', 'low', 'low', 'low', 'low']);
    expect(calming.strained).toBe(true);
    expect(seen(['low'], { strain: calming, from: 6000 }).strained).toBe(false);
  });

  test('with patience, only what lasts is strain', () => {
    const patience = 3000;
    expect(seen(['high', 'high', 'high', 'low', 'high', 'high', 'high'], { patience }).strained).toBe(false);
    expect(seen(['high', 'high', 'high', 'high'], { patience }).strained).toBe(true);
  });

  test('what is neither high nor low changes nothing', () => {
    expect(seen(['between', 'between']).strained).toBe(false);
    expect(seen(['high', ...Array<Level>(50).fill('between')]).strained).toBe(true);
  });

  test('who relapses soon after has to be well for twice as long, then longer, within bounds', () => {
    let strain = NO_STRAIN;
    const waits: number[] = [];
    let now = 0;
    for (let relapse = 0; relapse < 9; relapse++) {
      strain = strainAfter(strain, { level: 'high', now, patience: 0 });
      const from = now;
      while (strain.strained) {
        now += 1000;
        strain = strainAfter(strain, { level: 'low', now, patience: 0 });
      }
      waits.push(now - from - 1000);
      now += 1000;
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 320, 320].map((seconds) => seconds * 1000));
    expect(strainAfter(strain, { level: 'high', now: now + 60_000, patience: 0 }).calm).toBe(5000);
  });

  test('holds as long as anything above low was seen within its calm', () => {
    fc.assert(
      fc.property(looks, (sequence) => {
        let strain = NO_STRAIN;
        let now = 0;
        let above = Number.NEGATIVE_INFINITY;
        for (const { level, after } of sequence) {
          now += after;
          const before = strain;
          strain = strainAfter(strain, { level, now, patience: 0 });
          if (level !== 'low') above = now;
          if (level === 'high') expect(strain.strained).toBe(true);
          if (before.strained && now - above < before.calm) expect(strain.strained).toBe(true);
        }
      }),
    );
  });
});

describe('lag', () => {
  /** A page whose looks come so many milliseconds late. */
  function lagOf(late: readonly number[]): Lag {
    const lag = new Lag();
    let now = 0;
    lag.look(now);
    for (const millis of late) {
      now += EVERY + millis;
      lag.look(now);
    }
    return lag;
  }

  test('a page in time is well; before ten seconds have passed nothing is said', () => {
    expect(lagOf(Array(120).fill(3)).p95).toBe(3);
    expect(lagOf(Array(120).fill(3)).level).toBe('low');
    expect(lagOf(Array(30).fill(400)).level).toBe('high');
    expect(lagOf(Array(5).fill(400)).level).toBe('low');
  });

  test('one long task in ten seconds is no lag, one in every second is', () => {
    expect(lagOf([...Array(120).fill(2), 280]).level).toBe('low');
    expect(lagOf(Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 600 : 2))).level).toBe('high');
  });

  test('a page that hangs for three seconds is late for all the looks it could not take', () => {
    expect(lagOf([...Array(120).fill(2), 3000]).level).toBe('high');
  });

  test('a machine that slept was not late', () => {
    expect(lagOf([...Array(120).fill(2), 3_600_000]).p95).toBe(0);
  });

  test('between the limits it is neither', () => {
    expect(lagOf(Array(120).fill(150)).level).toBe('between');
  });
});
