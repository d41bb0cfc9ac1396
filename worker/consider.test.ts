import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DonorSettings, PageSignals } from './api.ts';
import { considerPause } from './consider.ts';
import { firstSettings } from './page/settings.ts';

const WILLING = firstSettings({ cores: 2, tellsPower: true, handheld: false });
const WELL: PageSignals = { power: 'mains', handheld: false, dataSaver: false, pressure: false, lag: false };

const choices = fc.record({
  background: fc.boolean(),
  battery: fc.boolean(),
  dataSaver: fc.boolean(),
  pressure: fc.boolean(),
  held: fc.boolean(),
});
const signals = fc.record({
  power: fc.constantFrom('mains', 'battery', 'unknown'),
  handheld: fc.boolean(),
  dataSaver: fc.boolean(),
  pressure: fc.boolean(),
  lag: fc.boolean(),
}) satisfies fc.Arbitrary<PageSignals>;
const scenes = fc.record({
  settings: choices.map((choice) => ({ ...WILLING, ...choice })),
  hidden: fc.boolean(),
  pages: fc.array(signals, { minLength: 1, maxLength: 4 }),
  cores: fc.constantFrom(1, 2),
});

const considered = (change: Partial<DonorSettings>, seen: Partial<PageSignals>, hidden = false) =>
  considerPause({ ...WILLING, ...change }, { hidden, pages: [{ ...WELL, ...seen }], cores: 2 });

describe('whether to pause', () => {
  test('nothing is wrong: it works', () => {
    expect(considered({}, {})).toBeNull();
  });

  test.each([
    ['held', { held: true }, {}, false],
    ['hidden', {}, {}, true],
    ['battery', {}, { power: 'battery' }, false],
    ['battery', {}, { power: 'unknown', handheld: true }, false],
    ['data saver', {}, { dataSaver: true }, false],
    ['pressure', {}, { pressure: true }, false],
    ['lag', {}, { lag: true }, false],
  ] as const)('%s is a reason', (reason, change, seen, hidden) => {
    expect(considered(change, seen, hidden)).toBe(reason);
  });

  test.each([
    [{ background: true }, {}, true],
    [{ battery: true }, { power: 'battery' }, false],
    [{ battery: true }, { power: 'unknown', handheld: true }, false],
    [{ dataSaver: true }, { dataSaver: true }, false],
    [{ pressure: true }, { pressure: true }, false],
  ] as const)('%o passes it over', (change, seen, hidden) => {
    expect(considered(change, seen, hidden)).toBeNull();
  });

  test('a desktop that does not tell its power works, a handheld does not', () => {
    expect(considered({}, { power: 'unknown' })).toBeNull();
    expect(considered({}, { power: 'unknown', handheld: true })).toBe('battery');
  });

  test('who lends more than half of the device asked for the pressure; the page that lags still counts', () => {
    const whole = { cores: 2 };
    expect(considered(whole, { pressure: true })).toBeNull();
    expect(considered(whole, { pressure: true, lag: true })).toBe('lag');
    expect(considered({ ...whole, share: 0.5 }, { pressure: true })).toBe('pressure');
  });

  test('a page that does not know yet is believed less than one that does', () => {
    const pages = [
      { ...WELL, power: 'unknown', handheld: true },
      { ...WELL, handheld: true },
    ] as const;
    expect(considerPause(WILLING, { hidden: false, pages, cores: 2 })).toBeNull();
  });

  test('Pause holds whatever else is, and passing over one reason silences no other', () => {
    fc.assert(
      fc.property(scenes, ({ settings, ...scene }) => {
        expect(considerPause({ ...settings, held: true }, scene)).toBe('held');
        const despite = considerPause({ ...settings, battery: true }, scene);
        const before = considerPause({ ...settings, battery: false }, scene);
        if (before !== 'battery') expect(despite).toBe(before);
        else expect(despite).not.toBe('battery');
      }),
    );
  });

  test('nothing that gets worse makes it work', () => {
    const worse: Partial<PageSignals>[] = [
      { power: 'battery' },
      { dataSaver: true },
      { pressure: true },
      { lag: true },
    ];
    fc.assert(
      fc.property(scenes, fc.constantFrom(...worse), fc.nat(3), ({ settings, ...scene }, change, at) => {
        const { pages } = scene;
        const before = considerPause(settings, scene);
        const changed = pages.map((page, i) => (i === at % pages.length ? { ...page, ...change } : page));
        if (before !== null) expect(considerPause(settings, { ...scene, pages: changed })).not.toBeNull();
        if (before !== null) expect(considerPause(settings, { ...scene, hidden: true })).not.toBeNull();
      }),
    );
  });

  test('the order of the pages does not matter', () => {
    fc.assert(
      fc.property(scenes, ({ settings, ...scene }) => {
        const turned = [...scene.pages].reverse();
        expect(considerPause(settings, { ...scene, pages: turned })).toBe(considerPause(settings, scene));
      }),
    );
  });
});
