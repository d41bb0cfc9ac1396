/** The command line as users meet it: real processes, files and sockets. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import { tsplib } from '../formats/import/tsplib.ts';
import { commands, GRID } from './testing/commands.ts';

const { at, file, run, start } = commands();

describe('help', () => {
  test('of lehr names the commands, that of a command its flags', async () => {
    const lehr = await run(['--help']);
    expect([lehr.code, lehr.out]).toEqual([0, expect.stringMatching(/serve .* solve .* donate /s)]);
    const serve = await run(['serve', '--help']);
    for (const flag of ['port', 'host', 'data', 'job', 'donors', 'budget', 'no-job']) {
      expect(serve.out).toContain(`--${flag}`);
    }
  });
});

describe('bad input ends with 2 and one line on stderr', () => {
  test.each([
    ['an unknown command', ['anneal'], 'there is no command "anneal"'],
    [
      'a value that looks like a flag',
      ['serve', '--budget', '-5s'],
      '--budget has no value, or one that begins with a dash: give --budget=VALUE; see: lehr serve --help',
    ],
    ['an unknown flag', ['serve', '--prot', '1'], "Unknown option '--prot'; see: lehr serve --help"],
    ['a flag without its value', ['serve', '--port'], '--port'],
    ['a port that is none', ['serve', '--port', '70000'], '--port 70000: give a whole number in 0..65535'],
    ['a budget that is none', ['solve', 'world:10', '--budget', 'soon'], 'give a time such as 10s, 5m or 1h'],
    ['a missing problem', ['solve'], 'give a problem'],
    ['a missing file', ['solve', 'nowhere.tsp'], 'nowhere.tsp: there is no such file'],
    ['a world that is no number', ['solve', 'world:all'], 'world:1000'],
    [
      'an ending no tour has',
      ['solve', 'world:10', '--out', 'tour.pdf'],
      '.tour, .geojson, .csv, .gpx, .svg',
    ],
    [
      'a folder that is not there',
      ['solve', 'world:10', '--out', 'no/tour.svg'],
      'does not exist or cannot be written',
    ],
    ['a job and no job', ['serve', '--no-job', '--job', 'world:10'], '--no-job starts no job'],
    [
      'a target and no job',
      ['serve', '--no-job', '--target', '7'],
      '--no-job starts no job: leave out --target',
    ],
    ['a policy that is none', ['serve', '--fsync', 'never'], '--fsync: give commit or background, not never'],
    ['a weight that is none', ['serve', '--weight', '0'], '--weight 0: give a number in 0.01..100'],
    ['a target of serve that is none', ['serve', '--target', 'short'], 'a length such as 7542, or a gap'],
    [
      'a start of serve that is not there',
      ['serve', '--port', '0', '--job', 'world:10', '--start', 'no.tour'],
      'no.tour: the file cannot be read',
    ],
    [
      'a gap of serve to nothing',
      ['serve', '--port', '0', '--job', 'world:10', '--target', '1%'],
      'this problem has none: give an energy',
    ],
    [
      'a data folder that cannot be',
      ['serve', '--data', '/proc/lehr'],
      '--data /proc/lehr: the folder cannot be used',
    ],
    ['a command of a group that has it not', ['job', 'list-all'], 'see: lehr job --help'],
    ['no token', ['job', 'cancel', 'j1'], 'no submit token: give --token FILE'],
    ['a target that is none', ['solve', 'world:10', '--target', 'short'], 'a length such as 7542, or a gap'],
    ['moves that are none', ['solve', 'world:10', '--moves', '0'], 'give a number such as 500k or 10M'],
    ['a gap to nothing', ['solve', 'world:10', '--target', '1%'], 'this problem has none: give an energy'],
    ['a mode that is none', ['solve', 'world:10', '--mode', 'warp'], 'there is classic'],
    [
      'a start that is not there',
      ['solve', 'world:10', '--start', 'no.tour'],
      'no.tour: the file cannot be read',
    ],
    ['an address that is none', ['donate', 'ftp://example.org'], 'is no address of a Lehr'],
  ])('%s', async (_, args, says) => {
    const { code, out, err } = await run(args);
    const lines = err.split('\n').filter((line) => line !== '');
    expect({ code, out, lines: lines.length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(lines[0]).toContain(says);
  });

  test('a plane has no GeoJSON, which is said before the annealing', async () => {
    const { code, err } = await run([
      'solve',
      await file('grid60.tsp', GRID),
      '--budget',
      '1h',
      '--out',
      'tour.geojson',
    ]);
    expect(code).toBe(2);
    expect(err).toContain('--out tour.geojson');
  });

  test('a taken port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, err } = await run(['serve', '--host', '127.0.0.1', '--port', `${port}`, '--no-job']);
    server.close();
    expect([code, err]).toEqual([2, expect.stringContaining(`port ${port} on 127.0.0.1 is taken`)]);
  });
});

describe('solve', () => {
  test('prints one JSON object and writes a tour file of exactly that length', async () => {
    const path = await file('grid60.tsp', GRID);
    const out = at('best.tour');
    const {
      code,
      out: printed,
      err,
    } = await run(['solve', path, '--budget', '1500ms', '--donors', '2', '--json', '--out', out]);
    expect(code, err).toBe(0);
    const result = JSON.parse(printed.trim().split('\n').at(-1)!);
    expect(result).toMatchObject({ n: 60, title: 'grid60', seconds: 1.5, rejected: 0 });
    expect(result.moves).toBeGreaterThan(0);
    expect(result.tasks).toBeGreaterThan(0);

    const section = (await readFile(out, 'utf8')).split('TOUR_SECTION')[1]!;
    const order = section
      .trim()
      .split(/\s+/)
      .map(Number)
      .filter((city) => city > 0)
      .map((city) => city - 1);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, city) => city));
    expect(tsp.energy(tsplib(GRID).problem, encodeTour(order))).toBe(result.length);
  });

  test('stopped by SIGINT prints the best so far', async () => {
    const command = start(
      'solve',
      await file('grid60.tsp', GRID),
      '--budget',
      '1h',
      '--donors',
      '1',
      '--out',
      'best.svg',
    );
    await command.prints(/1 donor · .* length \d+/);
    const { code, out } = await command.stop('SIGINT');
    expect([code, out]).toEqual([0, expect.stringMatching(/grid60: length \d+/)]);
  });
});

test('solve --mode classic anneals edge by edge', async () => {
  const { code, out } = await run([
    'solve',
    await file('grid60.tsp', GRID),
    '--mode',
    'classic',
    '--moves',
    '100k',
    '--donors',
    '1',
    '--json',
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ ended: 'moves', n: 60 });
});

describe('solve to a target', () => {
  test('ends when it is reached, says so and who found what, and goes on from the tour it wrote', async () => {
    const path = await file('grid60.tsp', GRID);
    const solve = async (...more: string[]) => {
      const { code, out, err } = await run(['solve', path, '--donors', '1', '--json', ...more]);
      expect(code, err).toBe(0);
      return JSON.parse(out.trim().split('\n').at(-1)!);
    };
    const first = await solve('--moves', '2k', '--out', at('best.tour'));
    expect(first).toMatchObject({ ended: 'moves', finders: { donors: [{ name: 'Kiln 1' }] } });
    expect(first.moves).toBeGreaterThanOrEqual(2_000);
    const start = ['--start', at('best.tour')];
    const reached = await solve(...start, '--target', `${first.length}`, '--budget', '1h');
    expect(reached).toMatchObject({ ended: 'target', length: first.length, moves: 0 });
    await file('bad.tour', 'TOUR_SECTION\n1 2 3\n61 -1\n');
    const refused = await run(['solve', path, '--start', 'bad.tour']);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining(
        '--start bad.tour: Line 3, column 1: "61" is no city; they are numbered 1 to 60.',
      ),
    ]);
  });
});
