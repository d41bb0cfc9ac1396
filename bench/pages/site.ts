/** The page of ../page, built as our pages are, behind a real router that lets everybody do everything. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createRouter } from '../../router-lite/node/router.ts';
import { type Server, startServer } from '../../router-lite/node/server.ts';

const everything = {
  uri: '',
  match: 'prefix',
  allow: { call: true, register: true, publish: true, subscribe: true },
} as const;

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

export async function startSite(): Promise<Site> {
  const staticDir = await mkdtemp(join(tmpdir(), 'lehr-bench-pages-'));
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: resolve('bench/pages/page'),
    logLevel: 'error',
    define: { __BUILD__: JSON.stringify('bench') },
    worker: { format: 'es' },
    build: { outDir: staticDir, emptyOutDir: true },
  });
  const router = createRouter({
    realms: { lehr: { roles: { guest: { rules: [everything] } }, anonymous: 'guest' } },
  });
  const server: Server = await startServer({ router, host: '127.0.0.1', port: 0, staticDir });
  return {
    url: `http://127.0.0.1:${server.port}`,
    async close() {
      await router.close();
      await server.close();
      await rm(staticDir, { recursive: true, force: true });
    },
  };
}
