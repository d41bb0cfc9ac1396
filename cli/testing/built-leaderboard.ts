/** For tests: leaderboard-process.ts built, and run by Node as often as one likes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

export interface BuiltLeaderboard {
  /** @param args see leaderboard-process.ts */
  start(args: readonly string[]): {
    /** Rejects when it ends before it adds up. */
    readonly up: Promise<void>;
    /** SIGKILL; resolves when it is gone. */
    readonly kill: () => Promise<unknown>;
  };
  remove(): Promise<void>;
}

export async function buildLeaderboard(): Promise<BuiltLeaderboard> {
  // Below node_modules, so that the built file finds `lmdb` and `ws`.
  const outDir = resolve('node_modules/.cache', `lehr-leaderboard-${process.pid}`);
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve('cli/testing/leaderboard-process.ts'),
      target: 'node20',
      outDir,
      rollupOptions: { output: { entryFileNames: 'leaderboard.mjs' } },
    },
  });
  return {
    start(args) {
      const child = spawn(process.execPath, [join(outDir, 'leaderboard.mjs'), ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = once(child, 'exit');
      const early = gone.then(() => Promise.reject(new Error('the leaderboard ended before it was up')));
      return {
        up: Promise.race([once(child.stdout, 'data').then(() => {}), early]),
        kill() {
          child.kill('SIGKILL');
          return gone;
        },
      };
    },
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
