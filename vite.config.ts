/** The pages: `web/` → `dist/web`, served by `lehr serve` or any static host. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { kernelMark } from './cli/kernel-mark.mjs';
import { digest, WEB_SOURCES } from './cli/sources.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const page = (path: string) => `${root}web/${path}`;

export default defineConfig({
  root: `${root}web`,
  base: '/',
  // Names the SharedWorker, so that pages of two builds never talk to one peer.
  define: { __BUILD__: JSON.stringify(digest(root, WEB_SOURCES)) },
  worker: { format: 'es' },
  plugins: [kernelMark()],
  build: {
    target: ['chrome111', 'firefox115', 'safari16.4'],
    outDir: `${root}dist/web`,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        donate: page('index.html'),
        missing: page('404.html'),
        kiosk: page('kiosk/index.html'),
        studio: page('studio/index.html'),
        inspect: page('inspect/index.html'),
        frame: page('embed/index.html'),
        embed: page('embed/embed.ts'),
      },
      output: {
        // On other people's pages it has this one name for ever.
        entryFileNames: ({ name }) => (name === 'embed' ? 'embed.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
