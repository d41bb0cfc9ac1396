/**
 * One state as changes of another, small enough to be told four times a second. A delta is bytes:
 *
 * | first byte | then |
 * | --- | --- |
 * | 1, runs | the new tour as pieces of the old one, in order: varint place of the piece's first city in the old tour, varint 2 · length, + 1 where it is run through backwards. Behind the old tour's last place comes its first. |
 * | 2, patches | for any state: varint bytes that stay, varint bytes that change, those bytes; again and again |
 *
 * A varint has seven bits a byte, the lowest first, and the eighth set where another byte follows. A 2-opt move is two or three
 * runs however long a part it turns round, so a delta is as large as what changed in the tour and not in its array.
 */

const RUNS = 1;
const PATCHES = 2;

/**
 * @param base  the state before, of the same job
 * @param next  the state after
 * @returns null where a delta would not be smaller than half of the whole state. O(n).
 */
export function encodeDelta(base: Uint8Array, next: Uint8Array): Uint8Array | null {
  if (base.length !== next.length) return null;
  const out = new Writer(next.length >> 1);
  const places = placesIn(base);
  out.put(places ? RUNS : PATCHES);
  if (places) writeRuns(out, places, cities(next));
  else writePatches(out, base, next);
  return out.done();
}

/** The state after. Throws where the bytes are no delta of that state; never gives a state of another size. */
export function applyDelta(base: Uint8Array, delta: Uint8Array): Uint8Array {
  const next = base.slice();
  const from = new Reader(delta);
  const form = from.byte();
  if (form === RUNS) readRuns(from, base, next);
  else if (form === PATCHES) readPatches(from, next);
  else throw new Error(`a delta begins with ${RUNS} or ${PATCHES}, not with ${form}`);
  return next;
}

/** Bytes a city in a state of so many bytes: 2 up to 65,536 cities, 4 above. */
function widthOf(bytes: number): 2 | 4 {
  return bytes <= 2 * 65_536 ? 2 : 4;
}

function cities(state: Uint8Array): Uint32Array {
  const width = widthOf(state.length);
  const view = new DataView(state.buffer, state.byteOffset, state.length);
  const tour = new Uint32Array(Math.floor(state.length / width));
  for (let i = 0; i < tour.length; i++)
    tour[i] = width === 2 ? view.getUint16(2 * i, true) : view.getUint32(4 * i, true);
  return tour;
}

/** Where each city stands; null when the state is no tour: then it is bytes. */
function placesIn(state: Uint8Array): Int32Array | null {
  if (state.length === 0 || state.length % widthOf(state.length) !== 0) return null;
  const tour = cities(state);
  const places = new Int32Array(tour.length).fill(-1);
  for (let i = 0; i < tour.length; i++) {
    const city = tour[i]!;
    if (city >= places.length || places[city] !== -1) return null;
    places[city] = i;
  }
  return places;
}

function writeRuns(out: Writer, places: Int32Array, next: Uint32Array): void {
  const n = next.length;
  const place = (i: number) => places[next[i]!] ?? -1;
  for (let i = 0; i < n && !out.isFull; ) {
    const first = place(i);
    if (first < 0) {
      out.fail();
      return;
    }
    // The second city says which way the piece runs; one alone runs either way.
    const isBackward = i + 1 < n && place(i + 1) !== (first + 1) % n && place(i + 1) === (first + n - 1) % n;
    const step = isBackward ? n - 1 : 1;
    let length = 1;
    for (let at = (first + step) % n; i + length < n && place(i + length) === at; at = (at + step) % n)
      length++;
    out.varint(first);
    out.varint(2 * length + (isBackward ? 1 : 0));
    i += length;
  }
}

function readRuns(from: Reader, base: Uint8Array, next: Uint8Array): void {
  const width = widthOf(base.length);
  const n = base.length / width;
  let done = 0;
  while (done < n) {
    const first = from.varint();
    const said = from.varint();
    const length = Math.floor(said / 2);
    if (first >= n || length < 1 || length > n - done)
      throw new Error(`a run of ${length} from place ${first} does not fit: ${n - done} of ${n} are open`);
    const step = said % 2 === 1 ? n - 1 : 1;
    for (let k = 0, at = first; k < length; k++, at = (at + step) % n)
      for (let b = 0; b < width; b++) next[width * (done + k) + b] = base[width * at + b]!;
    done += length;
  }
  from.end();
}

/** Fewer bytes that stay than these are not worth a patch of their own. */
const SHORT_STAY = 3;

function writePatches(out: Writer, base: Uint8Array, next: Uint8Array): void {
  for (let i = 0; i < next.length && !out.isFull; ) {
    let from = i;
    while (from < next.length && base[from] === next[from]) from++;
    if (from === next.length) return;
    let to = from;
    for (let at = from; at < next.length && at - to <= SHORT_STAY; at++) if (base[at] !== next[at]) to = at;
    out.varint(from - i);
    out.varint(to + 1 - from);
    for (let at = from; at <= to; at++) out.put(next[at]!);
    i = to + 1;
  }
}

function readPatches(from: Reader, next: Uint8Array): void {
  let at = 0;
  while (!from.isAtEnd) {
    at += from.varint();
    const count = from.varint();
    if (at + count > next.length) throw new Error(`a patch of ${count} bytes at ${at} ends behind the state`);
    for (let i = 0; i < count; i++) next[at + i] = from.byte();
    at += count;
  }
}

/** Bytes up to a limit; what is longer is nothing. */
class Writer {
  private readonly bytes: Uint8Array;
  private length = 0;
  isFull = false;

  constructor(most: number) {
    this.bytes = new Uint8Array(most);
  }

  put(byte: number): void {
    if (this.length >= this.bytes.length) this.isFull = true;
    else this.bytes[this.length++] = byte;
  }

  varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.put((rest & 127) | 128);
    this.put(rest);
  }

  fail(): void {
    this.isFull = true;
  }

  done(): Uint8Array | null {
    return this.isFull ? null : this.bytes.slice(0, this.length);
  }
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error('a delta ends too early');
    return byte;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 36; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new Error('a number in a delta is too large');
  }

  end(): void {
    if (!this.isAtEnd) throw new Error('a delta is longer than its state');
  }
}
