/**
 * `npm run build:static`: the donate page with router and orchestrator inside its SharedWorker → `dist/static`, for any
 * static host, under any path.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { kinds } from './anneal/kinds.ts';
import { kernelMark } from './cli/kernel-mark.mjs';
import { withJobs } from './cli/page.ts';
import { DEMO_SOURCES, digest } from './cli/sources.mjs';
import type { DemoJob } from './demo/job.ts';
import { world } from './orchestrator/world.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The one file of worker/page that knows where the peer is. */
const PEER_WAY = '/worker/page/peer-way.ts';

/** Pages find the demo's peer where others find that of their server. */
const demoPeer: Plugin = {
  name: 'lehr-demo-peer',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('/peer-way.ts')) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found?.id.endsWith(PEER_WAY) ? `${root}demo/peer-way.ts` : found;
  },
};

/**
 * What a server says in headers, in the page itself: nothing but its own files; no eval. `lehr-demo` tells the page that it
 * has no server.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'";

function demoPage(job: DemoJob): Plugin {
  return {
    name: 'lehr-demo-page',
    transformIndexHtml: (html) => ({
      html: withJobs(html, [job]),
      tags: [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
          injectTo: 'head-prepend',
        },
        { tag: 'meta', attrs: { name: 'lehr-demo', content: 'true' }, injectTo: 'head' },
      ],
    }),
  };
}

async function jobOf(cities: number): Promise<DemoJob> {
  const { problem, view, title } = await world({ country: null, count: cities });
  const bytes = kinds.get('tsp')!.encode(problem);
  return {
    title,
    kind: 'tsp',
    problem: Buffer.from(bytes).toString('base64'),
    view: JSON.stringify(view),
  };
}

// Here and not in the function: the config's loader closes before that runs.
const job = await jobOf(1000);

export default defineConfig({
  root: `${root}web`,
  base: './',
  plugins: [demoPeer, demoPage(job), kernelMark()],
  define: {
    __BUILD__: JSON.stringify(digest(root, DEMO_SOURCES)),
    __DEMO_JOB__: JSON.stringify(job),
  },
  worker: { format: 'es' },
  build: {
    target: ['chrome111', 'firefox115', 'safari16.4'],
    outDir: `${root}dist/static`,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { donate: `${root}web/index.html` } },
  },
});
