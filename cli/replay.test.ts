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
}, 60_000);

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
}, 60_000);
