/**
 * A program that lasts keeps the build that it began with: pages that are open ask it for the files whose names they know, and it loads
 * some of its own only when it needs them. Another build takes all of them away (build.mjs). So it runs from links to them, in
 * `dist/.running/<pid>/`, which go with it; those of a process that was killed go when the next begins.
 */
import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ATTEMPTS = 50;
const PAUSE_MILLIS = 100;

/**
 * The folder to run from, `targets` in it: one of links, until this process ends; where there can be none, `dist` itself.
 * @param {string} dist
 * @param {readonly string[]} targets
 */
export async function keptBuild(dist, targets) {
  const running = join(dist, '.running');
  const mine = join(running, String(process.pid));
  try {
    mkdirSync(running, { recursive: true });
    for (const pid of readdirSync(running)) if (!lives(Number(pid))) remove(join(running, pid));
    for (let attempt = 1; !linked(dist, mine, targets); attempt++) {
      if (attempt === ATTEMPTS) throw new Error('builds come too fast');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
    }
  } catch {
    remove(mine);
    return dist;
  }
  process.once('exit', () => remove(mine));
  return mine;
}

/**
 * False where another build came between.
 * @param {string} dist
 * @param {string} to
 * @param {readonly string[]} targets
 */
function linked(dist, to, targets) {
  remove(to);
  mkdirSync(to);
  try {
    for (const target of targets) {
      const stamp = () => readFileSync(join(dist, target, '.stamp'), 'utf8');
      const before = stamp();
      link(join(dist, target), join(to, target));
      if (stamp() !== before) return false;
    }
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function link(from, to) {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, place] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) link(source, place);
    else linkOrCopy(source, place);
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function linkOrCopy(from, to) {
  try {
    linkSync(from, to);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') throw error;
    // A file system without links.
    cpSync(from, to);
  }
}

/** @param {string} folder */
function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Then it is removed by whoever begins next.
  }
}

/** @param {number} pid */
function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
