/**
 * Bytes that visitors wait for. What the donate page loads before consent is read from the page itself. Each limit leaves a
 * hundredth: how well gzip compresses differs that much between the zlib of one machine and another's.
 */
import { readFileSync } from 'node:fs';

const page = readFileSync('dist/web/index.html', 'utf8');
const beforeConsent = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
  ([, file]) => `dist/web/${file}`,
);

export default [
  {
    name: 'donate page before consent',
    path: ['dist/web/index.html', ...beforeConsent],
    limit: '61 kB',
    gzip: true,
  },
  {
    name: 'what donating adds to the page',
    path: ['dist/web/assets/page-????????.js'],
    limit: '6 kB',
    gzip: true,
  },
  {
    name: 'the studio, beside what all pages have',
    path: ['dist/web/assets/studio-*.js'],
    limit: '32 kB',
    gzip: true,
  },
  {
    name: 'the inspector, beside what all pages have',
    path: ['dist/web/assets/inspect-*.js'],
    limit: '32 kB',
    gzip: true,
  },
  {
    name: 'signed-in sessions: for the SharedWorker, or for a Worker of a tab where there are none',
    path: ['dist/web/assets/desk.shared-*.js', 'dist/web/assets/desks-*.js'],
    limit: '155 kB',
    gzip: true,
  },
  {
    name: 'what reads and writes files',
    path: ['dist/web/assets/files.worker-*.js'],
    limit: '63.2 kB',
    gzip: true,
  },
  { name: 'the drawing worker', path: ['dist/web/assets/drawing.worker-*.js'], limit: '7 kB', gzip: true },
  { name: 'a kernel', path: ['dist/web/assets/kernel.worker-*.js'], limit: '23.8 kB', gzip: true },
  {
    name: 'the peer: for the SharedWorker, or for a Worker of a tab where there are none',
    path: ['dist/web/assets/peer.shared-*.js', 'dist/web/assets/served-peer-*.js'],
    limit: '166 kB',
    gzip: true,
  },
  {
    name: "the widget on a host's page, before a press",
    path: ['dist/web/embed.js'],
    limit: '3 kB',
    gzip: true,
  },
  {
    name: 'the demo without a server: router, orchestrator and peer',
    path: ['dist/static/assets/peer.shared-*.js', 'dist/static/assets/demo-peer-*.js'],
    limit: '311 kB',
    gzip: true,
  },
];
