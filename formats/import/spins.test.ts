import { describe, expect, test } from 'vitest';
import { maxcut } from '../../anneal/maxcut/kind.ts';
import { encodeSpins } from '../../anneal/maxcut/state.ts';
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
    ['3 1\n1 2 0.5\n', /Line 2, column 3 is 0.5; weights are whole numbers: multiply/],
    ['3 1\n1 2 1e300\n', /Line 2, column 3 is 1e300; the limit/],
    ['3 1\n1 2 heavy\n', /Line 2, column 3 is "heavy"/],
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
