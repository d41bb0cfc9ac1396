import type { Rewiring } from './rewiring.ts';

/** Of the circles that have cities the one that has fewest. One that was joined to another has none. */
export function smallestCircle({ sizes }: Pick<Rewiring, 'sizes'>): number {
  let small = -1;
  for (let i = 0; i < sizes.length; i++)
    if (sizes[i] > 0 && (small < 0 || sizes[i] < sizes[small])) small = i;
  return small;
}

/** The cities of a circle, segment by segment, as `tour.circles()` found them. */
export function* citiesOf(tour: Rewiring, circle: number): Generator<number, void> {
  const { n, order, segments } = tour;
  for (let segment = 0; segment < segments; segment++) {
    if (tour.circle[segment] !== circle) continue;
    let p = tour.begin(segment);
    for (let left = tour.length(segment); left > 0; left--) {
      yield order[p];
      p = p === n - 1 ? 0 : p + 1;
    }
  }
}
