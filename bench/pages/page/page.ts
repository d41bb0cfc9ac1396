/** What bench/pages drives from outside, by `bench.…` in the page. */
import { openPeer } from '../../../worker/page/index.ts';
import { counted, showFigures } from './figures.ts';
import { showTour } from './map.ts';

let end = () => {};
let frames = () => 0;
const long: number[] = [];
const latencies: number[] = [];

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) long.push(duration);
}).observe({ type: 'longtask' });

// From the key to the next frame that can show what it did.
addEventListener('keydown', ({ timeStamp }) => {
  requestAnimationFrame(() => latencies.push(performance.now() - timeStamp));
});

Object.assign(globalThis, {
  bench: {
    figures(how: 'store' | 'naive') {
      const peer = openPeer({ lends: false });
      const hide = showFigures(peer, how);
      end = () => {
        hide();
        peer.close();
      };
    },
    tour(n: number, turns: number) {
      const shown = showTour(n, turns);
      frames = shown.frames;
      end = shown.end;
    },
    counts: () => ({
      ...counted,
      frames: frames(),
      at: performance.now(),
      longest: Math.max(0, ...long.splice(0)),
      latencies: latencies.splice(0),
    }),
    end: () => end(),
  },
});
