/** The command line, the kernel thread, the router as a library and the benchmarks: → `dist/node`, node_modules external. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { digest, NODE_SOURCES } from './cli/sources.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));

const entries = {
  lehr: 'cli/lehr.ts',
  'kernel-thread': 'cli/kernel-thread.ts',
  'problem-thread': 'cli/problem-thread.ts',
  problem: 'anneal/define-problem.ts',
  peer: 'peer/index.ts',
  router: 'router-lite/index.ts',
  'router-browser': 'router-lite/browser.ts',
  'bench-anneal': 'bench/anneal/main.ts',
  'bench-donors': 'bench/donors/main.ts',
  'bench-router': 'bench/router/main.ts',
  'bench-pages': 'bench/pages/main.ts',
  'bench-patterns': 'bench/patterns/main.ts',
  'bench-anneal-reference': 'bench/anneal/reference.ts',
};

export default defineConfig({
  root,
  publicDir: false,
  define: { __BUILD__: JSON.stringify(digest(root, NODE_SOURCES)) },
  build: {
    ssr: true,
    target: 'node20',
    outDir: `${root}dist/node`,
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(
        Object.entries(entries)
          .map(([name, path]) => [name, root + path])
          .filter(([, path]) => existsSync(path)),
      ),
      // Chunks lie beside the entries: kernel-thread.js is found relative to whichever file asks for it.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
