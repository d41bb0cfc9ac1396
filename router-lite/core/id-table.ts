/**
 * Values by id, where ids are counted up and most go about in the order they came: requests on their way. A Map makes itself anew, in
 * tables of tens of kilobytes, each time as many came and went as it holds; here nothing is made while as many are under way.
 *
 * Each id has one place among the recent ones. Where that is taken the table grows, up to MOST places; then whoever is there, which
 * is older or no neighbour, moves aside.
 */
import type { Id } from './messages.ts';

/** Powers of two. */
const FEW = 8;
const KEPT = 64;
const MOST = 1024;

export class IdTable<T> {
  /** At each place an id, 0: none, and its value. */
  #ids: Id[] = places(FEW, 0);
  #values: (T | undefined)[] = places(FEW, undefined);
  readonly #aside = new Map<Id, T>();
  #recent = 0;

  get size(): number {
    return this.#recent + this.#aside.size;
  }

  #placeOf(id: Id): number {
    // Of an id beyond 32 bits the lower ones decide.
    return id & (this.#ids.length - 1);
  }

  get(id: Id): T | undefined {
    const place = this.#placeOf(id);
    if (this.#ids[place] === id) return this.#values[place];
    return this.#aside.size === 0 ? undefined : this.#aside.get(id);
  }

  set(id: Id, value: T): void {
    let place = this.#placeOf(id);
    if (this.#aside.has(id)) {
      this.#aside.set(id, value);
      return;
    }
    while (this.#isOthers(place, id) && this.#grow()) place = this.#placeOf(id);
    if (this.#isOthers(place, id)) {
      this.#aside.set(this.#ids[place]!, this.#values[place]!);
    } else if (this.#ids[place] === 0) {
      this.#recent += 1;
    }
    this.#ids[place] = id;
    this.#values[place] = value;
  }

  #isOthers(place: number, id: Id): boolean {
    const there = this.#ids[place]!;
    return there !== 0 && there !== id;
  }

  /** False where it is as large as it gets, or so many strangers are in each other's way that more room would not help. */
  #grow(): boolean {
    const { length } = this.#ids;
    if (length === MOST || this.#recent * 4 < length) return false;
    const [ids, values] = [this.#ids, this.#values];
    this.#ids = places(2 * length, 0);
    this.#values = places<T | undefined>(2 * length, undefined);
    // Those of different places stay of different places.
    ids.forEach((id, i) => {
      if (id === 0) return;
      const place = this.#placeOf(id);
      this.#ids[place] = id;
      this.#values[place] = values[i];
    });
    return true;
  }

  delete(id: Id): boolean {
    const place = this.#placeOf(id);
    if (this.#ids[place] !== id) return this.#aside.size > 0 && this.#aside.delete(id);
    this.#ids[place] = 0;
    this.#values[place] = undefined;
    this.#recent -= 1;
    if (this.#recent === 0 && this.#ids.length > KEPT) this.#empty();
    return true;
  }

  /** In the order of their ids. */
  values(): T[] {
    const all: [Id, T][] = [...this.#aside];
    this.#ids.forEach((id, place) => {
      if (id !== 0) all.push([id, this.#values[place]!]);
    });
    return all.sort(([a], [b]) => a - b).map(([, value]) => value);
  }

  clear(): void {
    this.#aside.clear();
    this.#empty();
  }

  #empty(): void {
    this.#recent = 0;
    this.#ids = places(FEW, 0);
    this.#values = places(FEW, undefined);
  }
}

function places<T>(count: number, value: T): T[] {
  return new Array<T>(count).fill(value);
}
