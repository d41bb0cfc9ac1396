/** `lehr problem test` as users meet it: a process of its own over files of their own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { linesOf } from './problem-test.ts';
import { run } from './testing/command.ts';

const QAP = fileURLToPath(new URL('../docs/examples/qap.ts', import.meta.url));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-problem-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const check = (...args: string[]) => run(['problem', 'test', ...args, '--moves', '2000'], folder);

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return name;
}

/** A count below n that anybody can set; `over` replaces parts of it. */
const counting = (over: string) => `import { defineProblem } from 'lehr/problem';
export const problem = defineProblem({
  name: 'count', version: 1,
  decode: (bytes) => bytes.length,
  size: (n) => n,
  init: (n, chance) => ({ at: chance.below(n) }),
  energy: (n, { at }) => at,
  propose: (n, state, chance) => chance.below(n),
  delta: (n, { at }, move) => move - at,
  apply: (n, state, move) => { state.at = move; },
  encode: (n, { at }) => Uint8Array.of(at),
  validate(n, bytes) {
    if (bytes.length !== 1 || bytes[0] >= n) throw new Error('no count');
    return { at: bytes[0] };
  },
  sample: () => new Uint8Array(20),
  ${over}
});
`;

test('a fault that many checks meet has one line, another its own', () => {
  const check = (name: string, ok: boolean, detail: string) => ({ name, ok, detail });
  const one = [check('a', true, 'x'), check('b', false, 'no'), check('c', false, 'other')];
  expect(linesOf(one)).toEqual(['ok    a: x', 'FAIL  b: no', 'FAIL  c: other']);
  const two = [...one, check('d', false, 'no')];
  expect(linesOf(two)).toEqual(['ok    a: x', 'FAIL  b, and d: no', 'FAIL  c: other']);
  const three = [...two, check('e', true, 'no'), check('f', false, 'no')];
  expect(linesOf(three)[1]).toBe('FAIL  b, and 2 other checks: no');
});

describe('lehr problem test', () => {
  test('finds nothing wrong with the example of the documentation', async () => {
    const { code, out } = await check(QAP);
    expect(out).not.toContain('FAIL');
    expect(out).toMatch(/2000 moves, \d+ of them upwards/);
    expect(out).toMatch(/moves\/s on one core\nqap\/1 can be annealed and replayed/);
    expect(code).toBe(0);
  });

  test('says what fails, where, and ends with 1; the same as JSON', async () => {
    const wrong = await file(
      'wrong.mjs',
      counting('delta: (n, { at }, move) => move - at + 1,\n  view: () => String(Math.random()),'),
    );
    const human = await check(wrong);
    expect(human.code).toBe(1);
    expect(human.out).toMatch(
      /FAIL {2}nothing that differs between engines: wrong\.mjs:18 uses Math\.random/,
    );
    expect(human.out).toMatch(/FAIL {2}delta is the energy’s difference: move 1, \d+: delta says/);
    const json = await check(wrong, '--json');
    expect(json.code).toBe(1);
    const report = JSON.parse(json.out.trim().split('\n').at(-1)!);
    expect(report).toMatchObject({ problem: 'count/1', ok: false, movesPerSecond: null });
    expect(report.checks.filter(({ ok }: { ok: boolean }) => !ok).length).toBeGreaterThanOrEqual(2);
  });

  test('traps what the source hides, and takes an instance from a file', async () => {
    const sly = await file('sly.mjs', counting("propose: (n) => Math['ran' + 'dom']() < 0.5 ? 0 : 1,"));
    const input = await file('input.bin', '0123456789');
    const { code, out } = await check(sly, input);
    expect(code).toBe(1);
    // One fault, which every check meets that proposes a move: told once.
    const told = out.split('\n').filter((line) => line.includes('Math.random is forbidden'));
    expect(told).toEqual([
      expect.stringMatching(/^FAIL {2}answers are what they say, and \d+ other checks: /),
    ]);
    expect(out).toContain('10 bytes, n = 10');
  });

  test('ends also where the problem does not: a call that never returns, a file that never loads, an exit', async () => {
    const cases: [string, RegExp][] = [
      [
        counting('propose() { for (;;); },'),
        /FAIL {2}every call returns: propose has not returned for 2 s\ncount\/1/,
      ],
      [`for (;;);\n${counting('')}`, /FAIL {2}every call returns: what runs as the file is loaded/],
      [counting('propose() { process.exit(0); },'), /FAIL {2}every call returns: it ended the program/],
    ];
    for (const [i, [text, message]] of cases.entries()) {
      const { code, out } = await check(await file(`stuck-${i}.mjs`, text), '--patience', '2s');
      expect(out).toMatch(message);
      expect(code).toBe(1);
    }
  });

  test('finds what is kept between calls', async () => {
    const kept = await file('kept.mjs', `let k = 0;\n${counting('propose: (n) => k++ % n,')}`);
    const { code, out } = await check(kept);
    expect(out).toMatch(/FAIL {2}propose hangs on its chance alone: .* gave the moves \d+ and \d+/);
    expect(code).toBe(1);
  });

  test('refuses in one line what is no problem, with 2', async () => {
    const cases: [string[], RegExp][] = [
      [[], /give a file/],
      [['missing.ts'], /missing\.ts: cannot be read \(ENOENT\)/],
      [[await file('empty.mjs', 'export const a = 1;')], /export the problem, as in/],
      [[await file('broken.ts', 'export const = 1;')], /does not build/],
      [[await file('named.mjs', counting("name: 'My Problem',"))], /cannot be loaded: The name "My Problem"/],
      [[await file('bare.mjs', counting('sample: undefined,'))], /has no sample/],
    ];
    for (const [args, message] of cases) {
      const { code, err } = await check(...args);
      expect(err).toMatch(message);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(code).toBe(2);
    }
  });
});
