/**
 * A program that lasts keeps the build that it began with: pages that are open ask it for the files whose names they know, and it loads
 * some of its own only when it needs them. Another build takes all of them away (build.mjs). So it runs from links to them, in
 * `dist/.running/<space>-<pid>/`, which go with it; those of a process that was killed go when the next begins.
 *
 * Containers and machines that share a checkout do not see one another's processes, and number them alike. So a space of process
 * numbers is a part of the name; what is of another space is somebody's as long as it is touched, as each does with its own.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const ATTEMPTS = 50;
const PAUSE_MILLIS = 100;
const TOUCHED_EVERY_MILLIS = 3_600_000;
/** Of another space, and not touched for so long: its process is gone. */
const LOST_MILLIS = 24 * TOUCHED_EVERY_MILLIS;

/**
 * The folder to run from, `targets` in it: one of links, until this process ends; where there can be none, `dist` itself.
 * @param {string} dist
 * @param {readonly string[]} targets
 */
export async function keptBuild(dist, targets) {
  const running = join(dist, '.running');
  const space = spaceOfPids();
  const mine = join(running, `${space}-${process.pid}`);
  try {
    mkdirSync(running, { recursive: true });
    for (const name of readdirSync(running)) if (isLeft(running, name, space)) remove(join(running, name));
    for (let attempt = 1; !linked(dist, mine, targets); attempt++) {
      if (attempt === ATTEMPTS) throw new Error('builds come too fast');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
    }
  } catch {
    remove(mine);
    return dist;
  }
  setInterval(() => touch(mine), TOUCHED_EVERY_MILLIS).unref();
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

/** Of the processes that see one another by number. */
function spaceOfPids() {
  let name = hostname();
  try {
    name = `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')}${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // No Linux: one space a machine.
  }
  return createHash('sha256').update(name).digest('hex').slice(0, 12);
}

/**
 * Whether nobody runs from it any more.
 * @param {string} running
 * @param {string} name
 * @param {string} space
 */
function isLeft(running, name, space) {
  if (name.startsWith(`${space}-`)) return !lives(Number(name.slice(space.length + 1)));
  const { mtimeMs = 0 } = statSync(join(running, name), { throwIfNoEntry: false }) ?? {};
  return Date.now() - mtimeMs > LOST_MILLIS;
}

/** @param {string} folder */
function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // It was taken away: nothing to keep.
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
