/** For tests: Debian's Python with autobahn, and cbor2: what its package names instead, cbor, it does not read. */
import { execFileSync } from 'node:child_process';

export const PYTHON = '/usr/bin/python3';
const PACKAGES = [
  'python3-autobahn',
  'python3-cbor2',
  'python3-u-msgpack',
  'python3-nacl',
  'python3-argon2',
  'python3-passlib',
];

/** Null when there is Debian's python3-autobahn, installed if need be; else why not. */
export function pythonMissing(): string | null {
  const ready = () => {
    try {
      execFileSync(PYTHON, ['-c', 'import autobahn, cbor2, umsgpack, nacl, argon2, passlib'], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  };
  if (ready()) return null;
  if (process.getuid?.() !== 0) return `only root may install ${PACKAGES.join(' ')}`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    // Another test may be at it.
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
      env,
      stdio: 'ignore',
      timeout: 240_000,
    });
  try {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', ...PACKAGES);
  } catch (error) {
    return `apt-get cannot install python3-autobahn: ${(error as Error).message.split('\n')[0]}`;
  }
  return ready() ? null : 'python3-autobahn does not load';
}
