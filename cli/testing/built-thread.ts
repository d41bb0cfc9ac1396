/** For tests: the kernel's thread as it is delivered, built once for all tests of a file. */
import { rm } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';

/** To be called where a test file begins; `name` is that of its folder. Returns where the thread's script will be. */
export function builtThread(name: string): URL {
  // Below node_modules, so that the built thread finds its packages.
  const folder = fileURLToPath(
    new URL(`../../node_modules/.cache/lehr-${name}-${process.pid}/`, import.meta.url),
  );
  beforeAll(async () => {
    await build({
      configFile: false,
      publicDir: false,
      logLevel: 'error',
      build: {
        ssr: true,
        target: 'node20',
        outDir: folder,
        emptyOutDir: true,
        rolldownOptions: {
          input: { 'kernel-thread': fileURLToPath(new URL('../kernel-thread.ts', import.meta.url)) },
          output: { entryFileNames: '[name].js' },
        },
      },
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return pathToFileURL(`${folder}kernel-thread.js`);
}
