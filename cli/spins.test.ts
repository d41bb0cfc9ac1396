/** Max-Cut and QUBO from the command line, as users meet them: files in, words, JSON and partitions out. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './testing/command.ts';

/** A ring of 40 vertices, whose best cut has all its edges, one chord within a side of it and one between: 41 of 42. */
const EDGES = [...Array.from({ length: 40 }, (_, i) => [i + 1, ((i + 1) % 40) + 1]), [1, 3], [11, 22]];

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-spins-'));
  await writeFile(join(folder, 'ring.txt'), `40 42\n${EDGES.map((edge) => edge.join(' ')).join('\n')}\n`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const solve = (...args: string[]) => run(['solve', ...args, '--donors', '1'], folder);

test('a graph is cut, the cut is told, ends the job when it is the target, and stands in the files', async () => {
  const args = ['ring.txt', '--budget', '60s', '--target', '41', '--out', 'cut.json'];
  const { code, out } = await solve(...args);
  expect(out).toMatch(/ring: cut 41\b.*\(40 spins; /);
  expect(code).toBe(0);
  const written = JSON.parse(await readFile(join(folder, 'cut.json'), 'utf8'));
  expect(written.cut).toBe(41);
  expect(EDGES.filter(([i, j]) => written.values[i! - 1] !== written.values[j! - 1])).toHaveLength(41);

  const again = await solve(
    'ring.txt',
    '--budget',
    '1s',
    '--start',
    'cut.json',
    '--json',
    '--out',
    'cut.txt',
  );
  expect(JSON.parse(again.out.trim().split('\n').at(-1)!)).toMatchObject({ cut: 41, n: 40, title: 'ring' });
  expect((await readFile(join(folder, 'cut.txt'), 'utf8')).trim().split('\n')).toHaveLength(40);
});

test('a QUBO with decimals is told in its own numbers: its target, its value, and in the file', async () => {
  await writeFile(join(folder, 'd.qubo'), '# vartype=BINARY\n0 0 -2.5\n1 1 -0.25\n0 1 0.5\n');
  const args = ['d.qubo', '--budget', '60s', '--target=-2.5', '--json', '--out', 'd.json'];
  const { code, out, err } = await solve(...args);
  expect(code).toBe(0);
  expect(err).toContain('d.qubo: Weights have decimals: Lehr counts in units of 0.01, exactly.');
  expect(JSON.parse(out.trim().split('\n').at(-1)!)).toMatchObject({ value: -2.5, ended: 'target' });
  const written = JSON.parse(await readFile(join(folder, 'd.json'), 'utf8'));
  expect(written).toEqual({ title: 'd', value: -2.5, values: [1, 0] });
});

test('what does not fit is refused in one line, with 2', async () => {
  await writeFile(join(folder, 'q.qubo'), '# vartype=BINARY\n0 0 -3\n0 1 0.5x\n');
  for (const [args, message] of [
    [['ring.txt', '--out', 'a.tour'], /must end in one of \.txt, \.json/],
    [['q.qubo'], /q\.qubo: Line 3, column 3 is "0\.5x"; give a number/],
    [['ring.txt', '--start', 'ring.txt'], /There are 43 spins; the problem has 40/],
  ] as const) {
    const { code, err } = await solve(...args);
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  }
});
