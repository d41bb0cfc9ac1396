/** Takes the place of worker/page/peer-way.ts in the demo's pages (vite.demo.config.ts): the peer whose router is beside it. */
export { demoHost as peerHere } from './demo-host.ts';

/** Hash of the demo, put in by the bundler. */
declare const __BUILD__: string;

export function startPeer(): SharedWorker {
  // The bundler knows a worker by these very words.
  return new SharedWorker(new URL('./peer.shared.ts', import.meta.url), {
    type: 'module',
    name: `lehr demo ${__BUILD__}`,
  });
}
