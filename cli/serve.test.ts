/** `lehr serve` as users meet it: real processes, files and sockets. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Command } from './testing/command.ts';
import { commands, GRID } from './testing/commands.ts';

const { at, file, run, start } = commands();

describe('serve', () => {
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
    const command = start('serve', '--host', '127.0.0.1', '--data', at('data'), '--port', '0', ...flags);
    const [, port] = await command.prints(/Lehr is up: http:\/\/127\.0\.0\.1:(\d+)\//);
    return { command, port: port! };
  }

  test('anneals, survives SIGKILL with its best, and ends on SIGTERM', async () => {
    const problem = await file('grid60.tsp', GRID);
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
    const path = await file('grid60.tsp', GRID);
    const { port } = await serve('--no-job', '--donors', '1');
    const to = ['--url', `http://127.0.0.1:${port}`, '--token', at('data/submit-token')];
    const some = ['--moves', '1k', '--wait', '--json'];
    const done = await run(['job', 'submit', path, 'world:20', ...some, ...to]);
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
    await file('start.tour', `TOUR_SECTION\n${order}\n-1\n`);
    const start = ['--start', 'start.tour'];
    const mixed = await run(['job', 'submit', 'world:70', path, ...start, ...some, ...to]);
    expect([mixed.code, JSON.parse(mixed.out)]).toMatchObject([2, { n: 60, state: 'done' }]);
    expect(mixed.err).toContain('lehr: world:70: --start start.tour: The tour has 60 of 70 cities');
  });

  test('who waits for a job hears of a pause, of a server that is gone and comes back, and that it was cancelled', async () => {
    const path = await file('grid60.tsp', GRID);
    const first = await serve('--no-job');
    const to = ['--url', `http://127.0.0.1:${first.port}`, '--token', at('data/submit-token')];
    const waiting = start('job', 'submit', path, '--wait', ...to);
    const [, id] = await waiting.prints(/(j\w+): grid60 \(n = 60\), running\n/);
    expect(await run(['job', 'pause', id!, ...to])).toMatchObject({ code: 0 });
    await waiting.prints(new RegExp(`${id}: paused\n`));
    await first.command.stop('SIGKILL');
    await waiting.prints(/The connection was lost: waiting for the server/);
    await serve('--no-job', '--port', first.port);
    await waiting.prints(/Connected again/);
    expect(await run(['job', 'cancel', id!, ...to])).toMatchObject({ code: 0 });
    expect(await waiting.ended()).toMatchObject({ code: 0, out: `${id}: grid60: cancelled, no result\n` });
  });

  test.each([
    ['another token', 1, 'another server is there now'],
    ['the same token', 2, 'there is no job'],
  ])(
    'who waits hears that another server came, with %s, which does not know the job',
    async (whose, code, said) => {
      const first = await serve('--no-job');
      const token = at('data/submit-token');
      const to = ['--url', `http://127.0.0.1:${first.port}`, '--token', token];
      const waiting = start('job', 'submit', 'world:20', '--wait', ...to);
      await waiting.prints(/running\n/);
      await first.command.stop('SIGKILL');
      await mkdir(at('other'));
      if (whose === 'the same token') await copyFile(token, at('other/submit-token'));
      start('serve', '--no-job', '--host', '127.0.0.1', '--port', first.port, '--data', at('other'));
      expect(await waiting.ended()).toMatchObject({ code, err: expect.stringContaining(said) });
    },
  );

  test('several jobs, one of them handed in and paused, survive SIGKILL', async () => {
    const problem = await file('grid60.tsp', GRID);
    const data = at('data');
    const jobs = ['--job', problem, '--job', 'world:50'];
    const first = await serve(...jobs, '--donors', '1');
    const ask = async (port: string, ...args: string[]) => {
      const { code, out, err } = await run(['job', ...args, '--url', `ws://127.0.0.1:${port}/ws`, '--json']);
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

    const there = ['--url', `http://127.0.0.1:${second.port}`, ...token];
    const mixed = await run(['job', 'pause', handed.id, 'nobodys', after.jobs[1].id, ...there]);
    expect([mixed.code, mixed.out]).toEqual([2, `${handed.id}: paused\n${after.jobs[1].id}: paused\n`]);
    expect(mixed.err).toContain('lehr: nobodys: ');
    const both = await run(['job', 'resume', handed.id, after.jobs[1].id, ...there]);
    expect([both.code, both.out]).toEqual([0, `${handed.id}: running\n${after.jobs[1].id}: running\n`]);

    const url = `http://127.0.0.1:${second.port}`;
    const cancel = (token: string) => run(['job', 'cancel', handed.id, '--url', url, '--token', token]);
    const strangers = await cancel(problem);
    expect(strangers.code).toBe(2);
    await file('guess', 'abcdefghijklmnopqrstuvwxyz');
    const guess = await cancel('guess');
    expect([guess.code, guess.err]).toEqual([
      2,
      expect.stringContaining('the submit token is not the one of'),
    ]);
    const html = await (await fetch(`http://127.0.0.1:${second.port}/`)).text();
    expect(html).toContain('&quot;By hand&quot;');
  });

  test('with a budget anneals once, says the length, and keeps the result up', async () => {
    const { command, port } = await serve(
      '--job',
      await file('grid60.tsp', GRID),
      '--donors',
      '1',
      '--budget',
      '1s',
    );
    const [, length] = await command.prints(/Done after 0:01: length (\d+).*The result stays up/);
    expect(await health(port)).toMatchObject({ job: { state: 'done', energy: Number(length), elapsed: 1 } });
  });

  test('begins from a start, with a weight, and stops for good where its target is reached already', async () => {
    const order = Array.from({ length: 60 }, (_, city) => city + 1);
    const starts = { a: order, b: order.toReversed().map((city) => (city % 60) + 1) };
    for (const [name, cities] of Object.entries(starts))
      await file(`${name}.tour`, `TOUR_SECTION\n${cities.join(' ')}\n-1\n`);
    const job = ['--job', await file('grid60.tsp', GRID), '--weight', '3'];
    const jobs = async (port: string) => {
      const listed = await run(['job', 'list', '--url', `http://127.0.0.1:${port}`, '--json']);
      expect(listed.code, listed.err).toBe(0);
      return JSON.parse(listed.out).jobs.map(({ state, weight, best }: Record<string, unknown>) => ({
        state,
        weight,
        by: (best as { by: string } | null)?.by,
      }));
    };
    const given = { weight: 3, by: 'the given start' };
    const first = await serve(...job, '--start', at('a.tour'));
    await first.command.prints(/Stop with Ctrl-C/);
    expect(await jobs(first.port)).toEqual([{ ...given, state: 'running' }]);
    await first.command.stop('SIGTERM');

    const other = ['--start', at('b.tour'), '--target', '999999999'];
    const second = await serve(...job, ...other);
    await second.command.prints(/Done after 0:00: .*The result stays up/);
    expect(await jobs(second.port)).toEqual([
      { ...given, state: 'done' },
      { ...given, state: 'cancelled' },
    ]);
  });

  test('refuses a data folder that another one uses', async () => {
    await serve('--no-job');
    const { code, err } = await run(['serve', '--no-job', '--port', '0', '--data', at('data')]);
    expect([code, err]).toEqual([2, expect.stringContaining('is in use by process')]);
  });

  test('takes donors from elsewhere: lehr donate joins, works and leaves', async () => {
    const { command, port } = await serve('--job', await file('grid60.tsp', GRID));
    const donor = start('donate', `http://127.0.0.1:${port}`, '--threads', '1', '--name', 'Ada');
    await donor.prints(/as Ada · 1\/1 threads at work/);
    await command.prints(/1 donor · .* length \d+/);
    const { code, out } = await donor.stop('SIGINT');
    expect([code, out]).toEqual([0, expect.stringMatching(/Given: .* tasks\. Thank you\./)]);
  });
});
