/**
 * One process per data folder. LMDB itself would let two in; but each Lehr keeps sequence numbers and jobs in memory,
 * so two on one folder would undo each other's work. Node has no flock: the lock is a file that names its holder, and
 * it counts only while that very process lives, so a SIGKILL leaves nothing to clean up by hand.
 *
 * Versions of before the write-ahead log must not open a folder of which only the log has the end: what that has would be lost without a
 * word. To them a holder on another host lives as long as its lock was touched a moment ago. So the name of the host has words behind it,
 * which they print, and the lock is touched a year ahead. A store that was closed has all in LMDB, and no lock: there they are right.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the kernel's words: process ids are used again, above all in containers. */
  readonly born: string;
  /** How far ahead of the time it touches its lock, in milliseconds. */
  readonly ahead: number;
}

/** A holder on another host shows that it lives by touching its lock. */
const TOUCH_MILLIS = 5_000;
const BELIEVE_MILLIS = 30_000;
const AHEAD_MILLIS = 365 * 24 * 3_600_000;
const FOR_OLDER_VERSIONS =
  ' (its write-ahead log is not read by this version of Lehr: open it with the newer one)';

export interface FolderLock {
  /**
   * The holder before was of a version that has a write-ahead log, and did not close the folder; so no other can have been in it since.
   * An empty file counts as its lock: it is what an operator can make who knows better.
   */
  readonly isOfCrash: boolean;
  /** The folder is whole: any version may have it. */
  unlock(): void;
  /** What is in the log is not in LMDB yet: a version that has the log may have the folder, as after a crash. */
  leave(): void;
}

/** As `born`: of no process. */
const OVER = 'over';

/** Throws an error with code `ELOCKED` when a living process holds the folder. */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'lehr.lock');
  let isOfCrash = false;
  const host = hostname() + FOR_OLDER_VERSIONS;
  const mine = `${JSON.stringify({ pid: process.pid, host, born: birth(process.pid) })}\n`;
  // Written aside and linked into place: nobody ever sees a half-written lock.
  const draft = join(folder, `lehr.lock.${process.pid}.${Math.random().toString(36).slice(2)}`);
  try {
    writeFileSync(draft, mine);
    touch(draft);
    sync(draft);
    for (let attempt = 0; !link(draft, path); attempt++) {
      // `a+` makes an empty one where the lock vanished this moment; it is dismissed like any that names nobody.
      const theirs = readFileSync(path, { encoding: 'utf8', flag: 'a+' });
      const holder = parse(theirs);
      if (attempt === 3 || (holder !== null && lives(holder, path))) throw locked(folder, path, holder);
      isOfCrash = holder === null || holder.ahead > 0;
      dismiss(path, theirs, draft);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  // On the disk before anything is acknowledged: after the end of the machine too it has to say that nobody closed the folder.
  sync(folder);
  const touching = setInterval(() => touch(path), TOUCH_MILLIS).unref();
  const end = (how: () => void) => () => {
    clearInterval(touching);
    how();
  };
  return {
    isOfCrash,
    unlock: end(() => rmSync(path, { force: true })),
    leave: end(() => giveUp(path, mine)),
  };
}

/** In place: the disk may be full. */
function giveUp(path: string, mine: string): void {
  const over = JSON.stringify({ ...(JSON.parse(mine) as Holder), born: OVER }).padEnd(mine.length);
  try {
    const file = openSync(path, 'r+');
    try {
      writeSync(file, over, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // Then it counts until this process ends.
  }
  touch(path);
}

/** A file's bytes, or the names in a folder, which not every system can be asked for. */
function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'EINVAL' && code !== 'EISDIR') throw error;
  } finally {
    closeSync(file);
  }
}

function touch(path: string): void {
  const ahead = new Date(Date.now() + AHEAD_MILLIS);
  try {
    utimesSync(path, ahead, ahead);
  } catch {
    // The folder was removed under us: whoever did that has other worries.
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes a dead process's lock away; where another starter was faster, gives its lock back. */
function dismiss(path: string, stale: string, draft: string): void {
  const aside = `${draft}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== stale) link(aside, path);
  rmSync(aside);
}

function parse(text: string): Holder | null {
  try {
    const { pid, host, born } = JSON.parse(text) as Partial<Holder>;
    if (typeof pid === 'number' && typeof host === 'string' && typeof born === 'string') {
      if (!host.endsWith(FOR_OLDER_VERSIONS)) return { pid, host, born, ahead: 0 };
      return { pid, host: host.slice(0, -FOR_OLDER_VERSIONS.length), born, ahead: AHEAD_MILLIS };
    }
  } catch {}
  return null;
}

function lives(holder: Holder, path: string): boolean {
  if (holder.host !== hostname())
    return Date.now() - (statSync(path).mtimeMs - holder.ahead) < BELIEVE_MILLIS;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return birth(holder.pid) === holder.born;
}

/**
 * Boot and start time of a process on Linux; 'dead' for one that was killed and waits only for its parent to notice.
 * Empty elsewhere, where the process id alone must do.
 */
function birth(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command, may hold spaces and brackets: count from behind it, where `state` is the third.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return 'dead';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[22 - 3]}`;
  } catch {
    return '';
  }
}

function locked(folder: string, path: string, holder: Holder | null): Error {
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  const error = new Error(`${folder} is in use by ${who} (if that no longer runs, delete ${path})`);
  return Object.assign(error, { code: 'ELOCKED' });
}
