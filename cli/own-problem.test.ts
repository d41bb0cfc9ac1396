/** `lehr solve --problem` as users meet it: a process of its own over files of their own. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problem as qap } from '../docs/examples/qap.ts';
import { run } from './testing/command.ts';

const QAP = fileURLToPath(new URL('../docs/examples/qap.ts', import.meta.url));
/** Three facilities in a row, three places in a row: 0–1–2 either way round is best. */
const ROW = '3\n0 5 0  5 0 5  0 5 0\n0 1 2  1 0 1  2 1 0\n';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-own-'));
  await writeFile(join(folder, 'row.dat'), ROW);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const solve = (...args: string[]) => run(['solve', '--donors', '1', '--problem', ...args], folder);
const lastLine = (out: string) => JSON.parse(out.trim().split('\n').at(-1)!);

/** Counts to below n: whoever stops at 0 has won. `over` replaces parts of it. */
const counting = (over: string) => `import { defineProblem } from 'lehr/problem';
export const problem = defineProblem({
  name: 'count', version: 1,
  decode: (bytes) => bytes.length,
  size: (n) => n,
  init: (n, chance) => ({ at: 1 + chance.below(n - 1) }),
  energy: (n, { at }) => at,
  propose: (n, state, chance) => chance.below(n),
  delta: (n, { at }, move) => move - at,
  apply: (n, state, move) => { state.at = move; },
  encode: (n, { at }) => Uint8Array.of(at),
  validate: (n, bytes) => ({ at: bytes[0] }),
  view: (n, { at }) => '<svg><!--' + at + '--></svg>',
  sample: () => new Uint8Array(20),
  ${over}
});
`;

test('an instance is annealed for exactly so many moves, and the state that is told, written and started from has the energy that is told', async () => {
  const first = await solve(QAP, 'row.dat', '--moves', '20k', '--json', '--out', 'best.bin');
  expect(first.err).not.toContain('lehr:');
  expect(first.code).toBe(0);
  const result = lastLine(first.out);
  expect(result).toMatchObject({ title: 'qap row', energy: 20, moves: 20_000, ended: 'moves', n: 3 });
  const state = new Uint8Array(await readFile(join(folder, 'best.bin')));
  expect(Buffer.from(result.state, 'base64')).toEqual(Buffer.from(state));
  expect(qap.energy(qap.decode(new TextEncoder().encode(ROW)), state)).toBe(20);

  const again = await solve(QAP, 'row.dat', '--start', 'best.bin', '--target', '20', '--out', 'best.json');
  expect(again.out).toMatch(/qap row: energy 20 \(size 3; .*\nState (000102|020100)\nWritten to best\.json/);
  expect(again.code).toBe(0);
  expect(JSON.parse(await readFile(join(folder, 'best.json'), 'utf8'))).toMatchObject({
    problem: 'qap/1',
    energy: 20,
  });
});

test('JavaScript is taken too, with its own sample, which is said, and with the picture that it draws', async () => {
  await writeFile(join(folder, 'count.mjs'), counting(''));
  const { code, out, err } = await solve('count.mjs', '--budget', '60s', '--target', '0', '--out', 'a.svg');
  expect(err).toContain('count.mjs: no instance is given, so its sample is taken');
  expect(out).toMatch(/^count: energy 0 /);
  expect(code).toBe(0);
  expect(await readFile(join(folder, 'a.svg'), 'utf8')).toBe('<svg><!--0--></svg>');
});

test('what cannot work is told in one line before anything runs, with 2', async () => {
  await writeFile(join(folder, 'lies.mjs'), counting('delta: (n, { at }, move) => move - at - 1,'));
  await writeFile(join(folder, 'halves.mjs'), counting('energy: (n, { at }) => at + 0.5,'));
  await writeFile(join(folder, 'empty.mjs'), 'export const a = 1;');
  const cases: [string[], RegExp][] = [
    [['missing.ts'], /missing\.ts: cannot be read \(ENOENT\)/],
    [['empty.mjs'], /empty\.mjs: export the problem, as in/],
    [
      ['lies.mjs'],
      /lies\.mjs: by its deltas the energy is -?\d+, by energy\(\) \d+; see: lehr problem test lies/,
    ],
    [['halves.mjs'], /halves\.mjs: energy gave [\d.]+; energies are integers/],
    [[QAP, 'empty.mjs'], /empty\.mjs: no QAP: n is NaN/],
    [[QAP, 'row.dat', '--start', 'row.dat'], /--start row\.dat: a permutation of 3 has 3 bytes, not/],
    [[QAP, 'row.dat', '--out', 'a.svg'], /--out a\.svg: .* has no view/],
    [[QAP, 'row.dat', '--out', 'none/a.bin'], /--out none\/a\.bin: the folder .* does not exist/],
    [[QAP, 'row.dat', '--mode', 'classic'], /--mode classic: there is no such kernel for qap/],
    [[QAP, 'row.dat', '--proof', 'p.json'], /--proof is for the problems that Lehr knows/],
  ];
  const unflagged = await run(['solve', 'halves.mjs'], folder);
  expect(unflagged.err).toMatch(/goes behind --problem: lehr solve --problem halves\.mjs/);
  expect(unflagged.code).toBe(2);
  for (const [args, message] of cases) {
    const { code, err } = await solve(...args);
    expect(err).toMatch(message);
    expect(
      err
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith('so its sample is taken')),
    ).toHaveLength(1);
    expect(code).toBe(2);
  }
});
