/**
 * Builds what is asked for: `node cli/build.mjs [node] [web] [static]`, the first two by default. The output replaces the old one only when
 * it is whole, and one build runs at a time on a checkout. Says nothing on stdout, which belongs to the command that runs.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DEMO_SOURCES, NODE_SOURCES, newest, WEB_SOURCES } from './sources.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

/** @type {Record<string, { sources: readonly string[], config: string, entry: string }>} */
const TARGETS = {
  node: { sources: NODE_SOURCES, config: 'vite.node.config.ts', entry: 'cli/lehr.ts' },
  web: { sources: WEB_SOURCES, config: 'vite.config.ts', entry: 'web/index.html' },
  static: { sources: DEMO_SOURCES, config: 'vite.demo.config.ts', entry: 'demo/peer.shared.ts' },
};

/** Without the demo, which is not part of the program. */
const DEFAULT = ['node', 'web'];

/** @param {string} target */
const stampOf = (target) => join(root, 'dist', target, '.stamp');

/**
 * True when the build holds all changes, or when there are no sources to build from (an installed package).
 * @param {string} target
 */
export function isFresh(target) {
  const { sources, config, entry } = TARGETS[target];
  if (!existsSync(join(root, config)) || !existsSync(join(root, entry))) return true;
  const stamp = stampOf(target);
  return existsSync(stamp) && Number(readFileSync(stamp, 'utf8')) >= newest(root, sources);
}

/**
 * Builds those of the targets that are not fresh.
 * @param {readonly string[]} targets
 */
export async function buildStale(targets) {
  if (targets.every(isFresh)) return;
  await alone(async () => {
    for (const target of targets) if (!isFresh(target)) await build(target);
  });
}

/** @param {string} target */
async function build(target) {
  const { sources, config } = TARGETS[target];
  process.stderr.write(`Building Lehr (${target}) …\n`);
  const stamp = newest(root, sources);
  const fresh = join(root, 'dist', `.${target}-${process.pid}`);
  // Started by a test, NODE_ENV says so, and pages with their libraries' warnings in them would be left for who comes next.
  process.env.NODE_ENV = 'production';
  const { build: viteBuild } = await import('vite');
  await viteBuild({
    configFile: join(root, config),
    configLoader: 'runner',
    logLevel: 'error',
    clearScreen: false,
    build: { outDir: fresh, emptyOutDir: true },
  });
  writeFileSync(join(fresh, '.stamp'), String(stamp));
  const place = join(root, 'dist', target);
  rmSync(place, { recursive: true, force: true });
  renameSync(fresh, place);
}

/** A build keeps its process from touching its lock for some seconds at most. */
const SILENT_MILLIS = 60_000;

/**
 * Runs work while no other process builds here. A lock whose owner died is broken.
 * @param {() => Promise<void>} work
 */
async function alone(work) {
  const lock = join(root, 'dist', '.building');
  mkdirSync(join(root, 'dist'), { recursive: true });
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, 100));
  const beat = setInterval(() => {
    // Who waits may have broken a lock that was silent for long (a laptop that slept).
    if (existsSync(lock)) utimesSync(lock, new Date(), new Date());
  }, 1000);
  try {
    await work();
  } finally {
    clearInterval(beat);
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHeld(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/**
 * A holder that lives touches its lock every second; its process id alone may by now be somebody else's.
 * @param {string} lock
 */
function isHeld(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return Date.now() - statSync(lock).mtimeMs < SILENT_MILLIS;
  } catch {
    return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const asked = process.argv.slice(2);
  const unknown = asked.find((target) => !(target in TARGETS));
  if (unknown) {
    process.stderr.write(`build: no target "${unknown}"; there are ${Object.keys(TARGETS).join(', ')}\n`);
    process.exit(2);
  }
  await alone(async () => {
    for (const target of asked.length > 0 ? asked : DEFAULT) await build(target);
  });
}
