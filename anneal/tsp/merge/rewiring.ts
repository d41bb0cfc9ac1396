/**
 * A tour as an array beside its edges as links, so that any exchange of k edges can be tried: take edges out, put edges
 * in, see into how many circles the links fall, and either write the tour anew or take everything back.
 *
 * The edges gone cut the array into k segments; all questions are answered on these, in O(k log k).
 *
 * What must hold between calls: when no exchange is open, `link` holds exactly the neighbours in `order`.
 */
export class Rewiring {
  readonly n: number;
  readonly order: Int32Array;
  readonly position: Int32Array;
  /** The two neighbours of each city, in any order; −1 where an edge was taken out. */
  readonly link: Int32Array;
  /** Circles of the last `circles()`, each with its number of cities; numbered from 0. */
  readonly sizes: number[] = [];
  /** Position after which segment i ends, rising; segment 0 begins after the last cut and runs over the array's end. */
  cuts: Int32Array = new Int32Array(64);
  segments = 0;
  /** Circle of each segment. */
  circle: Int32Array = new Int32Array(64);
  /** Joined end of each segment end: 2i is where segment i begins, 2i + 1 where it ends. */
  private joined: Int32Array = new Int32Array(128);
  private readonly isCut: Uint8Array;
  /** Pairs of cities: edges taken out (first list) and put in (second) since the exchange was opened. */
  private readonly gone: number[] = [];
  private readonly come: number[] = [];
  private readonly room: Int32Array;

  constructor(n: number) {
    this.n = n;
    this.order = new Int32Array(n);
    this.position = new Int32Array(n);
    this.link = new Int32Array(2 * n);
    this.isCut = new Uint8Array(n);
    this.room = new Int32Array(n);
  }

  load(order: ArrayLike<number>): void {
    this.order.set(order);
    this.gone.length = 0;
    this.come.length = 0;
    linksOf(this.order, this.link);
    for (let i = 0; i < this.n; i++) this.position[this.order[i]] = i;
  }

  has(a: number, b: number): boolean {
    return this.link[2 * a] === b || this.link[2 * a + 1] === b;
  }

  /** Takes an edge out that is there. */
  remove(a: number, b: number): void {
    this.gone.push(a, b);
    this.relink(a, b, -1);
    this.relink(b, a, -1);
  }

  /** Puts an edge in, between cities that lack one. */
  add(a: number, b: number): void {
    this.come.push(a, b);
    this.relink(a, -1, b);
    this.relink(b, -1, a);
  }

  /** Takes the open exchange back. */
  undo(): void {
    const { gone, come } = this;
    // An edge may have come and gone again: all that came are taken out where they still are, then what went is put back.
    for (let i = come.length - 2; i >= 0; i -= 2) {
      if (!this.has(come[i], come[i + 1])) continue;
      this.relink(come[i], come[i + 1], -1);
      this.relink(come[i + 1], come[i], -1);
    }
    for (let i = 0; i < gone.length; i += 2) {
      if (!this.adjacent(gone[i], gone[i + 1]) || this.has(gone[i], gone[i + 1])) continue;
      this.relink(gone[i], -1, gone[i + 1]);
      this.relink(gone[i + 1], -1, gone[i]);
    }
    this.close();
  }

  /** Cuts the tour at the edges gone and counts the circles that the links form. Every city must have two links. */
  circles(): number {
    this.cut();
    this.join();
    this.sizes.length = 0;
    this.circle.fill(-1, 0, this.segments);
    for (let segment = 0; segment < this.segments; segment++) {
      if (this.circle[segment] >= 0) continue;
      const circle = this.sizes.length;
      let size = 0;
      let end = 2 * segment;
      do {
        const at = end >> 1;
        this.circle[at] = circle;
        size += this.length(at);
        end = this.joined[end ^ 1];
      } while (end >> 1 !== segment);
      this.sizes.push(size);
    }
    return Math.max(1, this.sizes.length);
  }

  /** Segment that holds a position. */
  segmentAt(position: number): number {
    const { cuts, segments } = this;
    let low = 0;
    let high = segments;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts[middle] < position) low = middle + 1;
      else high = middle;
    }
    return low === segments ? 0 : low;
  }

  /** First position of a segment. */
  begin(segment: number): number {
    const before = this.cuts[segment === 0 ? this.segments - 1 : segment - 1];
    return before === this.n - 1 ? 0 : before + 1;
  }

  /** Cities of a segment. */
  length(segment: number): number {
    const length = this.cuts[segment] - this.begin(segment) + 1;
    return length > 0 ? length : length + this.n;
  }

  /** Makes the exchange the tour. To be called after `circles()` said 1. The longest segment stays where it is. */
  commit(): void {
    const { n, order, position, room, cuts, segments } = this;
    if (segments > 1) {
      let longest = 0;
      for (let i = 1; i < segments; i++) if (this.length(i) > this.length(longest)) longest = i;
      let written = 0;
      for (let end = this.joined[2 * longest + 1]; end >> 1 !== longest; end = this.joined[end ^ 1]) {
        const segment = end >> 1;
        const forward = (end & 1) === 0;
        let p = forward ? this.begin(segment) : cuts[segment];
        for (let left = this.length(segment); left > 0; left--) {
          room[written++] = order[p];
          if (forward) p = p === n - 1 ? 0 : p + 1;
          else p = p === 0 ? n - 1 : p - 1;
        }
      }
      let p = cuts[longest];
      for (let i = 0; i < written; i++) {
        p = p === n - 1 ? 0 : p + 1;
        order[p] = room[i];
        position[room[i]] = p;
      }
    }
    this.close();
  }

  private close(): void {
    this.gone.length = 0;
    this.come.length = 0;
    this.segments = 0;
  }

  private relink(city: number, from: number, to: number): void {
    const { link } = this;
    if (link[2 * city] === from) link[2 * city] = to;
    else link[2 * city + 1] = to;
  }

  /** Whether two cities are neighbours in the array. */
  private adjacent(a: number, b: number): boolean {
    const apart = Math.abs(this.position[a] - this.position[b]);
    return apart === 1 || apart === this.n - 1;
  }

  private cut(): void {
    const { n, order, position, isCut, gone } = this;
    this.segments = 0;
    this.reserve(gone.length / 2);
    for (let i = 0; i < gone.length; i += 2) {
      const [a, b] = [gone[i], gone[i + 1]];
      if (!this.adjacent(a, b) || this.has(a, b)) continue;
      const p = order[position[a] === n - 1 ? 0 : position[a] + 1] === b ? position[a] : position[b];
      if (isCut[p] === 1) continue;
      isCut[p] = 1;
      this.cuts[this.segments++] = p;
    }
    this.cuts.subarray(0, this.segments).sort();
    for (let i = 0; i < this.segments; i++) isCut[this.cuts[i]] = 0;
  }

  private join(): void {
    for (let segment = 0; segment < this.segments; segment++) {
      const first = this.order[this.begin(segment)];
      const last = this.order[this.cuts[segment]];
      this.joined[2 * segment] = this.endOf(this.foreign(first, 0), first);
      this.joined[2 * segment + 1] = this.endOf(this.foreign(last, 1), last);
    }
  }

  /** The city that a segment's end is linked to across its cut. `side`: 0 the segment's beginning, 1 its end. */
  private foreign(city: number, side: number): number {
    const { n, order, position, link } = this;
    const p = position[city];
    const segment = this.segmentAt(p);
    // A lone city's links both lead away: one is taken for its beginning, the other for its end.
    if (this.length(segment) === 1) return link[2 * city + side];
    const inside = side === 0 ? order[p === n - 1 ? 0 : p + 1] : order[p === 0 ? n - 1 : p - 1];
    return link[2 * city] === inside ? link[2 * city + 1] : link[2 * city];
  }

  /** The segment end that is `city`, linked to `from`. */
  private endOf(city: number, from: number): number {
    const p = this.position[city];
    const segment = this.segmentAt(p);
    if (this.length(segment) === 1) return 2 * segment + (this.link[2 * city] === from ? 0 : 1);
    return 2 * segment + (p === this.cuts[segment] ? 1 : 0);
  }

  private reserve(segments: number): void {
    if (segments <= this.cuts.length) return;
    this.cuts = new Int32Array(2 * segments);
    this.circle = new Int32Array(2 * segments);
    this.joined = new Int32Array(4 * segments);
  }
}

/** Writes the two neighbours of each city of a tour. */
export function linksOf(order: Int32Array, link: Int32Array): void {
  const n = order.length;
  for (let i = 0; i < n; i++) {
    const city = order[i];
    link[2 * city] = order[i === 0 ? n - 1 : i - 1];
    link[2 * city + 1] = order[i === n - 1 ? 0 : i + 1];
  }
}
