/** A tour that changes four times a second, as a busy job's best does, on the map of our pages. */
import '../../../web/components/lehr-tour-map.ts';

const EVERY = 250;

/** @param n cities @param turns parts of the tour turned round at each change @returns frames so far, and its end */
export function showTour(n: number, turns: number): { frames(): number; end(): void } {
  const { xy, tour } = rows(n);
  const map = document.createElement('lehr-tour-map');
  map.style.cssText = 'position: fixed; inset: 0; aspect-ratio: auto; width: 100vw; height: 100vh';
  map.view = { surface: 'plane', xy };
  map.tour = tour;
  map.heat = 1;
  document.body.append(map);
  let best = tour;
  const timer = setInterval(() => {
    best = best.slice();
    for (let i = 0; i < turns; i++) {
      const from = Math.floor(Math.random() * (n - 60));
      best.subarray(from, from + 2 + Math.floor(Math.random() * 50)).reverse();
    }
    map.tour = best;
  }, EVERY);
  return {
    frames: () => map.frames,
    end() {
      clearInterval(timer);
      map.remove();
    },
  };
}

/** Cities strewn over a rectangle, and a tour through them row by row: short edges, as in a good one. */
function rows(n: number): { xy: number[]; tour: Uint32Array } {
  const columns = Math.ceil(Math.sqrt((n * 16) / 9));
  const xy: number[] = [];
  for (let i = 0; i < n; i++) {
    const row = Math.floor(i / columns);
    const column = row % 2 === 0 ? i % columns : columns - 1 - (i % columns);
    xy.push(column + 0.9 * Math.random(), row + 0.9 * Math.random());
  }
  return { xy, tour: Uint32Array.from({ length: n }, (_, i) => i) };
}
