import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keptBuild } from './kept-build.mjs';

let dist: string;
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'lehr-dist-'));
});
afterEach(() => rmSync(dist, { recursive: true, force: true }));

/** As cli/build.mjs leaves it. */
function build(target: string, name: string): void {
  const place = join(dist, target);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(join(place, 'assets'), { recursive: true });
  writeFileSync(join(place, 'assets', name), `of ${name}`);
  writeFileSync(join(place, '.stamp'), name);
}

test('the files of a build are there after the next one took their place', async () => {
  build('web', 'peer-1.js');
  build('node', 'lehr-1.js');
  const kept = await keptBuild(dist, ['node', 'web']);
  build('web', 'peer-2.js');
  build('node', 'lehr-2.js');
  expect(readFileSync(join(kept, 'web', 'assets', 'peer-1.js'), 'utf8')).toBe('of peer-1.js');
  expect(readdirSync(join(kept, 'node', 'assets'))).toEqual(['lehr-1.js']);
});

test('what a process kept that is gone is removed, and nothing that another still has', async () => {
  build('node', 'lehr-1.js');
  const own = basename(await keptBuild(dist, ['node']));
  const space = own.slice(0, own.indexOf('-'));
  const { pid: gone } = spawnSync(process.execPath, ['--version']);
  const living = `${space}-${process.ppid}`;
  for (const name of [`${space}-${gone}`, living])
    mkdirSync(join(dist, '.running', name, 'web'), { recursive: true });
  await keptBuild(dist, ['node']);
  expect(readdirSync(join(dist, '.running')).toSorted()).toEqual([living, own].toSorted());
});

test('what a process of another container keeps stays, whatever its number is here, until it was not touched for a day', async () => {
  const { pid: noProcess } = spawnSync(process.execPath, ['--version']);
  const hour = 3_600_000;
  const ages = { [`elsewhere-${noProcess}`]: 2 * hour, [`elsewhere-${process.pid}`]: 25 * hour };
  for (const [name, age] of Object.entries(ages)) {
    const folder = join(dist, '.running', name);
    mkdirSync(folder, { recursive: true });
    utimesSync(folder, new Date(Date.now() - age), new Date(Date.now() - age));
  }
  build('node', 'lehr-1.js');
  const own = basename(await keptBuild(dist, ['node']));
  expect(own).not.toBe(String(process.pid));
  expect(readdirSync(join(dist, '.running')).toSorted()).toEqual([`elsewhere-${noProcess}`, own].toSorted());
});

test("what lasts touches its own, so that those elsewhere see that it is somebody's", async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    build('node', 'lehr-1.js');
    const kept = await keptBuild(dist, ['node']);
    const longAgo = new Date(0);
    utimesSync(kept, longAgo, longAgo);
    vi.advanceTimersByTime(12 * 3_600_000);
    expect(statSync(kept).mtimeMs).toBeGreaterThan(Date.now() - 3_600_000);
  } finally {
    vi.useRealTimers();
  }
});

test('what it keeps goes with it', () => {
  build('node', 'lehr-1.js');
  const script = new URL('./kept-build.mjs', import.meta.url).href;
  const run = `import { keptBuild } from ${JSON.stringify(script)}; console.log(await keptBuild(${JSON.stringify(dist)}, ['node']));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', run], {
    encoding: 'utf8',
  });
  expect(stdout).toContain('.running');
  expect(existsSync(stdout.trim())).toBe(false);
});

test('a build that is on its way is waited for', async () => {
  const kept = keptBuild(dist, ['node']);
  build('node', 'lehr-1.js');
  expect(readdirSync(join(await kept, 'node', 'assets'))).toEqual(['lehr-1.js']);
});

test('where nothing can be kept, the build itself is run', async () => {
  build('node', 'lehr-1.js');
  writeFileSync(join(dist, '.running'), '');
  expect(await keptBuild(dist, ['node'])).toBe(dist);
});
