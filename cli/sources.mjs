/** Which files each build is made of: for the launcher's freshness check and for the build hash. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SHARED = ['anneal', 'formats', 'peer', 'worker', 'package.json', 'tsconfig.base.json'];

export const WEB_SOURCES = [...SHARED, 'web', 'vite.config.ts', 'cli/kernel-mark.mjs'];
export const DEMO_SOURCES = [...WEB_SOURCES, 'router-lite', 'orchestrator', 'demo', 'vite.demo.config.ts'];
export const NODE_SOURCES = [...SHARED, 'router-lite', 'orchestrator', 'cli', 'bench', 'vite.node.config.ts'];

/**
 * Files below the given paths, tests aside, in a stable order.
 * @param {string} root absolute path with a closing slash
 * @param {readonly string[]} paths relative to root
 * @returns {Generator<string>} absolute paths
 */
export function* sources(root, paths) {
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    if (!statSync(full).isDirectory()) {
      yield full;
      continue;
    }
    const names = readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(test|suite)\.ts$|\.md$/.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
    yield* names.sort();
  }
}

/**
 * Time of the latest change to any source file or folder (a folder changes when a file in it goes).
 * @param {string} root
 * @param {readonly string[]} paths
 * @returns {number} milliseconds since 1970; 0 when there are no sources
 */
export function newest(root, paths) {
  let latest = 0;
  for (const file of sources(root, paths)) latest = Math.max(latest, statSync(file).mtimeMs);
  return latest;
}

/**
 * @param {string} root
 * @param {readonly string[]} paths
 * @returns {string} eight hex digits that change when any source file does
 */
export function digest(root, paths) {
  const hash = createHash('sha256');
  for (const file of sources(root, paths)) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 8);
}
