import { Random } from '../random.ts';
import type { Steps } from '../steps.ts';
import type { Distance } from './distance.ts';
import { greedyTour, savingsTour } from './greedy.ts';
import { uncrossLongEdges } from './long-edges.ts';
import type { Space } from './space.ts';

/** Up to this size a start hangs on the seed: the other ways to begin take some 10 ms. */
export const MANIFOLD = 2_048;
/** One start in so many is greedy's. */
const GREEDY = 4;

/**
 * Where tasks without a state begin. Greedy, without its worst long edges; three of four seeds begin by savings from a hub of their
 * own. How a tour goes round the whole, over one ocean or another, from one cluster to the next, is some 80 edges, and no local
 * search leaves the way it began with. Chains that began differently find both, and mate (docs/decisions/kernel.md).
 */
export class Starts {
  private greedy: Int32Array | null = null;
  private readonly random = new Random();

  constructor(
    private readonly distance: Distance,
    private readonly space: Space,
  ) {}

  /** Not to be changed. In steps. */
  *of(seed: number): Steps<Int32Array> {
    const { distance, space, random } = this;
    const { n } = distance;
    random.seed(seed);
    if (n > MANIFOLD || random.below(GREEDY) === 0) {
      this.greedy ??= yield* uncrossed(distance, greedyTour(distance, space));
      return this.greedy;
    }
    return yield* uncrossed(distance, savingsTour(distance, space, random.below(n)));
  }
}

function* uncrossed(distance: Distance, tour: Steps<Int32Array>): Steps<Int32Array> {
  const order = yield* tour;
  yield* uncrossLongEdges(distance, order);
  return order;
}
