/** `lehr solve --proof` and `lehr replay`, as users run them. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import type { ImportedTsp } from '../formats/import/imported.ts';
import { importTour } from '../formats/import/tsplib-tour.ts';
import { importSpec } from './import-spec.ts';
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
  const ask = (...args: string[]) => run(['job', ...args, '--url', url], folder);
  const known = async (id: string) => JSON.parse((await ask('get', id, '--json')).out);
  const listed = await ask('list', '--json');
  const [id] = /j[0-9a-z]{10,}/.exec(listed.out)!;
  const proof = await ask('proof', id, '--out', 'served.json');
  expect(proof).toMatchObject({ code: 0, out: expect.stringContaining('written to served.json') });
  expect(await run(['replay', 'served.json'], folder)).toMatchObject({ code: 0 });

  const got = await ask('get', id, '--out', 'best.tour');
  expect(got).toMatchObject({ code: 0, out: expect.stringContaining('\nWritten to best.tour\n') });
  const tour = encodeTour(importTour(await readFile(join(folder, 'best.tour'), 'utf8'), 60));
  const cities = (await importSpec('world:60', null)) as ImportedTsp;
  expect(tsp.energy(cities.problem, tour)).toBe((await known(id)).best.energy);
  expect(await ask('get', id, '--out', 'best.doc')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--out best.doc: the name must end in one of .tour'),
  });

  // Of spins people are told what their file means: here that two of the three edges of a triangle can be cut.
  await writeFile(join(folder, 'triangle.txt'), '3 3\n1 2 1\n2 3 1\n3 1 1\n');
  const token = ['--token', join(folder, 'd', 'submit-token')];
  const handed = await ask('submit', 'triangle.txt', '--moves', '10', '--wait', ...token);
  expect(handed).toMatchObject({ code: 0, out: expect.stringMatching(/: triangle: cut 2\n$/) });
  const [cut] = handed.out.split(':') as [string];
  expect((await ask('list')).out).toMatch(/done \(moves\) +1 +0:00 +cut 2 +– +triangle\n/);
  expect((await ask('get', cut, '--out', 'cut.json')).code).toBe(0);
  expect(JSON.parse(await readFile(join(folder, 'cut.json'), 'utf8'))).toMatchObject({ cut: 2 });
  expect((await ask('proof', cut, '--out', 'cut.proof')).out).toMatch(
    /: cut 2, in 1 step, written to cut\.proof\n$/,
  );
  expect((await run(['replay', 'cut.proof'], folder)).out).toMatch(/^triangle: cut 2 /);
  await house.stop('SIGTERM');
});
