import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxcut } from '../../anneal/maxcut/kind.ts';
import { encodeSpins } from '../../anneal/maxcut/state.ts';
import { spinUnitOf, spinUnitText } from '../spin-unit.ts';
import { importText } from './import.ts';
import type { ImportedSpins } from './imported.ts';

/** The energies of all states, spin 0 changing fastest, down first. */
function energies(text: string): number[] {
  const { kind, problem } = importText(text, 'x') as ImportedSpins;
  expect(kind).toBe('maxcut');
  return Array.from({ length: 2 ** problem.n }, (_, bits) =>
    maxcut.energy(
      problem,
      encodeSpins(Array.from({ length: problem.n }, (_, i) => ((bits >> i) & 1 ? 1 : -1))),
    ),
  );
}

describe('a graph of the G-set', () => {
  test('is read, with and without weights, whatever the line ends', () => {
    const { title, view } = importText('3 2\r\n1 2 5\r\n2 3\r\n', 'G0');
    expect({ title, view }).toEqual({
      title: 'G0',
      view: { surface: 'spins', xy: [], names: [], unit: 'cut' },
    });
    expect(energies('# a path\n3 2\n1 2 5\n2 3\n')).toEqual([0, -5, -6, -1, -1, -6, -5, 0]);
  });

  test.each([
    ['3 2\n1 2 5\n', /Line 1 says that there are 2 edges, but 1 lines follow/],
    ['\n3 1\n1 4 5\n', /Line 3, column 2 is 4; numbers run from 1 to 3, the number of vertices in line 2/],
    ['3 1\n0 1 5\n', /Line 2, column 1 is 0; numbers run from 1/],
    ['3 1\n1 x 5\n', /Line 2, column 2 is "x"; give a whole number/],
    ['3 1\n1 2 1e300\n', /Line 2, column 3 is "1e300"; the limit/],
    ['3 1\n1 2 heavy\n', /Line 2, column 3 is "heavy"; give a number, with a decimal point/],
    ['3 1\n1 2 0x10\n', /Line 2, column 3 is "0x10"; give a number/],
    ['3 1\n1 2 0,5\n', /Line 2, column 3 is "0,5"; give a number/],
    ['3 1\n1 2 3 4\n', /Line 2: "1 2 3 4" is not "i j weight"/],
    ['3 1\n2 2 1\n', /Line 2: an edge joins two different vertices/],
    ['0 0\n', /0 vertices are not possible/],
  ])('that is wrong (%j) is refused with its place', (text, message) => {
    expect(() => importText(text, 'x')).toThrow(message);
  });
});

describe('a model of spins', () => {
  test('is a QUBO where it says BINARY: diagonals are linear, repeated terms add up', () => {
    expect(energies('# vartype=BINARY\n0 0 -3\n1 1 2\n0 1 4\n1 0 1\n')).toEqual([0, -3, 2, 4]);
  });

  test('is a QUBO in the format of qbsolv', () => {
    expect(energies('c small\np qubo 0 3 1 1\n0 0 -3\n0 2 4\n')).toEqual([0, -3, 0, -3, 0, 1, 0, 1]);
  });

  test('is an Ising model where it says SPIN', () => {
    expect(energies('# vartype=SPIN\n0 0 -3\n0 1 4\n')).toEqual([7, -7, -1, 1]);
    expect(importText('# vartype=SPIN\n0 1 4\n', 'x').view.unit).toBe('energy');
  });

  test.each([
    ['0 0 -3\n0 1 4\n', /begin it with "# vartype=BINARY"/],
    ['# vartype=QUTRIT\n0 0 -3\n', /vartype=QUTRIT is unknown/],
    ['# vartype=SPIN\n', /no terms/],
    ['# vartype=SPIN\n0 1\n', /Line 2: "0 1" is not "i j weight"/],
    ['# vartype=SPIN\n0 200000 1\n', /Line 2, column 2 is 200000; numbers run from 0 to 199999/],
    ['p qubo 0 3 1\n', /is not "p qubo 0 variables diagonals couplers"/],
    ['p qubo 0 3 1 1\n0 0 1\n', /1 \+ 1 terms, but 1 lines follow/],
    ['p qubo 0 3 1 0\n3 3 1\n', /Line 2, column 1 is 3; numbers run from 0 to 2, as line 1 says/],
  ])('that is wrong (%j) is refused with its place', (text, message) => {
    expect(() => importText(text, 'x')).toThrow(message);
  });
});

describe('weights with decimals', () => {
  const read = (text: string) => importText(text, 'x') as ImportedSpins;

  test('are counted in the largest unit that makes all of them integers, and that is said', () => {
    const { view, notes } = read('# vartype=BINARY\n0 0 -3\n1 1 2.50\n0 1 .125\n');
    expect(view.unit).toBe('value/1000');
    expect(notes).toEqual(['Weights have decimals: Lehr counts in units of 0.001, exactly.']);
    expect(energies('# vartype=BINARY\n0 0 -3\n1 1 2.50\n0 1 .125\n')).toEqual([0, -3000, 2500, -375]);
  });

  test.each([
    ['3 2\n1 2 1.5\n2 3\n', 'cut/10', [0, -15, -25, -10, -10, -25, -15, 0]],
    ['# vartype=SPIN\n0 1 25e-2\n', 'energy/100', [25, -25, -25, 25]],
    ['# vartype=SPIN\n0 1 1e-10\n', 'energy/10000000000', [1, -1, -1, 1]],
    ['# vartype=SPIN\n0 1 -3e-15\n', 'energy/1000000000000000', [-3, 3, 3, -3]],
    ['# vartype=SPIN\n0 1 -2.5E1\n', 'energy', [-25, 25, 25, -25]],
    ['# vartype=SPIN\n0 1 4.000\n', 'energy', [4, -4, -4, 4]],
    ['# vartype=SPIN\n0 1 0.1\n0 1 0.2\n', 'energy/10', [3, -3, -3, 3]],
    ['# vartype=SPIN\n0 1 -0.0\n0 0 +1\n', 'energy', [-1, 1, -1, 1]],
  ])('%j are %s', (text, unit, all) => {
    expect(read(text).view.unit).toBe(unit);
    expect(spinUnitText(spinUnitOf(unit)!)).toBe(unit);
    expect(energies(text)).toEqual(all);
  });

  test('are exact, whatever they are', () => {
    const weight = fc.tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 2 }));
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 8 }), (weights) => {
        const lines = weights.map(
          ([digits, decimals], i) => `${i} ${i} ${(digits / 10 ** decimals).toFixed(decimals)}`,
        );
        const { view, problem } = read(`# vartype=SPIN\n${lines.join('\n')}\n`);
        const { per } = spinUnitOf(view.unit)!;
        expect([...problem.fields]).toEqual(
          weights.map(([digits, decimals]) => Math.round((digits * per) / 10 ** decimals) + 0),
        );
        // No finer than it has to be.
        if (per > 1) expect(problem.fields.some((field) => field % 10 !== 0)).toBe(true);
      }),
    );
  });

  test.each([
    [
      '0 1 0.30000000000000004\n0 0 12.5\n',
      /Line 2, column 3 is "0.30000000000000004"; weights are kept exactly, and with 17 decimals "12.5" in line 3 is out of range: round all to 7 decimals\./,
    ],
    [
      '0 1 400000000\n0 0 0.5\n',
      /Line 3, column 3 is "0.5"; .*"400000000" in line 2 is out of range: round all to whole numbers, or scale them down\./,
    ],
    ['0 0 0\n0 1 1.6e-19\n', /Line 3, column 3 is "1.6e-19"; 15 decimals are the limit: scale all up/],
    ['0 1 1e-400\n', /15 decimals are the limit/],
    ['0 1 6e8\n', /Line 2, column 3 is "6e8"; the limit is 536870911: scale all down/],
    [
      '0 1 50000000.1\n0 2 50000000.1\n',
      /add up to .*; the limit is 536870911: scale them down\. \(Weights are counted in units of 0\.1 here/,
    ],
  ])('that do not fit (%j) are refused with their place and what to do', (text, message) => {
    expect(() => read(`# vartype=SPIN\n${text}`)).toThrow(message);
  });
});
