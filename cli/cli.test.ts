/** The command line as users meet it: real processes, files and sockets. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import { tsplib } from '../formats/import/tsplib.ts';
import { Command, run } from './testing/command.ts';

/** Long enough for the build that the first command may have to do on a busy machine. */
const PATIENCE = 180_000;

let folder = '';
const running: Command[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-cli-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((command) => command.stop('SIGKILL')));
  await rm(folder, { recursive: true, force: true });
});

function start(...args: string[]): Command {
  const command = new Command(args, folder);
  running.push(command);
  return command;
}

/** Sixty cities on a skewed grid, rounded to the nearest integer distance. */
const CITIES = Array.from({ length: 60 }, (_, i) => `${i + 1} ${(i * 37) % 101} ${(i * 53) % 97}`);
const FILE = [
  'NAME : grid60',
  'TYPE : TSP',
  'DIMENSION : 60',
  'EDGE_WEIGHT_TYPE : EUC_2D',
  'NODE_COORD_SECTION',
  ...CITIES,
  'EOF',
  '',
].join('\n');

async function problemFile(): Promise<string> {
  const path = join(folder, 'grid60.tsp');
  await writeFile(path, FILE);
  return path;
}

describe('help', { timeout: PATIENCE }, () => {
  test('of lehr names the commands, that of a command its flags', async () => {
    const lehr = await run(['--help'], folder);
    expect([lehr.code, lehr.out]).toEqual([0, expect.stringMatching(/serve .* solve .* donate /s)]);
    const serve = await run(['serve', '--help'], folder);
    for (const flag of ['port', 'host', 'data', 'job', 'donors', 'budget', 'no-job']) {
      expect(serve.out).toContain(`--${flag}`);
    }
  });
});

describe('bad input ends with 2 and one line on stderr', { timeout: PATIENCE }, () => {
  test.each([
    ['an unknown command', ['anneal'], 'there is no command "anneal"'],
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
    const { code, out, err } = await run(args, folder);
    const lines = err.split('\n').filter((line) => line !== '');
    expect({ code, out, lines: lines.length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(lines[0]).toContain(says);
  });

  test('a plane has no GeoJSON, which is said before the annealing', async () => {
    const { code, err } = await run(
      ['solve', await problemFile(), '--budget', '1h', '--out', 'tour.geojson'],
      folder,
    );
    expect(code).toBe(2);
    expect(err).toContain('--out tour.geojson');
  });

  test('a taken port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, err } = await run(
      ['serve', '--host', '127.0.0.1', '--port', `${port}`, '--no-job'],
      folder,
    );
    server.close();
    expect([code, err]).toEqual([2, expect.stringContaining(`port ${port} on 127.0.0.1 is taken`)]);
  });
});

describe('solve', { timeout: PATIENCE }, () => {
  test('prints one JSON object and writes a tour file of exactly that length', async () => {
    const path = await problemFile();
    const out = join(folder, 'best.tour');
    const {
      code,
      out: printed,
      err,
    } = await run(['solve', path, '--budget', '1500ms', '--donors', '2', '--json', '--out', out], folder);
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
    expect(tsp.energy(tsplib(FILE).problem, encodeTour(order))).toBe(result.length);
  });

  test('stopped by SIGINT prints the best so far', async () => {
    const command = start(
      'solve',
      await problemFile(),
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

test('solve --mode classic anneals edge by edge', { timeout: PATIENCE }, async () => {
  const { code, out } = await run(
    ['solve', await problemFile(), '--mode', 'classic', '--moves', '100k', '--donors', '1', '--json'],
    folder,
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ ended: 'moves', n: 60 });
});

describe('solve to a target', { timeout: PATIENCE }, () => {
  test('ends when it is reached, says so and who found what, and goes on from the tour it wrote', async () => {
    const path = await problemFile();
    const solve = async (...more: string[]) => {
      const { code, out, err } = await run(['solve', path, '--donors', '1', '--json', ...more], folder);
      expect(code, err).toBe(0);
      return JSON.parse(out.trim().split('\n').at(-1)!);
    };
    const first = await solve('--moves', '2k', '--out', join(folder, 'best.tour'));
    expect(first).toMatchObject({ ended: 'moves', finders: { donors: [{ name: 'Kiln 1' }] } });
    expect(first.moves).toBeGreaterThanOrEqual(2_000);
    const start = ['--start', join(folder, 'best.tour')];
    const reached = await solve(...start, '--target', `${first.length}`, '--budget', '1h');
    expect(reached).toMatchObject({ ended: 'target', length: first.length, moves: 0 });
    await writeFile(join(folder, 'bad.tour'), 'TOUR_SECTION\n1 2 3\n61 -1\n');
    const refused = await run(['solve', path, '--start', 'bad.tour'], folder);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining(
        '--start bad.tour: Line 3, column 1: "61" is no city; they are numbered 1 to 60.',
      ),
    ]);
  });
});

describe('serve', { timeout: PATIENCE }, () => {
  interface Health {
    readonly status: string;
    readonly donors: number;
    readonly job: {
      readonly id: string;
      readonly state: string;
      readonly energy: number;
      readonly tasks: number;
    };
  }
  const health = async (port: string) =>
    (await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as Health;

  async function serve(...flags: string[]): Promise<{ command: Command; port: string }> {
    const command = start(
      'serve',
      '--host',
      '127.0.0.1',
      '--data',
      join(folder, 'data'),
      '--port',
      '0',
      ...flags,
    );
    const [, port] = await command.prints(/Lehr is up: http:\/\/127\.0\.0\.1:(\d+)\//);
    return { command, port: port! };
  }

  test('anneals, survives SIGKILL with its best, and ends on SIGTERM', async () => {
    const problem = await problemFile();
    const first = await serve('--job', problem, '--donors', '1');
    await first.command.prints(/length \d+ .* 0:0[4-9]/);
    const before = await health(first.port);
    expect(before).toMatchObject({
      status: 'ok',
      donors: 1,
      job: { title: 'grid60', state: 'running' },
      services: [
        { name: 'leaderboard', state: 'ok', instances: 1, faults: [] },
        { name: 'orchestrator', state: 'ok', instances: 1, faults: [] },
      ],
    });
    const metrics = await (await fetch(`http://127.0.0.1:${first.port}/metrics`)).text();
    expect(metrics).toContain('lehr_service_health{service="orchestrator"} 1\n');
    await first.command.stop('SIGKILL');

    const second = await serve('--job', problem);
    await second.command.prints(/goes on at .* from the best known/);
    const after = await health(second.port);
    expect(after.job.id).toBe(before.job.id);
    expect(after.job.energy).toBeLessThanOrEqual(before.job.energy);
    expect(after.job.tasks).toBeGreaterThan(0);
    const { code } = await second.command.stop('SIGTERM');
    expect(code).toBe(0);
  });

  test('problems handed in together are told one by one as they end, and one that is refused stops no other', async () => {
    const path = await problemFile();
    const { port } = await serve('--no-job', '--donors', '1');
    const to = ['--url', `http://127.0.0.1:${port}`, '--token', join(folder, 'data', 'submit-token')];
    const some = ['--moves', '1k', '--wait', '--json'];
    const done = await run(['job', 'submit', path, 'world:20', ...some, ...to], folder);
    expect(done.code, done.err).toBe(0);
    const ended = done.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(ended.map(({ n, state, ended }) => [n, state, ended]).sort()).toEqual([
      [20, 'done', 'moves'],
      [60, 'done', 'moves'],
    ]);
    const order = Array.from({ length: 60 }, (_, city) => city + 1).join(' ');
    await writeFile(join(folder, 'start.tour'), `TOUR_SECTION\n${order}\n-1\n`);
    const start = ['--start', 'start.tour'];
    const mixed = await run(['job', 'submit', 'world:70', path, ...start, ...some, ...to], folder);
    expect([mixed.code, JSON.parse(mixed.out)]).toMatchObject([2, { n: 60, state: 'done' }]);
    expect(mixed.err).toContain('lehr: world:70: --start start.tour: The tour has 60 of 70 cities');
  });

  test('several jobs, one of them handed in and paused, survive SIGKILL', async () => {
    const problem = await problemFile();
    const data = join(folder, 'data');
    const jobs = ['--job', problem, '--job', 'world:50'];
    const first = await serve(...jobs, '--donors', '1');
    const ask = async (port: string, ...args: string[]) => {
      const { code, out, err } = await run(
        ['job', ...args, '--url', `ws://127.0.0.1:${port}/ws`, '--json'],
        folder,
      );
      expect(code, err).toBe(0);
      return JSON.parse(out);
    };
    const token = ['--token', join(data, 'submit-token')];
    await first.command.prints(/2 jobs: .* length \d+/);
    const handed = await ask(first.port, 'submit', problem, ...token, '--weight', '2', '--title', 'By hand');
    expect(handed).toMatchObject({ title: 'By hand', state: 'running', weight: 2 });
    await first.command.prints(/3 jobs: By hand · length \d+/);
    expect(await ask(first.port, 'pause', handed.id, ...token)).toMatchObject({ state: 'paused' });
    const before = await ask(first.port, 'list');
    await first.command.stop('SIGKILL');

    const second = await serve(...jobs);
    await second.command.prints(/Stop with Ctrl-C/);
    const after = await ask(second.port, 'list');
    const told = (list: typeof after) =>
      list.jobs.map(({ id, title, state, weight }: Record<string, unknown>) => [id, title, state, weight]);
    expect(told(after)).toEqual(told(before));
    expect(told(after).map(([, title, state]: string[]) => [title, state])).toEqual([
      ['By hand', 'paused'],
      ['The 50 largest cities of the world', 'running'],
      ['grid60', 'running'],
    ]);
    for (const [i, job] of after.jobs.entries())
      expect(job.best.energy).toBeLessThanOrEqual(before.jobs[i].best.energy);
    const known = await ask(second.port, 'get', handed.id);
    expect(known.history.length).toBeGreaterThan(0);
    expect(known.finders.donors).toMatchObject([{ name: 'Kiln 1' }]);
    expect(await ask(second.port, 'resume', handed.id, ...token)).toMatchObject({ state: 'running' });

    const at = ['--url', `http://127.0.0.1:${second.port}`, ...token];
    const mixed = await run(['job', 'pause', handed.id, 'nobodys', after.jobs[1].id, ...at], folder);
    expect([mixed.code, mixed.out]).toEqual([2, `${handed.id}: paused\n${after.jobs[1].id}: paused\n`]);
    expect(mixed.err).toContain('lehr: nobodys: ');
    const both = await run(['job', 'resume', handed.id, after.jobs[1].id, ...at], folder);
    expect([both.code, both.out]).toEqual([0, `${handed.id}: running\n${after.jobs[1].id}: running\n`]);

    const strangers = await run(
      ['job', 'cancel', handed.id, '--url', `http://127.0.0.1:${second.port}`, '--token', problem],
      folder,
    );
    expect(strangers.code).toBe(2);
    await writeFile(join(folder, 'guess'), 'abcdefghijklmnopqrstuvwxyz');
    const guess = await run(
      ['job', 'cancel', handed.id, '--url', `http://127.0.0.1:${second.port}`, '--token', 'guess'],
      folder,
    );
    expect([guess.code, guess.err]).toEqual([
      2,
      expect.stringContaining('the submit token is not the one of'),
    ]);
    const html = await (await fetch(`http://127.0.0.1:${second.port}/`)).text();
    expect(html).toContain('&quot;By hand&quot;');
  });

  test('with a budget anneals once, says the length, and keeps the result up', async () => {
    const { command, port } = await serve('--job', await problemFile(), '--donors', '1', '--budget', '1s');
    const [, length] = await command.prints(/Done after 0:01: length (\d+).*The result stays up/);
    expect(await health(port)).toMatchObject({ job: { state: 'done', energy: Number(length), elapsed: 1 } });
  });

  test('begins from a start, with a weight, and stops for good where its target is reached already', async () => {
    const order = Array.from({ length: 60 }, (_, city) => city + 1);
    const starts = { a: order, b: order.toReversed().map((city) => (city % 60) + 1) };
    for (const [name, cities] of Object.entries(starts))
      await writeFile(join(folder, `${name}.tour`), `TOUR_SECTION\n${cities.join(' ')}\n-1\n`);
    const job = ['--job', await problemFile(), '--weight', '3'];
    const jobs = async (port: string) => {
      const listed = await run(['job', 'list', '--url', `http://127.0.0.1:${port}`, '--json'], folder);
      expect(listed.code, listed.err).toBe(0);
      return JSON.parse(listed.out).jobs.map(({ state, weight, best }: Record<string, unknown>) => ({
        state,
        weight,
        by: (best as { by: string } | null)?.by,
      }));
    };
    const given = { weight: 3, by: 'the given start' };
    const first = await serve(...job, '--start', join(folder, 'a.tour'));
    await first.command.prints(/Stop with Ctrl-C/);
    expect(await jobs(first.port)).toEqual([{ ...given, state: 'running' }]);
    await first.command.stop('SIGTERM');

    const other = ['--start', join(folder, 'b.tour'), '--target', '999999999'];
    const second = await serve(...job, ...other);
    await second.command.prints(/Done after 0:00: .*The result stays up/);
    expect(await jobs(second.port)).toEqual([
      { ...given, state: 'done' },
      { ...given, state: 'cancelled' },
    ]);
  });

  test('refuses a data folder that another one uses', async () => {
    await serve('--no-job');
    const { code, err } = await run(
      ['serve', '--no-job', '--port', '0', '--data', join(folder, 'data')],
      folder,
    );
    expect([code, err]).toEqual([2, expect.stringContaining('is in use by process')]);
  });

  test('takes donors from elsewhere: lehr donate joins, works and leaves', async () => {
    const { command, port } = await serve('--job', await problemFile());
    const donor = start('donate', `http://127.0.0.1:${port}`, '--threads', '1', '--name', 'Ada');
    await donor.prints(/as Ada · 1\/1 threads at work/);
    await command.prints(/1 donor · .* length \d+/);
    const { code, out } = await donor.stop('SIGINT');
    expect([code, out]).toEqual([0, expect.stringMatching(/Given: .* tasks\. Thank you\./)]);
  });
});
