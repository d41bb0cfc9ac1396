/** `lehr solve --proof` and `lehr replay`, as users run them. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Command, run } from './testing/command.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-replay-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a result is computed again, and a changed one is found out', async () => {
  const solved = await run(
    ['solve', 'world:50', '--budget', '1s', '--donors', '1', '--proof', 'w.json'],
    folder,
  );
  expect(solved).toMatchObject({ code: 0, out: expect.stringContaining('Proof written to w.json') });
  const whole = await run(['replay', 'w.json'], folder);
  expect(whole).toMatchObject({
    code: 0,
    out: expect.stringContaining('holds, bit for bit, from its start on'),
  });
  const own = await run(['replay', 'w.json', 'world:50'], folder);
  expect(own).toMatchObject({ code: 0, out: expect.stringContaining('holds') });
  const another = await run(['replay', 'w.json', 'world:51'], folder);
  expect(another).toMatchObject({ code: 1, out: expect.stringContaining('another problem than world:51') });
  const file = await readFile(join(folder, 'w.json'), 'utf8');
  await writeFile(join(folder, 'lie.json'), file.replace(/"seed":\d+/, '"seed":5'));
  const lie = await run(['replay', 'lie.json', '--json'], folder);
  expect(lie.code).toBe(1);
  expect(JSON.parse(lie.out)).toMatchObject({
    holds: false,
    whole: false,
    why: expect.stringContaining('step 1'),
  });
});

test('of a start that no task led to, it is said that nothing was computed again', async () => {
  await writeFile(
    join(folder, 's.tour'),
    `TOUR_SECTION\n${Array.from({ length: 20 }, (_, i) => i + 1).join(' ')}\n-1\n`,
  );
  const wishes = ['--start', 's.tour', '--target', '9999999999', '--donors', '1'];
  const solved = await run(['solve', 'world:20', ...wishes, '--proof', 'given.json'], folder);
  expect(solved.code, solved.err).toBe(0);
  const { code, out } = await run(['replay', 'given.json'], folder);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/ is right for the state in the file, and no task was computed again: /),
  ]);
  expect(out).not.toContain('bit for bit');
  const json = await run(['replay', 'given.json', '--json'], folder);
  expect(JSON.parse(json.out)).toMatchObject({ holds: true, tasks: 0, moves: 0, behind: 0 });
  const file = await readFile(join(folder, 'given.json'), 'utf8');
  await writeFile(join(folder, 'lie.json'), file.replace(/"energy":\d+/, '"energy":7'));
  expect(await run(['replay', 'lie.json'], folder)).toMatchObject({
    code: 1,
    out: expect.stringContaining('does not hold'),
  });
  await writeFile(join(folder, 'later.json'), file.replace('"behind":0', '"behind":64'));
  const later = await run(['replay', 'later.json'], folder);
  expect(later).toMatchObject({ code: 0, out: expect.stringContaining('(64 tasks lie before it)') });
});

test.each<[readonly string[], string]>([
  [[], 'give the file of a result'],
  [['nowhere.json'], 'nowhere.json: cannot be read (ENOENT)'],
  [['package.json'], 'This is no result of Lehr'],
  [['other.json'], 'it is of the kernel tsp/0'],
])('%j is refused in one line with code 2', async (args, said) => {
  await writeFile(join(folder, 'package.json'), '{}');
  const file = await readFile(join(folder, 'w.json'), 'utf8');
  await writeFile(join(folder, 'other.json'), file.replace(/"kernel":"[^"]+"/, '"kernel":"tsp/0"'));
  const { code, err } = await run(['replay', ...args], folder);
  expect(code).toBe(2);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).toContain(said);
});

test('a result of a running Lehr can be had and computed again by anybody', async () => {
  const serve = [
    'serve',
    '--port',
    '0',
    '--host',
    '127.0.0.1',
    '--data',
    'd',
    '--job',
    'world:60',
    '--donors',
    '1',
  ];
  const house = new Command([...serve, '--budget', '1s'], folder);
  const [, port] = await house.prints(/Lehr is up: http:\/\/127\.0\.0\.1:(\d+)\//);
  await house.prints(/Done after 0:01/);
  const url = `http://127.0.0.1:${port}/`;
  const listed = await run(['job', 'list', '--url', url, '--json'], folder);
  const [id] = /j[0-9a-z]{10,}/.exec(listed.out)!;
  const proof = await run(['job', 'proof', id, '--url', url, '--out', 'served.json'], folder);
  expect(proof).toMatchObject({ code: 0, out: expect.stringContaining('written to served.json') });
  expect(await run(['replay', 'served.json'], folder)).toMatchObject({ code: 0 });
  await house.stop('SIGTERM');
});
